// Every target, a little each time: the same inputs for everybody. Long runs are `npm run fuzz`.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Fuzzer, openFuzzer } from './fuzzer.ts'
import { makeInput } from './make-input.ts'
import { TARGETS } from './targets.ts'

const RUNS = 600
const SEED = 1
/** Far fewer would mean that what is broken is never looked at. */
const REACHED_LEAST = RUNS / 50

let fuzzer: Fuzzer
beforeAll(() => {
  fuzzer = openFuzzer(2)
})
afterAll(() => fuzzer.close())

it.each(Object.keys(TARGETS))(`%s holds against ${RUNS} broken inputs`, async (target) => {
  const result = await fuzzer.fuzz({ target, seed: SEED, from: 0, runs: RUNS })
  expect(result.findings).toEqual([])
  expect(result.done).toBe(RUNS)
  expect(result.reached).toBeGreaterThan(REACHED_LEAST)
})

it.each(Object.entries(TARGETS))('%s starts from inputs that are whole', async (name, target) => {
  for (const seed of target.seeds) {
    const { chance } = makeInput(target, { target: name, seed: SEED, run: 0 })
    const verdict = await target.check(Uint8Array.from(seed.build(seed.parts)), chance)
    expect(verdict).toEqual({ reached: true, fault: null })
  }
})
