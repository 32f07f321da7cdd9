/** Gives back what nobody will settle any more: the job ends as `expired`, uncharged. */
import { assert } from '#shared/contracts/problem.ts'
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
    move: job.reservedMinor === 0n ? null : giveBack(job),
    entry: null,
  }
}

function giveBack(job: LedgerJob) {
  assert(job.accountId !== null, 'a reservation has an account')
  return makeAccountMove(job.accountId, { heldMinor: -job.reservedMinor })
}
