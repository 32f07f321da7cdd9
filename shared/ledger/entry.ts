/** Entries: signed postings that sum to 0, and what entries add up to. */
import type { EntryCause } from '#shared/contracts/account.ts'
import { assert } from '#shared/contracts/problem.ts'

export interface LedgerPosting {
  readonly accountId: string
  readonly amountMinor: bigint
}

export interface LedgerEntry {
  readonly id: string
  /** The account in whose statement the entry stands. */
  readonly accountId: string
  /** Signed, as seen from that account. */
  readonly amountMinor: bigint
  readonly postings: readonly LedgerPosting[]
  readonly cause: { readonly kind: EntryCause; readonly id: string }
  readonly comment: string
  readonly by: string
  /** RFC 3339 UTC. */
  readonly at: string
}

/** Made and handed in by the caller: the ledger draws no ids and reads no clock. */
export interface EntryStamp {
  readonly id: string
  readonly at: string
  readonly by: string
}

/** `amountMinor` moves from `againstId` to `accountId`; negative the other way. */
export function makePostings(
  accountId: string,
  againstId: string,
  amountMinor: bigint,
): readonly LedgerPosting[] {
  assert(accountId !== againstId, 'an entry moves money between two accounts')
  return [
    { accountId, amountMinor },
    { accountId: againstId, amountMinor: -amountMinor },
  ]
}

/** Balance = fold of the account's entries, in any order. */
export function foldBalance(entries: Iterable<LedgerEntry>): bigint {
  let balanceMinor = 0n
  for (const entry of entries) balanceMinor += entry.amountMinor
  return balanceMinor
}

/** Every posting of every entry, system accounts included, summed up per account. */
export function foldPostings(entries: Iterable<LedgerEntry>): ReadonlyMap<string, bigint> {
  const sums = new Map<string, bigint>()
  for (const entry of entries) {
    for (const { accountId, amountMinor } of entry.postings) {
      sums.set(accountId, (sums.get(accountId) ?? 0n) + amountMinor)
    }
  }
  return sums
}
