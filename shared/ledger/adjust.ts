/** Adds to or takes from an account by hand: one entry against the house's adjustments. */
import { SYSTEM_ACCOUNTS } from '#shared/contracts/account.ts'
import { type AccountMove, makeAccountMove } from './account-move.ts'
import { type EntryStamp, type LedgerEntry, makePostings } from './entry.ts'

export interface AdjustmentBooking {
  readonly move: AccountMove
  readonly entry: LedgerEntry
}

/** A restricted account cannot be taken below its overdraft; what is reserved counts as spent. */
export function adjust(
  account: { readonly id: string; readonly restricted: boolean },
  amountMinor: bigint,
  comment: string,
  stamp: EntryStamp,
): AdjustmentBooking {
  const requiredMinor = account.restricted && amountMinor < 0n ? -amountMinor : null
  return {
    move: makeAccountMove(account.id, { postedMinor: amountMinor }, requiredMinor),
    entry: {
      ...stamp,
      accountId: account.id,
      amountMinor,
      postings: makePostings(account.id, SYSTEM_ACCOUNTS.adjustments, amountMinor),
      cause: { kind: 'adjustment', id: stamp.id },
      comment,
    },
  }
}
