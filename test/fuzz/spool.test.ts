/** Broken documents of every language: always an answer, within its budget, in the shape of the contract. */
import { describe, expect, it } from 'vitest'
import { analyzeBytes } from '#help/analyze-bytes.ts'
import { type Chance, makeChance } from '#help/seeded.ts'
import { SPOOL_SEEDS } from './spool-seeds.ts'

const RUNS = Number(process.env.FUZZ_RUNS ?? 150)
const SEED = Number(process.env.FUZZ_SEED ?? 1)
/** The clock's limit is far above what any small document needs: to meet it is to hang. */
const LIMITS = {
  wallMs: 10_000,
  bytesOut: 64 * 1024 * 1024,
  operations: 20_000_000,
  objects: 200_000,
}

describe.each(Object.keys(SPOOL_SEEDS))('%s', (language) => {
  it(`answers for ${RUNS} broken documents`, () => {
    const chance = makeChance(SEED)
    const seeds = SPOOL_SEEDS[language]!
    for (let run = 0; run < RUNS; run++) {
      const bytes = breakDocument(seeds[chance.below(seeds.length)]!, chance)
      const findings = analyzeBytes(bytes, { limits: LIMITS })
      const where = `seed ${SEED}, run ${run}`
      expect(findings.problem?.code, where).not.toBe('analyzer-failed')
      expect(findings.problem?.detail ?? '', where).not.toContain('wallMs')
      expect((findings.pages.value === null) === (findings.pages.known === 'unknown'), where).toBe(
        true,
      )
      if (findings.pages.value === null) expect(findings.sides, where).toBeNull()
      const last = findings.colorPages.value?.at(-1) ?? 0
      expect(last, where).toBeLessThanOrEqual(findings.pages.value ?? 0)
    }
  })
})

/** One to four accidents: bits, bytes, numbers, pieces cut out, doubled or moved, an early end. */
function breakDocument(seed: Uint8Array, chance: Chance): Uint8Array {
  let bytes = Uint8Array.from(seed)
  for (let accidents = 1 + chance.below(4); accidents > 0 && bytes.length > 0; accidents--) {
    const at = chance.below(bytes.length)
    const length = 1 + chance.below(Math.min(64, bytes.length - at))
    switch (chance.below(7)) {
      case 0:
        bytes[at]! ^= 1 << chance.below(8)
        break
      case 1:
        bytes[at] = chance.below(256)
        break
      case 2:
        bytes.fill(chance.below(2) * 255, at, at + length)
        break
      case 3:
        bytes = bytes.slice(0, at)
        break
      case 4:
        bytes = Buffer.concat([
          bytes.subarray(0, at),
          bytes.subarray(at + length),
        ]) as Uint8Array<ArrayBuffer>
        break
      case 5:
        bytes = Buffer.concat([
          bytes.subarray(0, at + length),
          bytes.subarray(at),
        ]) as Uint8Array<ArrayBuffer>
        break
      case 6:
        replaceNumber(bytes, at, chance)
        break
    }
  }
  return bytes
}

/** Numbers are where documents lie: lengths, counts, references. */
function replaceNumber(bytes: Uint8Array, from: number, chance: Chance): void {
  const at = bytes.findIndex((byte, i) => i >= from && byte >= 0x30 && byte <= 0x39)
  for (let i = at; i >= 0 && bytes[i]! >= 0x30 && bytes[i]! <= 0x39; i++) {
    bytes[i] = 0x30 + chance.below(10)
  }
}
