/** Adds to or takes from an account: one entry against an account of the house. */
import { type EntryCause, SYSTEM_ACCOUNTS } from '#shared/contracts/account.ts'
import { type AccountMove, makeAccountMove } from './account-move.ts'
import { type EntryStamp, type LedgerEntry, makePostings } from './entry.ts'

export interface AdjustmentBooking {
  readonly move: AccountMove
  readonly entry: LedgerEntry
}

/** What may be taken from an account. */
export interface Payer {
  readonly id: string
  readonly restricted: boolean
  /** Overdraft on top of the account's own figure. */
  readonly grantedMinor?: bigint
}

/** By hand. A restricted account cannot be taken below its overdraft; what is reserved counts as spent. */
export function adjust(
  account: Payer,
  amountMinor: bigint,
  comment: string,
  stamp: EntryStamp,
): AdjustmentBooking {
  const requiredMinor = amountMinor < 0n ? requiredOf(account, -amountMinor) : null
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

/** What must be available for an amount to be taken; null = nothing. */
export function requiredOf(account: Payer, amountMinor: bigint): bigint | null {
  return account.restricted ? amountMinor - (account.grantedMinor ?? 0n) : null
}

export interface Credit {
  readonly accountId: string
  readonly amountMinor: bigint
  /** The account of the house that gives it. */
  readonly against: string
  readonly cause: { readonly kind: EntryCause; readonly id: string }
  readonly comment: string
}

/** Given by the house: initial credit, quota, voucher. */
export function credit(
  { accountId, amountMinor, against, cause, comment }: Credit,
  stamp: EntryStamp,
): AdjustmentBooking {
  return {
    move: makeAccountMove(accountId, { postedMinor: amountMinor }),
    entry: {
      ...stamp,
      accountId,
      amountMinor,
      postings: makePostings(accountId, against, amountMinor),
      cause,
      comment,
    },
  }
}
