// What a browser has to fetch, from the manifest of a real build.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { makePortal } from '#infra/portal/make-portal.ts'

/** Heaviest route, gzipped; words of one language are counted with the script. */
const SCRIPT_LIMIT_KB = 300
const STYLE_LIMIT_KB = 90

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
      .filter((name) => name.startsWith('pages/'))
      .map((name) => ({ name, ...weigh([...start, ...closure(name)]) }))
    expect(weights.length).toBeGreaterThan(10)
    expect(
      weights.filter(({ script, style }) => script > SCRIPT_LIMIT_KB || style > STYLE_LIMIT_KB),
    ).toEqual([])
  })

  it('holds no schema library, no inline script or style and no font as text', () => {
    const files = readdirSync(join(folder, 'assets')).map((name) => ({
      name,
      text: readFileSync(join(folder, 'assets', name), 'utf8'),
    }))
    const scripts = files.filter(({ name }) => name.endsWith('.js'))
    expect(scripts.filter(({ text }) => text.includes('ZodError')).map(({ name }) => name)).toEqual(
      [],
    )
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
