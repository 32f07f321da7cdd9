// What a browser has to fetch, from the manifest of a real build.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { makePortal } from '#infra/portal/make-portal.ts'

/** Heaviest route, gzipped; words of one language are counted with the script. */
const SCRIPT_LIMIT_KB = 300
const STYLE_LIMIT_KB = 90
/** A page's own; what lies in folders below is fetched when it is needed. */
const ROUTE = /^pages\/[^/]+\.tsx$/
/** On top of their page, which shows before they come. */
const LATER_LIMITS_KB = { 'pages/rules/editor.tsx': 135, 'pages/rules/engine.ts': 110 } as const

interface Chunk {
  readonly file: string
  readonly imports?: readonly string[]
  readonly css?: readonly string[]
}

describe('the bundle', () => {
  let folder = ''
  let manifest: Record<string, Chunk>
  beforeAll(async () => {
    folder = await makePortal({ log: () => {} })
    manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8'))
  })

  it('keeps its budget on every route', () => {
    const start = [...closure('index.html'), ...closure('virtual:language/en')]
    const weights = Object.keys(manifest)
      .filter((name) => ROUTE.test(name))
      .map((name) => ({ name, ...weigh([...start, ...closure(name)]) }))
    expect(weights.length).toBeGreaterThan(10)
    expect(
      weights.filter(({ script, style }) => script > SCRIPT_LIMIT_KB || style > STYLE_LIMIT_KB),
    ).toEqual([])
  })

  it.each(Object.entries(LATER_LIMITS_KB))('keeps the budget of %s', (name, limit) => {
    const start = [...closure('index.html'), ...closure('virtual:language/en')]
    const page = weigh(start).script
    expect(weigh([...start, ...closure(name)]).script - page).toBeLessThan(limit)
  })

  it('lets no page wait for the schema library', () => {
    const pages = Object.keys(manifest).filter((name) => ROUTE.test(name))
    const waitedFor = new Set(['index.html', ...pages].flatMap((name) => [...closure(name)]))
    const holding = [...waitedFor].filter((name) =>
      readFileSync(join(folder, manifest[name]!.file), 'utf8').includes('ZodError'),
    )
    expect(holding).toEqual([])
  })

  it('holds no inline script or style and no font as text', () => {
    const files = readdirSync(join(folder, 'assets')).map((name) => ({
      name,
      text: readFileSync(join(folder, 'assets', name), 'utf8'),
    }))
    const styles = files.filter(({ name }) => name.endsWith('.css'))
    expect(styles.filter(({ text }) => text.includes('data:font')).map(({ name }) => name)).toEqual(
      [],
    )
    const page = readFileSync(join(folder, 'index.html'), 'utf8')
    expect(page).not.toMatch(/<style|<script(?![^>]*\bsrc=)|\son\w+=|style=/)
  })

  const closure = (name: string, seen = new Set<string>()): Set<string> => {
    const key = Object.keys(manifest).find((each) => each === name || each.endsWith(name)) ?? name
    if (seen.has(key)) return seen
    seen.add(key)
    for (const each of manifest[key]?.imports ?? []) closure(each, seen)
    return seen
  }
  const weigh = (names: readonly string[]) => {
    const chunks = [...new Set(names)].map((name) => manifest[name]!)
    const styles = new Set(chunks.flatMap(({ css = [] }) => css))
    return { script: kilobytes(chunks.map(({ file }) => file)), style: kilobytes([...styles]) }
  }
  const kilobytes = (files: readonly string[]) =>
    files.reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length, 0) / 1024
})
