// Loops go on whatever happens; reports are repeated until accepted, and what never will be is set aside.
import { describe, expect, it } from 'vitest'
import type { EndedJob } from '#connector/disk/journal.ts'
import { reportOutcomes } from '#connector/loops/report-outcomes.ts'
import { runLoop } from '#connector/loops/runner.ts'
import { FakeClock, makeFakeLog, noRandom } from '#help/fake-clock.ts'
import { makeUlid } from '#shared/contracts/ids.ts'
import { OUTCOMES_LIMIT } from '#shared/contracts/outcome.ts'
import { Problem, type ProblemCode } from '#shared/contracts/problem.ts'

const signal = new AbortController().signal

function makeReporting(count: number) {
  const waiting = new Map<string, EndedJob>()
  for (let number = 0; number < count; number++) {
    const jobId = makeUlid(number, new Uint8Array(10))
    waiting.set(jobId, { jobId, outcome: { jobId } } as unknown as EndedJob)
  }
  const state = {
    batches: [] as string[][],
    aside: [] as string[],
    accept: (ids: readonly string[]): readonly string[] => ids,
  }
  const loop = reportOutcomes({
    journal: {
      endedJobs: () => [...waiting.values()],
      async append({ jobId, type }) {
        expect(type).toBe('REPORTED')
        waiting.delete(jobId)
      },
    },
    cloud: {
      async call(_: string, { body }: { body: { outcomes: { jobId: string }[] } }) {
        const ids = body.outcomes.map(({ jobId }) => jobId)
        state.batches.push(ids)
        return { accepted: state.accept(ids) }
      },
    } as never,
    clock: new FakeClock(),
    log: makeFakeLog(),
    async setAside({ jobId }) {
      expect(waiting.has(jobId)).toBe(true)
      state.aside.push(jobId)
    },
  })
  return { loop, state, waiting }
}

describe('reportOutcomes', () => {
  it('reports in batches that the contract allows', async () => {
    const { loop, state, waiting } = makeReporting(60)
    await loop.round(signal)
    expect(state.batches.map(({ length }) => length)).toEqual([OUTCOMES_LIMIT, OUTCOMES_LIMIT, 10])
    expect(waiting.size).toBe(0)
  })

  it('keeps what was not accepted for the next round', async () => {
    const { loop, state, waiting } = makeReporting(3)
    state.accept = (ids) => ids.slice(1)
    await loop.round(signal)
    expect(state.batches).toHaveLength(1)
    expect(waiting.size).toBe(1)
  })

  it('finds the one bad outcome, sets it aside before forgetting it, and reports the others', async () => {
    const { loop, state, waiting } = makeReporting(25)
    const bad = [...waiting.keys()][13]!
    state.accept = (ids) => {
      if (ids.includes(bad)) throw new Problem('request-malformed')
      return ids
    }
    await loop.round(signal)
    expect(state.aside).toEqual([bad])
    expect(waiting.size).toBe(0)
  })

  it.each<ProblemCode>([
    'cloud-unreachable',
    'connector-revoked',
    'signature-invalid',
    'not-found',
  ])('loses nothing to `%s`, which says nothing about the outcomes', async (code) => {
    const { loop, state, waiting } = makeReporting(3)
    state.accept = () => {
      throw new Problem(code)
    }
    await expect(loop.round(signal)).rejects.toMatchObject({ code })
    expect(state.aside).toEqual([])
    expect(waiting.size).toBe(3)
  })
})

function makeLoop(round: (count: number) => Promise<void>) {
  const clock = new FakeClock()
  const log = makeFakeLog()
  const stopping = new AbortController()
  const state = { rounds: 0 }
  const running = runLoop(
    { name: 'test', intervalMs: 60_000, jitter: 0.2, round: () => round(++state.rounds) },
    { clock, random: noRandom, log },
    stopping.signal,
  )
  return { clock, log, state, running, stop: () => stopping.abort() }
}

describe('runLoop', () => {
  it('turns once an interval and ends when told', async () => {
    const { clock, state, running, stop } = makeLoop(async () => {})
    await clock.advance(3 * 60_000)
    expect(state.rounds).toBe(4)
    stop()
    await running.done
  })

  it('turns at once when poked, also in the middle of a round', async () => {
    let poke = () => {}
    const { clock, state, running, stop } = makeLoop(async (count) => {
      if (count === 2) poke()
    })
    poke = running.poke
    await clock.advance(0)
    running.poke()
    await clock.advance(0)
    expect(state.rounds).toBe(3)
    stop()
    await running.done
  })

  it('goes on after a fault, slower and slower, and says so', async () => {
    const { clock, log, state, running, stop } = makeLoop(() => Promise.reject(new Error('a slip')))
    await clock.advance(10 * 60_000)
    expect(state.rounds).toBeGreaterThan(5)
    expect(state.rounds).toBeLessThan(20)
    expect(log.lines[0]).toMatchObject({ level: 'error', event: 'loop-failed', fault: 'a slip' })
    stop()
    await running.done
  })

  it('hardly tries what would be refused for ever', async () => {
    const { clock, state, running, stop } = makeLoop(() =>
      Promise.reject(new Problem('connector-revoked')),
    )
    await clock.advance(60 * 60_000)
    expect(state.rounds).toBeLessThanOrEqual(5)
    stop()
    await running.done
  })
})
