/** The synthesized templates, read as CloudFormation would read them, with names of this machine for what they refer to. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert } from '#shared/contracts/problem.ts'
import type { Places } from './resource-types.ts'
import { type RawTemplate, type Resource, StackScope } from './stack-scope.ts'

const SUFFIX = '.template.json'

export interface Assembly {
  readonly resources: readonly Resource[]
  /** By name, of all stacks; exports included. */
  readonly outputs: Readonly<Record<string, unknown>>
  /** Folder of an asset by the `S3Key` that the template gives it. */
  assetFolder(s3Key: string): string
}

/**
 * Reads every `*.template.json` of a folder. Throws Problem `resource-type-unknown` for what this machine could not
 * run, so that a new resource is never silently left out here.
 */
export function loadAssembly(folder: string, places: Places): Assembly {
  const stacks = readdirSync(folder)
    .filter((name) => name.endsWith(SUFFIX))
    .sort()
    .map((name) => ({
      stack: name.slice(0, -SUFFIX.length),
      template: readJson(join(folder, name)) as RawTemplate,
    }))
  assert(stacks.length > 0, `\`${folder}\` holds a template`)
  const assets = loadAssets(folder)
  return {
    ...resolveTemplates(stacks, places),
    assetFolder: (s3Key) => {
      const path = assets.get(s3Key.replace(/\.zip$/, ''))
      assert(path !== undefined, `asset \`${s3Key}\` is in the assembly`)
      return join(folder, path)
    },
  }
}

/** The pure part: templates in, resources with plain values out. */
export function resolveTemplates(
  stacks: readonly { stack: string; template: RawTemplate }[],
  places: Places,
): Omit<Assembly, 'assetFolder'> {
  const exports = new Map<string, () => unknown>()
  const scopes = stacks.map(
    ({ stack, template }) => new StackScope(stack, template, places, exports),
  )
  for (const scope of scopes) scope.announceExports()
  const outputs: Record<string, unknown> = {}
  for (const scope of scopes) Object.assign(outputs, scope.outputs())
  return { resources: scopes.flatMap((scope) => scope.resources()), outputs }
}

/** Asset hash → path relative to the assembly, from every stack's `*.assets.json`. */
function loadAssets(folder: string): Map<string, string> {
  const assets = new Map<string, string>()
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.assets.json'))) {
    const manifest = readJson(join(folder, name)) as {
      files?: Record<string, { source: { path: string } }>
    }
    for (const [hash, { source }] of Object.entries(manifest.files ?? {})) {
      assets.set(hash, source.path)
    }
  }
  return assets
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))
