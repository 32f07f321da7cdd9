// Mutated IPP replies: the decoder returns or refuses, and does nothing else.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeDecoder } from '#connector/spooler/ipp/decode.ts'
import { type Chance, makeChance } from '#help/seeded.ts'
import { Problem } from '#shared/contracts/problem.ts'

const SEEDS = [1, 20, 300, 4_000]
const RUNS_PER_SEED = 2_500
const MUTATIONS_LIMIT = 8
/** Bytes that mean something to the decoder: tags, lengths, signs. */
const TELLING = [0x00, 0x01, 0x02, 0x03, 0x34, 0x37, 0x4a, 0x7f, 0x80, 0xff]

const folder = new URL('../cases/ipp/', import.meta.url).pathname
const samples = readdirSync(folder).map((name) => readFileSync(join(folder, name)))

it.each(SEEDS)('mutated messages are read or refused, seed %i', (seed) => {
  const chance = makeChance(seed)
  let refused = 0
  for (let run = 0; run < RUNS_PER_SEED; run += 1) {
    const bytes = mutate(samples[chance.below(samples.length)]!, chance)
    if (!isRead(bytes, chance)) refused += 1
  }
  // Else the mutations would not reach the checks, or everything would be refused for one reason.
  expect(refused).toBeGreaterThan(RUNS_PER_SEED / 10)
  expect(refused).toBeLessThan(RUNS_PER_SEED)
})

/** Read in pieces; true = a whole message, or more is wanted. Anything but a Problem of the right code fails the test. */
function isRead(bytes: Uint8Array, chance: Chance): boolean {
  const decoder = makeDecoder()
  try {
    for (let at = 0; at < bytes.length; ) {
      const size = 1 + chance.below(bytes.length)
      if (decoder.push(bytes.subarray(at, at + size)) !== null) return true
      at += size
    }
    throw decoder.truncated()
  } catch (error) {
    if (error instanceof Problem && error.code === 'spooler-answer-unreadable') return false
    throw error
  }
}

function mutate(sample: Uint8Array, chance: Chance): Uint8Array {
  let bytes: Uint8Array = Uint8Array.from(sample)
  for (let count = chance.below(MUTATIONS_LIMIT); count >= 0; count -= 1) {
    const at = chance.below(bytes.length)
    const kind = chance.below(5)
    if (kind === 0) bytes[at] = chance.below(256)
    else if (kind === 1) bytes[at] = TELLING[chance.below(TELLING.length)]!
    else if (kind === 2) bytes = bytes.slice(0, Math.max(at, 1))
    else if (kind === 3) bytes = joined(bytes.slice(0, at), bytes.slice(at + 1 + chance.below(9)))
    else bytes = joined(bytes.slice(0, at), bytes.slice(chance.below(bytes.length)))
    if (bytes.length === 0) return Uint8Array.of(TELLING[0]!)
  }
  return bytes
}

const joined = (...parts: Uint8Array[]) => Uint8Array.from(Buffer.concat(parts))
