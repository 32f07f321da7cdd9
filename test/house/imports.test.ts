// Who may import whom, no circles, nothing dead.
import { describe, expect, it } from 'vitest'
import { FUNCTIONS } from '#shared/contracts/wiring.ts'
import { DOORKEEPERS, ENTRIES, ROOMS, type Room, TOOLS } from './rooms.ts'
import { packageOf, parseImports, readPackage, readSources, type SourceFile } from './tree.ts'

const sources = readSources()
const byPath = new Map(sources.map((source) => [source.path, source]))
const isIn = (path: string, place: string) =>
  place.endsWith('/') || path === place ? path.startsWith(place) : path.startsWith(`${place}/`)
const isTest = ({ path }: SourceFile) => isIn(path, 'test')
const product = sources.filter(({ path }) => roomOf(path) !== undefined && !isIn(path, 'test'))

describe('imports', () => {
  it('stay within what the room may know', () => {
    const violations = links(sources).flatMap(({ from, to }) => {
      const room = roomOf(from)
      // What lies at the top, like package.json, is everybody's.
      if (room === undefined || isIn(to, room.room) || roomOf(to) === undefined) return []
      if (room.mayImport.some((place) => isIn(to, place))) return []
      return [`${from} imports ${to}, but ${room.room}/ ${room.why}`]
    })
    expect(violations).toEqual([])
  })

  it('tell by their first character whether they leave the room', () => {
    const violations = sources.flatMap(({ path, imports }) =>
      imports.flatMap(({ specifier, file }) => {
        if (file === null) return []
        if (roomOf(file) === undefined) return []
        const stays = roomOf(path)?.room === roomOf(file)?.room
        if (specifier.startsWith('#') && stays && !isIn(path, 'test')) {
          return [`${path} imports ${specifier}: stay in the room with a relative path`]
        }
        if (specifier.startsWith('.') && !stays) {
          return [`${path} imports ${specifier}: leave the room with #…`]
        }
        return []
      }),
    )
    expect(violations).toEqual([])
  })

  it('name files that exist', () => {
    const violations = links(sources)
      .filter(({ to }) => !byPath.has(to) && /\.(ts|mjs)$/.test(to))
      .map(({ from, to }) => `${from} imports ${to}, which does not exist`)
    expect(violations).toEqual([])
  })

  it('go round in no circle', () => {
    expect(findCircles(sources)).toEqual([])
  })

  it('reach every product file from something that is started', () => {
    const scripts = Object.values(readPackage().scripts).join(' ')
    const started = [
      ...Object.keys(ENTRIES),
      ...Object.values(readPackage().bin),
      ...Object.values(FUNCTIONS).map(({ entry }) => entry),
      ...[...scripts.matchAll(/[\w./-]+\.(?:ts|mjs)/g)].map(([path]) => path.replace('./', '')),
    ]
    expect(started.filter((path) => !byPath.has(path))).toEqual([])
    const reached = reach(started.filter((path) => !isIn(path, 'test')))

    const dead = product
      .filter(({ path }) => !reached.has(path) && !path.endsWith('.d.ts'))
      .map(
        ({ path }) => `${path} is reached from no entry: use it, delete it, or name who starts it`,
      )
    expect(dead).toEqual([])
  })

  it('reach every helper of the tests from a test', () => {
    const scripts = [
      'main',
      'check',
      'bench/main',
      'bench/accuracy',
      'fuzz/main',
      'lighthouse',
      'screenshots',
    ].map((name) => `test/${name}.ts`)
    const tests = sources.filter(({ path }) => path.endsWith('.test.ts')).map(({ path }) => path)
    const reached = reach([...scripts, ...tests])

    const dead = sources.filter((source) => isTest(source) && !reached.has(source.path))
    expect(dead.map(({ path }) => `${path} helps no test: delete it`)).toEqual([])
  })
})

