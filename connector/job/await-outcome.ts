/** Follows a job that was acted on to its one end, and never releases it a second time. */

import type { Outcome } from '#shared/contracts/outcome.ts'
import { STALE_AFTER_HOURS } from '#shared/contracts/wiring.ts'
import type { Action } from '../disk/journal-records.ts'
import type { SpoolJob, SpoolJobRef } from '../spooler/spooler.ts'
import type { Decided } from './carry-out.ts'
import { hasEnded, lacksWatermark, makeOutcome } from './ending.ts'
import type { JobPorts } from './ports.ts'

/** The print system tells of the end; this is for the case that the telling was lost. */
const POLL_MS = 30_000
/** A day before the cloud voids the reservation: what nobody pays for must not print afterwards. */
const PRINTING_LIMIT_MS = (STALE_AFTER_HOURS - 24) * 3_600_000
/** Held again after its release: only a crash of the print system does that. */
const HELD_AGAIN_LIMIT_MS = 10 * 60_000
const TOO_LATE_MESSAGE = 'This job waited too long for the printer and was deleted.'
const NO_WATERMARK = 'the watermark was not printed: this print system cannot'
const HELD_AGAIN_MESSAGE =
  'The print server stopped while this job was printing. It was deleted so that it cannot print twice.'

export async function awaitOutcome(
  ref: SpoolJobRef,
  jobId: string,
  decided: Decided,
  acted: { readonly action: Action; readonly atMs: number },
  ports: JobPorts,
  signal: AbortSignal,
): Promise<Outcome> {
  if (acted.action === 'canceled') {
    return makeOutcome(
      jobId,
      null,
      { started: false, state: stateAfterDeleting(decided) },
      acted.atMs,
    )
  }
  for (;;) {
    const job = await ports.spooler.fetchJob(ref, signal)
    const nowMs = ports.clock.nowMs()
    if (hasEnded(job)) return makeOutcome(jobId, tellLack(job), { started: true }, nowMs)
    const sinceMs = nowMs - acted.atMs
    if (job.state === 'sealed' && sinceMs > HELD_AGAIN_LIMIT_MS) {
      // The device may have got it from a backend that outlived its print system, so it counts as printed.
      return await giveUp(HELD_AGAIN_MESSAGE, 'failed')
    }
    if (sinceMs > PRINTING_LIMIT_MS) return await giveUp(TOO_LATE_MESSAGE, 'expired')
    await ports.awaitChange(ref, POLL_MS)
  }

  function tellLack(job: SpoolJob): SpoolJob {
    if (!lacksWatermark(decided.answer.changes, ports.spooler)) return job
    return { ...job, detail: [job.detail, NO_WATERMARK].filter(Boolean).join(', ') }
  }

  async function giveUp(message: string, state: Outcome['state']): Promise<Outcome> {
    ports.log.warn('job-given-up', { jobId, state })
    await ports.spooler.cancel(ref, message, signal)
    const job = await ports.spooler.fetchJob(ref, signal)
    // It may have made it in the last moment.
    const known = job.state === 'completed' ? { started: true } : { started: true, state }
    return makeOutcome(jobId, job, { ...known, detail: message }, ports.clock.nowMs())
  }
}

function stateAfterDeleting({ answer }: Decided): Outcome['state'] {
  switch (answer.verdict) {
    case 'refuse':
      return 'refused'
    case 'release':
      return 'canceled'
    default:
      return 'expired'
  }
}
