/** The balance after each entry of a statement, and how it goes along from one page to the next. */
import { sumAmounts } from './amount.ts'

/** Newest first; `balance` is what the account held after the newest of them. */
export function withBalances<Entry extends { readonly amount: string }>(
  entries: readonly Entry[],
  balance: string,
): { readonly items: readonly (Entry & { readonly balance: string })[]; readonly before: string } {
  let after = balance
  const items = entries.map((entry) => {
    const line = { ...entry, balance: after }
    after = sumAmounts([after, negative(entry.amount)])
    return line
  })
  return { items, before: after }
}

/**
 * Entries never change, so the balance at a cursor never does: it travels with the cursor in the URL, and a page
 * further back needs no other page to be read.
 */
export const makePlace = (cursor: string, balance: string): string => `${cursor}~${balance}`

export function readPlace(place: string | undefined): {
  readonly cursor: string | null
  readonly balance: string | null
} {
  const [, cursor, balance] = /^(.*)~(-?\d{1,10}\.\d{4})$/.exec(place ?? '') ?? []
  return cursor === undefined || balance === undefined
    ? { cursor: null, balance: null }
    : { cursor, balance }
}

export const negative = (amount: string): string =>
  amount.startsWith('-') ? amount.slice(1) : `-${amount}`
