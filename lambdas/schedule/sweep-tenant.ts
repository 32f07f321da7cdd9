/** Looks through one tenant's old jobs for those still open, and moves the watermark past what is terminal for good. */
import { makeUlid } from '#shared/contracts/ids.ts'
import { STALE_AFTER_HOURS } from '#shared/contracts/wiring.ts'
import { voidReservation } from '#shared/ledger/void-reservation.ts'
import { formatTime } from '../middleware/doors.ts'
import { tellLate } from '../reports/tell-late.ts'
import { type JobRecord, loadOpenJobPage, saveBooking } from '../stores/jobs.ts'
import { asLedgerJob } from '../stores/ledger-job.ts'
import { beforeId, loadSweep, type Sweep, saveSweep } from '../stores/sweeps.ts'

const PAGES_LIMIT = 20
const PAGE_LENGTH = 500
const HOUR_MS = 3_600_000
const NO_TAIL = new Uint8Array(10)

/** How many reservations were given back. */
export async function sweepTenant(
  tenantId: string,
  nowMs: number,
  staleAfterMs: number,
): Promise<number> {
  const sweep = await loadSweep(tenantId)
  const below = firstIdAt(nowMs - staleAfterMs)
  let { firstOpen } = sweep
  let after = sweep.cursor ?? sweep.watermark
  let voided = 0
  for (let pages = 0; pages < PAGES_LIMIT; pages++) {
    if (after !== null && after >= below) break
    const page = await loadOpenJobPage(tenantId, { after, below, limit: PAGE_LENGTH })
    for (const job of page.items) {
      if (!isDue(job, nowMs, staleAfterMs)) firstOpen ??= job.jobId
      else if (await voidJob(tenantId, job, nowMs)) voided++
    }
    after = page.after
    if (after === null) break
  }
  const ended = after === null || after >= below
  const next = ended
    ? endPass(sweep, firstOpen, below, nowMs)
    : { ...sweep, cursor: after, firstOpen }
  // When somebody rewound meanwhile, this pass does not count, and the next begins where they said.
  await saveSweep(tenantId, sweep, next)
  return voided
}

/** A held job may wait on site first: only then the time for its outcome begins. */
function isDue(job: JobRecord, nowMs: number, staleAfterMs: number): boolean {
  if (job.decided === null) return false
  const { holdSeconds } = JSON.parse(job.decided.answer) as { holdSeconds: number | null }
  const waitsMs = (holdSeconds ?? 0) * 1000
  return Date.parse(job.decided.decidedAt) + waitsMs + staleAfterMs <= nowMs
}

async function voidJob(tenantId: string, job: JobRecord, nowMs: number): Promise<boolean> {
  const booking = voidReservation(asLedgerJob(job))
  if (booking.verdict === 'already-ended') return false
  const ended = { at: formatTime(nowMs), by: 'schedule' } as const
  if (!(await saveBooking(tenantId, job, booking, ended))) return false
  await tellLate(tenantId, job.jobId, nowMs)
  return true
}

/**
 * Never nearer to now than the common limit, whatever limit this run was given: whoever answers an older job knows from
 * the job's id alone that the watermark may have passed it.
 */
function endPass(
  sweep: Sweep,
  firstOpen: string | null,
  below: string,
  nowMs: number,
): Omit<Sweep, 'version'> {
  const limit = firstIdAt(nowMs - STALE_AFTER_HOURS * HOUR_MS)
  const reached =
    [firstOpen === null ? below : beforeId(firstOpen), below, limit].sort()[0] ?? limit
  const { watermark } = sweep
  const further = watermark === null || reached > watermark
  return { watermark: further ? reached : watermark, cursor: null, firstOpen: null }
}

function firstIdAt(timeMs: number): string {
  return makeUlid(Math.max(0, timeMs), NO_TAIL)
}
