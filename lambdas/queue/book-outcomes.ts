/** Books how jobs ended: settle, part-settle or void, exactly once however often it is told. */
import { createHash } from 'node:crypto'
import { makeUlid, ulidTimeMs } from '#shared/contracts/ids.ts'
import { type OutcomeMessage, outcomeMessage } from '#shared/contracts/outcome.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { type Booking, settle } from '#shared/ledger/settle.ts'
import { composeQueue, type QueueCall } from '../middleware/compose-queue.ts'
import { formatTime } from '../middleware/doors.ts'
import type { Log } from '../middleware/log.ts'
import { tellLate } from '../reports/tell-late.ts'
import { type JobRecord, loadJob, saveBooking, saveTombstone } from '../stores/jobs.ts'
import { asLedgerJob } from '../stores/ledger-job.ts'
import { makeRetention } from '../stores/retention.ts'
import { loadTenant } from '../stores/tenants.ts'
import { saveUserJob } from '../stores/user-jobs.ts'

/** Each lost try means that somebody else moved the job on, which happens at most a few times in its life. */
const TRIES_LIMIT = 5

/** Throws on a message that is not one of ours: it is delivered again and ends in the dead-letter queue. */
export async function bookOutcome({ body, nowMs, log }: QueueCall): Promise<void> {
  const message = parseMessage(body)
  for (let attempt = 0; attempt < TRIES_LIMIT; attempt++) {
    const job = await loadJob(message.tenantId, message.outcome.jobId)
    if (job !== null && job.siteId !== message.siteId) return dropForeign(message, log)
    if (await book(message, job, nowMs, log)) {
      // After the money, and again when the message comes again.
      if (job !== null) await saveUserJob(message.tenantId, job)
      await tellLate(message.tenantId, message.outcome.jobId, nowMs)
      return
    }
  }
  throw new Problem('too-busy')
}

export const handler = composeQueue('book-outcomes', bookOutcome)

/** Says nothing of what stands in the message: that goes to the log. */
function parseMessage(body: string): OutcomeMessage {
  const result = outcomeMessage.safeParse(readJson(body))
  if (result.success) return result.data
  const places = result.error.issues.map((issue) => issue.path.join('.')).join(', ')
  throw new Problem('request-malformed', `the message is no outcome: ${places}`)
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

/** False when the job moved on since it was read. */
async function book(
  message: OutcomeMessage,
  job: JobRecord | null,
  nowMs: number,
  log: Log,
): Promise<boolean> {
  const { tenantId, connectorId, outcome } = message
  const settlement = settle(job && asLedgerJob(job), outcome, {
    id: makeUlid(nowMs, createHash('sha256').update(`job ${outcome.jobId}`).digest()),
    at: formatTime(nowMs),
    by: connectorId,
  })
  switch (settlement.verdict) {
    case 'already-ended':
      return true
    case 'tombstone':
      if (outcome.started) log.alarm('printed-undecided', { tenantId, jobId: outcome.jobId })
      return saveTombstone(tenantId, {
        ...makeTombstone(message, settlement.state),
        ...makeRetention((await loadTenant(tenantId)).settings, nowMs),
      })
    case 'charged-late':
      log.alarm('charged-late', { tenantId, jobId: outcome.jobId })
      return saveEnd(message, job, settlement)
    case 'settled':
    case 'voided':
      return saveEnd(message, job, settlement)
  }
}

async function saveEnd(
  { tenantId, outcome }: OutcomeMessage,
  job: JobRecord | null,
  booking: Booking,
): Promise<boolean> {
  if (job === null) return false
  return saveBooking(tenantId, job, booking, { at: outcome.endedAt, by: 'connector' })
}

function makeTombstone(message: OutcomeMessage, state: JobRecord['state']): JobRecord {
  const { siteId, connectorId, outcome } = message
  return {
    jobId: outcome.jobId,
    state,
    siteId,
    connectorId,
    decided: null,
    charges: [],
    reservedMinor: 0n,
    chargedMinor: 0n,
    createdAt: formatTime(ulidTimeMs(outcome.jobId)),
    endedAt: outcome.endedAt,
    endedBy: 'connector',
  }
}

/** Of another site: no connector may end what it never had. */
function dropForeign({ tenantId, connectorId, outcome }: OutcomeMessage, log: Log): void {
  log.alarm('outcome-of-another-site', { tenantId, connectorId, jobId: outcome.jobId })
}
