/** Turns a job's reservation into what its outcome costs: charged, partly charged, or given back. */
import { SYSTEM_ACCOUNTS } from '#shared/contracts/account.ts'
import type { JobState, TerminalState } from '#shared/contracts/job.ts'
import type { Outcome } from '#shared/contracts/outcome.ts'
import { assert } from '#shared/contracts/problem.ts'
import { type AccountMove, makeAccountMove } from './account-move.ts'
import { chargeFor } from './charge.ts'
import { type EntryStamp, type LedgerEntry, makePostings } from './entry.ts'

/** What the ledger knows of a job. */
export interface LedgerJob {
  readonly jobId: string
  readonly state: JobState
  readonly accountId: string | null
  /** Set aside by the decision; stays on record after the job ended. */
  readonly reservedMinor: bigint
  readonly chargedMinor: bigint
  /** Printed sides as decided; null = not known. */
  readonly sides: number | null
  /** Who ended it; null while it is open. */
  readonly endedBy: EndedBy | null
}

/** `decision`: refused; `connector`: its outcome was booked; `schedule`: nobody reported in time. */
export type EndedBy = 'decision' | 'connector' | 'schedule'

/** The writes of one booking, all or none, on condition that the job is still in `from`. */
export interface Booking {
  readonly verdict: 'settled' | 'voided' | 'charged-late'
  readonly from: JobState
  readonly state: TerminalState
  readonly chargedMinor: bigint
  readonly move: AccountMove | null
  readonly entry: LedgerEntry | null
}

export type Settlement =
  | Booking
  /** The job was never asked for: a terminal row is written, so that a late question finds it. */
  | { readonly verdict: 'tombstone'; readonly state: TerminalState }
  /** Repeated, reordered or late: nothing to do. */
  | { readonly verdict: 'already-ended' }

export function settle(job: LedgerJob | null, outcome: Outcome, stamp: EntryStamp): Settlement {
  if (job === null) return { verdict: 'tombstone', state: outcome.state }
  if (isOpen(job.state)) return settleOpen(job, outcome, stamp)
  if (wasVoidedAsStale(job)) return chargeLate(job, outcome, stamp)
  return { verdict: 'already-ended' }
}

export function isOpen(state: JobState): boolean {
  return state === 'released' || state === 'held'
}

/** The connector was away so long that the schedule gave the money back, and nothing was charged since. */
function wasVoidedAsStale(job: LedgerJob): boolean {
  return job.endedBy === 'schedule' && job.chargedMinor === 0n && job.reservedMinor > 0n
}

function settleOpen(job: LedgerJob, outcome: Outcome, stamp: EntryStamp): Booking {
  const chargedMinor = chargeFor(outcome, job.reservedMinor, job.sides)
  return {
    verdict: chargedMinor > 0n ? 'settled' : 'voided',
    from: job.state,
    state: outcome.state,
    chargedMinor,
    move: giveBackAndCharge(job, job.reservedMinor, chargedMinor),
    entry: makeChargeEntry(job, chargedMinor, stamp),
  }
}

/**
 * The one exception to "a terminal state is final": paper came out after the reservation was given back, and paper
 * that came out is charged once. The state stays `expired`; the money is taken without asking what is available.
 */
function chargeLate(job: LedgerJob, outcome: Outcome, stamp: EntryStamp): Settlement {
  const chargedMinor = chargeFor(outcome, job.reservedMinor, job.sides)
  if (chargedMinor === 0n) return { verdict: 'already-ended' }
  return {
    verdict: 'charged-late',
    from: job.state,
    state: 'expired',
    chargedMinor,
    move: giveBackAndCharge(job, 0n, chargedMinor),
    entry: makeChargeEntry(job, chargedMinor, stamp),
  }
}

function giveBackAndCharge(
  job: LedgerJob,
  heldMinor: bigint,
  chargedMinor: bigint,
): AccountMove | null {
  if (heldMinor === 0n && chargedMinor === 0n) return null
  assert(job.accountId !== null, 'a reservation has an account')
  return makeAccountMove(job.accountId, { heldMinor: -heldMinor, postedMinor: -chargedMinor })
}

function makeChargeEntry(
  job: LedgerJob,
  chargedMinor: bigint,
  stamp: EntryStamp,
): LedgerEntry | null {
  if (chargedMinor === 0n) return null
  assert(job.accountId !== null, 'a charge has an account')
  return {
    ...stamp,
    accountId: job.accountId,
    amountMinor: -chargedMinor,
    postings: makePostings(job.accountId, SYSTEM_ACCOUNTS.revenue, -chargedMinor),
    cause: { kind: 'job', id: job.jobId },
    comment: '',
  }
}
