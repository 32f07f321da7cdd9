/** The small row beside each job that waits for a person. */
import { WAITING_STATES } from '#shared/contracts/job.ts'
import { STALE_AFTER_HOURS } from '#shared/contracts/wiring.ts'
import type { Put } from './expressions.ts'
import { keys } from './keys.ts'

/** By then the schedule has ended every job that its connector forgot. */
const KEPT_SECONDS = (STALE_AFTER_HOURS + 24) * 3600

export interface PossiblyWaiting {
  readonly jobId: string
  readonly state: string
  readonly decided: { readonly user: string; readonly decidedAt: string } | null
}

export function isWaiting(job: PossiblyWaiting): boolean {
  return (WAITING_STATES as readonly string[]).includes(job.state)
}

/** Written together with the job; none for a job that does not wait. */
export function makeHeldRows(tenantId: string, job: PossiblyWaiting): readonly Put[] {
  if (!isWaiting(job) || job.decided === null) return []
  const { user, decidedAt } = job.decided
  const expiresAt = Math.floor(Date.parse(decidedAt) / 1000) + KEPT_SECONDS
  const key = keys.heldJob(tenantId, user, job.jobId)
  return [{ kind: 'put', key, item: { jobId: job.jobId, expiresAt }, when: [] }]
}