describe('packages', () => {
  it('come in through their doorkeepers only', () => {
    const violations = product.flatMap(({ path, imports }) =>
      imports
        .filter(({ specifier, file }) => file === null && !specifier.startsWith('node:'))
        .flatMap(({ specifier }) => {
          const keeper = DOORKEEPERS.find((one) =>
            one.package.endsWith('/')
              ? specifier.startsWith(one.package)
              : packageOf(specifier) === one.package,
          )
          if (keeper === undefined) {
            return [`${path} imports ${specifier}, which has no doorkeeper: add a row to rooms.ts`]
          }
          if (keeper.doors.some((door) => isIn(path, door))) return []
          return [
            `${path} imports ${specifier}, but ${keeper.why}: only ${keeper.doors.join(', ')}`,
          ]
        }),
    )
    expect(violations).toEqual([])
  })

  it('that are installed are used, and those that ship are used by what ships', () => {
    const { dependencies, devDependencies } = readPackage()
    const usedBy = (files: readonly SourceFile[]) =>
      new Set(files.flatMap(({ imports }) => imports.map((one) => packageOf(one.specifier))))
    const shipped = usedBy(product)
    const used = usedBy(sources)
    const unused = [
      ...Object.keys(dependencies).filter((name) => !shipped.has(name)),
      ...Object.keys(devDependencies).filter((name) => !used.has(name)),
    ].filter((name) => !(name in TOOLS))
    expect(unused.map((name) => `${name} is imported nowhere: npm uninstall it`)).toEqual([])
  })

  it('are imported whole where that matters: zod as a namespace', () => {
    const violations = sources
      .filter(
        ({ code }) => /from 'zod'/.test(code) && !/import (?:type )?\* as z from 'zod'/.test(code),
      )
      .map(({ path }) => `${path}: write \`import * as z from 'zod'\`, so that bundles stay small`)
    expect(violations).toEqual([])
  })
})

// Angle brackets for quotes: or this file would import what it only talks about.
it.each([
  ['import { a } from <./b.ts>', 'shared/b.ts'],
  ['import type {\n  A,\n} from <#connector/b.ts>', 'connector/b.ts'],
  ['import <./b.ts>', 'shared/b.ts'],
  ['export * from <../b.ts>', 'b.ts'],
  ['const b = await import(<./b.ts>)', 'shared/b.ts'],
  ['new Worker(new URL(<./b.ts>, import.meta.url))', 'shared/b.ts'],
])('%j is an import', (text, file) => {
  const code = text.replace(/[<>]/g, "'")
  expect(parseImports('shared/a.ts', code).map((one) => one.file)).toEqual([file])
})

function roomOf(path: string): Room | undefined {
  return ROOMS.filter(({ room }) => isIn(path, room)).sort(
    (one, other) => other.room.length - one.room.length,
  )[0]
}

function links(files: readonly SourceFile[]): { from: string; to: string }[] {
  return files.flatMap(({ path, imports }) =>
    imports.flatMap(({ file }) => (file === null ? [] : [{ from: path, to: file }])),
  )
}

function reach(entries: readonly string[]): Set<string> {
  const reached = new Set<string>()
  const next = [...entries]
  for (let path = next.pop(); path !== undefined; path = next.pop()) {
    if (reached.has(path)) continue
    reached.add(path)
    for (const { file } of byPath.get(path)?.imports ?? []) if (file !== null) next.push(file)
  }
  return reached
}

/** Each circle once, as `a → b → a`. */
function findCircles(files: readonly SourceFile[]): string[] {
  const done = new Set<string>()
  const circles: string[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path)
    if (at >= 0) circles.push([...trail.slice(at), path].join(' → '))
    if (at >= 0 || done.has(path)) return
    for (const { file } of byPath.get(path)?.imports ?? []) {
      if (file !== null) visit(file, [...trail, path])
    }
    done.add(path)
  }
  for (const { path } of files) visit(path, [])
  return circles
}
