/** Turns a job's reservation into what its outcome costs: charged, partly charged, or given back. */
import { type Charge, SYSTEM_ACCOUNTS } from '#shared/contracts/account.ts'
import type { JobState, TerminalState } from '#shared/contracts/job.ts'
import { splitAmount } from '#shared/contracts/money.ts'
import type { Outcome } from '#shared/contracts/outcome.ts'
import { type AccountMove, makeAccountMove } from './account-move.ts'
import { chargeFor } from './charge.ts'
import { type EntryStamp, type LedgerEntry, makePostings } from './entry.ts'

/** What the ledger knows of a job. */
export interface LedgerJob {
  readonly jobId: string
  readonly state: JobState
  /** Set aside by the decision, account by account; stays on record after the job ended. */
  readonly charges: readonly Charge[]
  readonly chargedMinor: bigint
  /** Printed sides as decided; null = not known. */
  readonly sides: number | null
  /** Who ended it; null while it is open. */
  readonly endedBy: EndedBy | null
}

/**
 * `decision`: refused; `connector`: its outcome was booked; `schedule`: nobody reported in time; `person`: deleted while
 * it waited.
 */
export type EndedBy = 'decision' | 'connector' | 'schedule' | 'person'

/** The writes of one booking, all or none, on condition that the job is still in `from`. */
export interface Booking {
  readonly verdict: 'settled' | 'voided' | 'charged-late'
  readonly from: JobState
  readonly state: TerminalState
  readonly chargedMinor: bigint
  readonly moves: readonly AccountMove[]
  /** At most one for each account of the job; all have the same id, each in its own account. */
  readonly entries: readonly LedgerEntry[]
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
  if (wasVoidedUnheard(job)) return chargeLate(job, outcome, stamp)
  return { verdict: 'already-ended' }
}

export function isOpen(state: JobState): state is Exclude<JobState, TerminalState> {
  return state === 'released' || state === 'held' || state === 'asking'
}

/** All that was set aside. */
export function reservedOf(job: Pick<LedgerJob, 'charges'>): bigint {
  return job.charges.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)
}

/** The money was given back without the connector's word, and nothing was charged since. */
function wasVoidedUnheard(job: LedgerJob): boolean {
  const unheard = job.endedBy === 'schedule' || job.endedBy === 'person'
  return unheard && job.chargedMinor === 0n && job.charges.length > 0
}

function settleOpen(job: LedgerJob, outcome: Outcome, stamp: EntryStamp): Booking {
  const chargedMinor = chargeFor(outcome, reservedOf(job), job.sides)
  const shares = shareOut(job, chargedMinor)
  return {
    verdict: chargedMinor > 0n ? 'settled' : 'voided',
    from: job.state,
    state: outcome.state,
    chargedMinor,
    moves: shares.map(({ accountId, heldMinor, postedMinor }) =>
      makeAccountMove(accountId, { heldMinor: -heldMinor, postedMinor: -postedMinor }),
    ),
    entries: makeChargeEntries(job, shares, stamp),
  }
}

/**
 * The one exception to "a terminal state is final": paper came out after the reservation was given back, and paper
 * that came out is charged once. The state stays; the money is taken without asking what is available.
 */
function chargeLate(job: LedgerJob, outcome: Outcome, stamp: EntryStamp): Settlement {
  const chargedMinor = chargeFor(outcome, reservedOf(job), job.sides)
  if (chargedMinor === 0n || isOpen(job.state)) return { verdict: 'already-ended' }
  const shares = shareOut(job, chargedMinor).filter(({ postedMinor }) => postedMinor > 0n)
  return {
    verdict: 'charged-late',
    from: job.state,
    state: job.state,
    chargedMinor,
    moves: shares.map(({ accountId, postedMinor }) =>
      makeAccountMove(accountId, { postedMinor: -postedMinor }),
    ),
    entries: makeChargeEntries(job, shares, stamp),
  }
}

interface Share {
  readonly accountId: string
  readonly heldMinor: bigint
  readonly postedMinor: bigint
}

/** Each account pays in proportion to what was set aside on it; no unit is lost and none invented. */
function shareOut(job: LedgerJob, chargedMinor: bigint): readonly Share[] {
  if (job.charges.length === 0) return []
  const weights = job.charges.map(({ amountMinor }) => amountMinor)
  const posted = splitAmount(chargedMinor, weights)
  return job.charges.map(({ accountId, amountMinor }, index) => ({
    accountId,
    heldMinor: amountMinor,
    postedMinor: posted[index] ?? 0n,
  }))
}

function makeChargeEntries(
  job: LedgerJob,
  shares: readonly Share[],
  stamp: EntryStamp,
): readonly LedgerEntry[] {
  return shares
    .filter(({ postedMinor }) => postedMinor > 0n)
    .map(({ accountId, postedMinor }) => ({
      ...stamp,
      accountId,
      amountMinor: -postedMinor,
      postings: makePostings(accountId, SYSTEM_ACCOUNTS.revenue, -postedMinor),
      cause: { kind: 'job', id: job.jobId },
      comment: '',
    }))
}
