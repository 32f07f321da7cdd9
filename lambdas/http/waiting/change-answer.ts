/** Gives a waiting job another answer: saved with the order that tells its connector, then the connector's bell rings. */
import { createHash } from 'node:crypto'
import type { JobAnswer } from '#shared/contracts/decision.ts'
import { makeUlid } from '#shared/contracts/ids.ts'
import { HISTORY_LIMIT, type JobAct } from '#shared/contracts/job.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { AccountMove } from '#shared/ledger/account-move.ts'
import type { Log } from '../../middleware/log.ts'
import { ringDoorbell } from '../../stores/doorbells.ts'
import type { Explanation } from '../../stores/explanations.ts'
import type { Put } from '../../stores/expressions.ts'
import { forgetHeld } from '../../stores/held-jobs.ts'
import { isWaiting } from '../../stores/held-rows.ts'
import { type JobRecord, type LostReservation, saveChangedJob } from '../../stores/jobs.ts'
import type { WaitingJob } from './waiting-job.ts'

export interface AnswerChange {
  readonly tenantId: string
  readonly waiting: WaitingJob
  /** Without its revision, which is the next one. */
  readonly answer: JobAnswer
  /** What else of the job changes; its state at least. */
  readonly job: Pick<JobRecord, 'state'> & Partial<JobRecord>
  readonly moves: readonly AccountMove[]
  /** Why it is decided as it is now; null = as before. */
  readonly explanation: Explanation | null
  /** Who did what. */
  readonly act: JobAct
  /** What it tells people; absent = nothing new. */
  readonly beside?: readonly Put[]
  /** False when the connector asks itself, and gets the answer as its reply. */
  readonly tellsConnector: boolean
}

export type Changed = { readonly job: JobRecord } | { readonly lost: LostReservation }

export async function changeAnswer(
  change: AnswerChange,
  { nowMs, now, log }: { nowMs: number; now: string; log: Log },
): Promise<Changed> {
  const { tenantId, waiting } = change
  const before = waiting.job
  const revision = (waiting.answer.revision ?? 1) + 1
  const answer = JSON.stringify({ ...change.answer, revision })
  const decided = { ...before.decided, ...change.job.decided, answer }
  const history = [...(before.history ?? []), change.act].slice(-HISTORY_LIMIT)
  const after: JobRecord = { ...before, ...change.job, decided, history }
  const lost = await saveChangedJob(tenantId, before, after, {
    moves: change.moves,
    explanation: change.explanation,
    beside: change.beside ?? [],
    order: change.tellsConnector
      ? {
          id: makeOrderId(before.jobId, revision, nowMs),
          jobId: before.jobId,
          answer,
          createdAt: now,
        }
      : null,
  })
  if (lost !== null) return { lost }
  await Promise.all([
    change.tellsConnector ? ring(after.connectorId, log) : null,
    isWaiting(after) ? null : forget(tenantId, after, log),
  ])
  return { job: after }
}

/** For changes that move no money: only somebody else's change can have come between. */
export function changedOrRaced(changed: Changed): JobRecord {
  if ('job' in changed) return changed.job
  throw new Problem('job-not-waiting', 'the job changed while you looked at it')
}

/** Drawn from job and revision, so that a repeat orders the same. */
function makeOrderId(jobId: string, revision: number, nowMs: number): string {
  return makeUlid(nowMs, createHash('sha256').update(`order ${jobId} ${revision}`).digest())
}

/** A ring that is lost costs time only: the connector looks by itself. */
async function ring(connectorId: string, log: Log): Promise<void> {
  await ringDoorbell(connectorId).catch((error: unknown) => {
    log.info('ring-lost', { connectorId, error: String(error) })
  })
}

async function forget(tenantId: string, job: JobRecord, log: Log): Promise<void> {
  await forgetHeld(tenantId, job).catch((error: unknown) => {
    log.info('held-row-left', { jobId: job.jobId, error: String(error) })
  })
}
