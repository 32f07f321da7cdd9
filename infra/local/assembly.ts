/** Bundle and synth, done only when a source changed since the last time. */
import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildOnce, ROOT } from './build-cache.ts'
import type { Log } from './doors.ts'

/** Everything that can change what is made. */
const SOURCE_FOLDERS = ['infra', 'lambdas', 'shared', 'connector']
const SOURCE_FILES = ['package-lock.json', 'package.json']
const CACHE = join(ROOT, 'node_modules/.cache/spoolgate')
const KEPT = 5
const BUILDER = fileURLToPath(new URL('./assembly-builder.ts', import.meta.url))

export interface MadeAssembly {
  /** With the templates and the bundled functions. */
  readonly assemblyFolder: string
  /** The bundled connector, to be run with node. */
  readonly connectorFile: string
}

/** What a cold start has to make again. */
export const assemblyCacheFolders: readonly string[] = [CACHE]

/** Throws with the builder's words when a source does not bundle or the app does not pass its checks. */
export async function makeAssembly({ log }: { log: Log }): Promise<MadeAssembly> {
  const words = {
    begins: 'bundling and synthesizing',
    done: 'bundled and synthesized',
    fails: 'bundle and synth failed',
  }
  const wanted = { cache: CACHE, kept: KEPT, sources: listSources(), builder: BUILDER, words }
  const folder = await buildOnce(wanted, log)
  return {
    assemblyFolder: join(folder, 'assembly'),
    connectorFile: join(folder, 'dist/connector/spoolgate-connector.cjs'),
  }
}

function listSources(): readonly string[] {
  const found = SOURCE_FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name))),
  )
  return [...found, ...SOURCE_FILES]
}
