/** What entries add up to: the balance of an account, and the proof that every tenant sums to 0. */
import type { LedgerEntry } from './entry.ts'

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
