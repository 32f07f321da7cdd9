// Input number K of a target and seed: always the same bytes, and independent of every other number.
import { crc32 } from 'node:zlib'
import { type Chance, makeChance } from '#help/seeded.ts'
import { mutate } from './mutate.ts'
import type { Seed, Target } from './target.ts'

export interface RunKey {
  readonly target: string
  readonly seed: number
  readonly run: number
}

export function makeInput(
  { seeds, words, inputOf }: Pick<Target, 'seeds' | 'words' | 'inputOf'>,
  key: RunKey,
): { input: Uint8Array; chance: Chance } {
  const chance = makeChance(crc32(`${key.target} ${key.seed} ${key.run}`))
  if (inputOf) return { input: inputOf(key.run), chance }
  const seed = seeds[chance.below(seeds.length)]!
  const other = wholeOf(seeds[chance.below(seeds.length)]!)
  const tools = { chance, other, words }
  if (seed.parts.length === 1 || chance.below(3) === 0) {
    return { input: mutate(wholeOf(seed), tools), chance }
  }
  const parts = [...seed.parts]
  for (let count = 1 + chance.below(2); count > 0; count--) {
    const at = chance.below(parts.length)
    parts[at] = mutate(parts[at]!, tools)
  }
  // Never a `Buffer`, whose `slice` is a view.
  return { input: Uint8Array.from(seed.build(parts)), chance }
}

const wholes = new WeakMap<Seed, Uint8Array>()

function wholeOf(seed: Seed): Uint8Array {
  const known = wholes.get(seed)
  if (known) return known
  const whole = seed.build(seed.parts)
  wholes.set(seed, whole)
  return whole
}
