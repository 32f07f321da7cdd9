/** Gives back what a job was charged, in whole or in part, never more than was charged. */
import { type Charge, SYSTEM_ACCOUNTS } from '#shared/contracts/account.ts'
import { splitAmount } from '#shared/contracts/money.ts'
import { type AccountMove, makeAccountMove } from './account-move.ts'
import { type EntryStamp, type LedgerEntry, makePostings } from './entry.ts'

/** A job that was settled, as far as money goes. */
export interface ChargedJob {
  readonly jobId: string
  /** What was set aside, account by account; each paid its share of what was charged. */
  readonly charges: readonly Charge[]
  readonly chargedMinor: bigint
  /** What was given back so far, account by account. */
  readonly refunds: readonly Charge[]
}

export type Refunding =
  | {
      readonly verdict: 'refunded'
      readonly amountMinor: bigint
      /** What was given back in all, this refund included. */
      readonly refunds: readonly Charge[]
      readonly moves: readonly AccountMove[]
      readonly entries: readonly LedgerEntry[]
    }
  | { readonly verdict: 'exceeds'; readonly leftMinor: bigint }

/** `amountMinor` null = all that is left. Each account gets back in proportion to what it still is out of pocket. */
export function refund(
  job: ChargedJob,
  amountMinor: bigint | null,
  comment: string,
  stamp: EntryStamp,
): Refunding {
  const left = leftOf(job)
  const leftMinor = left.reduce((sum, one) => sum + one.amountMinor, 0n)
  const givenMinor = amountMinor ?? leftMinor
  if (givenMinor <= 0n || givenMinor > leftMinor) return { verdict: 'exceeds', leftMinor }
  const weights = left.map((one) => one.amountMinor)
  const shares = splitAmount(givenMinor, weights).map((shareMinor, index) => ({
    accountId: left[index]?.accountId ?? '',
    amountMinor: shareMinor,
  }))
  const given = shares.filter((share) => share.amountMinor > 0n)
  return {
    verdict: 'refunded',
    amountMinor: givenMinor,
    refunds: addCharges(job.refunds, given),
    moves: given.map((share) =>
      makeAccountMove(share.accountId, { postedMinor: share.amountMinor }),
    ),
    entries: given.map((share) => ({
      ...stamp,
      ...share,
      postings: makePostings(share.accountId, SYSTEM_ACCOUNTS.revenue, share.amountMinor),
      cause: { kind: 'refund', id: job.jobId },
      comment,
    })),
  }
}

/** What each account paid and did not get back. */
function leftOf({ charges, chargedMinor, refunds }: ChargedJob): readonly Charge[] {
  if (charges.length === 0) return []
  const weights = charges.map(({ amountMinor }) => amountMinor)
  return splitAmount(chargedMinor, weights).map((paidMinor, index) => {
    const accountId = charges[index]?.accountId ?? ''
    const back = refunds.find((one) => one.accountId === accountId)
    return { accountId, amountMinor: paidMinor - (back?.amountMinor ?? 0n) }
  })
}

function addCharges(before: readonly Charge[], more: readonly Charge[]): readonly Charge[] {
  const sums = new Map(before.map((one) => [one.accountId, one.amountMinor]))
  for (const { accountId, amountMinor } of more) {
    sums.set(accountId, (sums.get(accountId) ?? 0n) + amountMinor)
  }
  return [...sums].map(([accountId, amountMinor]) => ({ accountId, amountMinor }))
}
