/** Gives back what nobody will settle any more: the job ends uncharged. */
import { makeAccountMove } from './account-move.ts'
import { type Booking, isOpen, type LedgerJob } from './settle.ts'

export type Voiding = Booking | { readonly verdict: 'already-ended' }

/** `expired`: nobody reported in time; `canceled`: a person deleted a job that was waiting. */
export function voidReservation(
  job: LedgerJob,
  state: 'expired' | 'canceled' = 'expired',
): Voiding {
  if (!isOpen(job.state)) return { verdict: 'already-ended' }
  return {
    verdict: 'voided',
    from: job.state,
    state,
    chargedMinor: 0n,
    moves: job.charges.map(({ accountId, amountMinor }) =>
      makeAccountMove(accountId, { heldMinor: -amountMinor }),
    ),
    entries: [],
  }
}
