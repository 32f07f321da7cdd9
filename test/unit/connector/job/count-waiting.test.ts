// Jobs on their way to paper, by the printer that prints them.
import { describe, expect, it } from 'vitest'
import type { JobProgress } from '#connector/disk/journal-records.ts'
import { countWaiting } from '#connector/job/count-waiting.ts'

const makeJob = (verdict: string | null, redirectTo?: string) =>
  ({
    facts: { printerId: 'office@main' },
    ...(verdict === null
      ? {}
      : { decided: { answer: { verdict, ...(redirectTo === undefined ? {} : { redirectTo }) } } }),
  }) as unknown as JobProgress

describe('jobs that wait at a printer', () => {
  it('are those that were let go, at the printer that prints them', () => {
    const jobs = [
      makeJob('release'),
      makeJob('release'),
      makeJob('redirect', 'lab@main'),
      makeJob('hold'),
      makeJob('ask'),
      makeJob(null),
    ]
    expect([...countWaiting(jobs, ['office@main', 'art@main'])]).toEqual([
      ['office@main', 2],
      ['art@main', 0],
      ['lab@main', 1],
    ])
  })
})
