/** Memory goes back once after work, never during it. */
import { expect, it } from 'vitest'
import { returnMemory } from '#connector/loops/return-memory.ts'

it.each([
  {
    case: 'never without work',
    rounds: [
      [0, true],
      [0, true],
    ],
    collected: 0,
  },
  {
    case: 'once after work, in the first quiet round',
    rounds: [
      [3, true],
      [3, true],
      [3, true],
    ],
    collected: 1,
  },
  {
    case: 'not while jobs still end',
    rounds: [
      [1, true],
      [2, true],
      [3, true],
    ],
    collected: 0,
  },
  {
    case: 'not while a job runs, but afterwards',
    rounds: [
      [1, false],
      [1, false],
      [1, true],
    ],
    collected: 1,
  },
  {
    case: 'again after further work',
    rounds: [
      [1, true],
      [1, true],
      [2, true],
      [2, true],
    ],
    collected: 2,
  },
] as const)('collects $case', async ({ rounds, collected }) => {
  let [workCount, isIdle]: readonly [number, boolean] = [0, true]
  let count = 0
  const loop = returnMemory({
    workCount: () => workCount,
    isIdle: () => isIdle,
    collect: () => count++,
  })
  for (const round of rounds) {
    ;[workCount, isIdle] = round
    await loop.round(AbortSignal.timeout(1_000))
  }
  expect(count).toBe(collected)
})
