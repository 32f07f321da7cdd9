// The fuzzer's own promises: it finds what it is there for, goes on behind it, and the same number is the same input.
import { describe, expect, it } from 'vitest'
import { makeChance } from '#help/seeded.ts'
import { type Finding, openFuzzer } from './fuzzer.ts'
import { makeInput } from './make-input.ts'
import { mutate } from './mutate.ts'
import { TARGETS } from './targets.ts'

/** Targets that do what `code` says at a few runs. The number of the run is what `check` counts itself. */
function badTargets(code: string): string {
  const text = `
    let run = -1
    const check = async () => { run++; ${code}; return { reached: true, fault: null } }
    export default { bad: { about: '', words: [], check, seeds: [{ parts: [Uint8Array.of(1)], build: ([whole]) => whole }] } }`
  return `data:text/javascript,${encodeURIComponent(text)}`
}

/** Patient, so that a busy machine is not taken for a hang. */
const PATIENT_MS = 20_000

async function fuzzBad(code: string, runs = 10, hangMs = PATIENT_MS): Promise<readonly Finding[]> {
  const fuzzer = openFuzzer(1, { hangMs, memoryMb: 64, targetsFile: badTargets(code) })
  try {
    const result = await fuzzer.fuzz({ target: 'bad', seed: 1, from: 100, runs })
    expect(result.done).toBe(runs)
    return result.findings
  } finally {
    await fuzzer.close()
  }
}

describe('a target that', () => {
  it('is good gives no finding', async () => {
    expect(await fuzzBad('')).toEqual([])
  })

  it.each([
    ['throws', 'if (run === 3) throw new Error("boom")', 'boom'],
    ['throws later', 'if (run === 3) await Promise.reject(new Error("boom"))', 'boom'],
    ['finds a fault', 'if (run === 3) return { reached: true, fault: "a fault" }', 'a fault'],
  ])('%s is a crash of that run, and the others go on', async (_, code, detail) => {
    const findings = await fuzzBad(code)
    expect(findings).toMatchObject([{ target: 'bad', seed: 1, run: 103, what: 'crash' }])
    expect(findings[0]!.detail).toContain(detail)
  })

  it('dies is a crash', async () => {
    const findings = await fuzzBad('if (run === 3) process.exit(1)')
    expect(findings[0]).toMatchObject({ run: 103, what: 'crash' })
  })

  it('never comes back is a hang, told once it did so twice', async () => {
    const findings = await fuzzBad('for (;;);', 1, 500)
    expect(findings).toMatchObject([{ run: 100, what: 'hang' }])
  })

  it.each([
    ['objects', 'if (run === 3) { const all = []; for (;;) all.push(new Array(1e6).fill(1.5)) }'],
    ['buffers', 'if (run === 3) globalThis.kept = new Uint8Array(100 * 2 ** 20)'],
  ])('eats memory of %s is over budget', async (_, code) => {
    const findings = await fuzzBad(code)
    expect(findings[0]).toMatchObject({ run: 103, what: 'overBudget' })
  })
})

describe('inputs', () => {
  const inputOf = (run: number, seed = 1) =>
    Buffer.from(makeInput(TARGETS.pdf!, { target: 'pdf', seed, run }).input).toString('hex')

  it('are the same for the same number, whatever came before', () => {
    const forward = [0, 1, 2, 3].map((run) => inputOf(run))
    const backward = [3, 2, 1, 0].map((run) => inputOf(run)).reverse()
    expect(backward).toEqual(forward)
  })

  it('differ from number to number and from seed to seed', () => {
    const inputs = [0, 1, 2, 3].flatMap((run) => [inputOf(run, 1), inputOf(run, 2)])
    expect(new Set(inputs).size).toBe(inputs.length)
  })

  it('stay small and leave their seed as it was, however small that is', () => {
    const words = [Uint8Array.of(1, 2, 3)]
    const chance = makeChance(1)
    for (const length of [0, 1, 2, 3, 1_000]) {
      const seed = new Uint8Array(length).fill(7)
      for (let run = 0; run < 2_000; run++) {
        expect(mutate(seed, { chance, other: seed, words }).length).toBeLessThanOrEqual(128 * 1024)
      }
      expect(seed.every((byte) => byte === 7)).toBe(true)
    }
  })
})
