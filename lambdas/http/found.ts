/** What is not there answers `not-found`, the same for everything. */
import { Problem } from '#shared/contracts/problem.ts'
import { isForgotten, type JobRecord } from '../stores/jobs.ts'

export function found<Thing>(thing: Thing | null): Thing {
  if (thing === null) throw new Problem('not-found')
  return thing
}

/** A job whose time is over is not there, even while its row is. */
export function kept(job: JobRecord | null, nowMs: number): JobRecord {
  return found(job !== null && isForgotten(job, nowMs) ? null : job)
}
