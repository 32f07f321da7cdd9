/** Moves money from one account to another: an entry in each statement, with nothing left in between. */
import { SYSTEM_ACCOUNTS } from '#shared/contracts/account.ts'
import { assert } from '#shared/contracts/problem.ts'
import { type AccountMove, makeAccountMove } from './account-move.ts'
import { type Payer, requiredOf } from './adjust.ts'
import { type EntryStamp, type LedgerEntry, makePostings } from './entry.ts'

export interface TransferBooking {
  readonly moves: readonly [AccountMove, AccountMove]
  readonly entries: readonly [LedgerEntry, LedgerEntry]
}

/** Both entries have the id of the stamp, each in its own account. A restricted account gives what it has. */
export function transfer(
  from: Payer,
  toId: string,
  amountMinor: bigint,
  comment: string,
  stamp: EntryStamp,
): TransferBooking {
  assert(amountMinor > 0n && from.id !== toId, 'a transfer moves something to somebody else')
  const makeEntry = (accountId: string, signedMinor: bigint): LedgerEntry => ({
    ...stamp,
    accountId,
    amountMinor: signedMinor,
    postings: makePostings(accountId, SYSTEM_ACCOUNTS.transfers, signedMinor),
    cause: { kind: 'transfer', id: accountId === toId ? from.id : toId },
    comment,
  })
  return {
    moves: [
      makeAccountMove(from.id, { postedMinor: -amountMinor }, requiredOf(from, amountMinor)),
      makeAccountMove(toId, { postedMinor: amountMinor }),
    ],
    entries: [makeEntry(from.id, -amountMinor), makeEntry(toId, amountMinor)],
  }
}
