/** Gives back what nobody will settle any more: the job ends as `expired`, uncharged. */
import { makeAccountMove } from './account-move.ts'
import { type Booking, isOpen, type LedgerJob } from './settle.ts'

export type Voiding = Booking | { readonly verdict: 'already-ended' }

export function voidReservation(job: LedgerJob): Voiding {
  if (!isOpen(job.state)) return { verdict: 'already-ended' }
  return {
    verdict: 'voided',
    from: job.state,
    state: 'expired',
    chargedMinor: 0n,
    moves: job.charges.map(({ accountId, amountMinor }) =>
      makeAccountMove(accountId, { heldMinor: -amountMinor }),
    ),
    entries: [],
  }
}
