// What the fuzzer once found stays mended: every file of test/cases/fuzz/<target>/, read in many ways.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeChance } from '#help/seeded.ts'
import { TARGETS } from './targets.ts'

/** Where a document is cut into pieces is drawn anew each time. */
const WAYS = 40

const folder = new URL('../cases/fuzz/', import.meta.url).pathname
const cases = (existsSync(folder) ? readdirSync(folder).sort() : []).flatMap((target) =>
  readdirSync(join(folder, target))
    .sort()
    .map((name) => ({ target, name, file: join(folder, target, name) })),
)

it.each(cases)('$target/$name', async ({ target, file }) => {
  const input = Uint8Array.from(readFileSync(file))
  for (let way = 0; way < WAYS; way++) {
    const { fault } = await TARGETS[target]!.check(input, makeChance(way))
    expect(fault).toBeNull()
  }
})
