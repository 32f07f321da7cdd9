// While the cloud is away a thousand jobs cost one attempt; when it is back everybody hears it once.
import { describe, expect, it } from 'vitest'
import type { Cloud } from '#connector/cloud/client.ts'
import { watchReach } from '#connector/cloud/reach.ts'
import { backoffMs } from '#connector/cloud/retry.ts'
import { FakeClock, noRandom } from '#help/fake-clock.ts'
import { Problem } from '#shared/contracts/problem.ts'

function makeReach() {
  const clock = new FakeClock()
  const told: string[] = []
  const state = { problem: null as Problem | null, calls: 0 }
  const cloud = {
    clockOffsetMs: 0,
    close() {},
    async call() {
      state.calls++
      if (state.problem !== null) throw state.problem
      return { serverTime: '2026-01-01T00:00:00Z' }
    },
  } as unknown as Cloud
  const watched = watchReach(
    cloud,
    { clock, random: noRandom },
    { onAway: ({ code }) => told.push(`away ${code}`), onBack: () => told.push('back') },
  )
  const call = () =>
    watched.call('hello', { body: {} as never, signal: new AbortController().signal }).then(
      () => 'answered',
      (error: Problem) => error.code,
    )
  return { clock, told, state, watched, call }
}

describe('watchReach', () => {
  it('lets one attempt through at a time while the cloud is away', async () => {
    const { clock, told, state, watched, call } = makeReach()
    state.problem = new Problem('cloud-unreachable')
    await call()
    for (let again = 0; again < 100; again++) expect(await call()).toBe('cloud-unreachable')
    expect(state.calls).toBe(1)
    await clock.advance(60_000)
    await Promise.all([call(), call(), call()])
    expect(state.calls).toBe(2)
    state.problem = null
    await clock.advance(60_000)
    expect(await call()).toBe('answered')
    expect(told).toEqual(['away cloud-unreachable', 'back'])
    expect(watched.reach.awaySinceMs).toBeNull()
  })

  it('takes a refusal for a sign of life', async () => {
    const { told, state, call } = makeReach()
    state.problem = new Problem('job-facts-changed')
    expect(await call()).toBe('job-facts-changed')
    expect(await call()).toBe('job-facts-changed')
    expect(state.calls).toBe(2)
    expect(told).toEqual([])
  })
})

describe('backoffMs', () => {
  it.each([
    [1, 0, 500],
    [2, 0, 1_000],
    [2, 1, 500],
    [30, 0, 60_000],
    [10_000, 0, 60_000],
  ])('after %i failures with chance %d waits %i ms', (failures, fraction, expected) => {
    expect(backoffMs(failures, fraction)).toBe(expected)
  })
})
