/** Ledger entries: appended, never changed. */

import type { AdjustmentBooking } from '#shared/ledger/adjust.ts'
import type { LedgerEntry, LedgerPosting } from '#shared/ledger/entry.ts'
import { makeMoveWrite } from './accounts.ts'
import { money, text } from './attributes.ts'
import type { Item, Put } from './expressions.ts'
import { keys, partitions } from './keys.ts'
import { loadItem, loadPage, saveTogether } from './table.ts'

export function readEntry(accountId: string, item: Item): LedgerEntry {
  const postings = item.postings as { account: string; amount: number | bigint }[]
  return {
    id: text(item, 'sk'),
    accountId,
    at: text(item, 'at'),
    amountMinor: money(item, 'amount'),
    postings: postings.map(
      ({ account, amount }): LedgerPosting => ({ accountId: account, amountMinor: BigInt(amount) }),
    ),
    cause: item.cause as LedgerEntry['cause'],
    comment: text(item, 'comment'),
    by: text(item, 'by'),
  }
}

export function makeEntryRow(tenantId: string, entry: LedgerEntry): Put {
  return {
    kind: 'put',
    key: keys.entry(tenantId, entry.accountId, entry.id),
    item: {
      at: entry.at,
      amount: entry.amountMinor,
      postings: entry.postings.map(({ accountId, amountMinor }) => ({
        account: accountId,
        amount: amountMinor,
      })),
      cause: entry.cause,
      comment: entry.comment,
      by: entry.by,
    },
    when: [{ is: 'absent' }],
  }
}

export async function loadEntryPage(
  tenantId: string,
  accountId: string,
  limit: number,
  after: string | null,
) {
  const partition = partitions.entries(tenantId, accountId)
  const page = await loadPage({ partition, limit, backwards: true, after })
  return { items: page.items.map((item) => readEntry(accountId, item)), after: page.after }
}

/** Newest first; `above` and `below` are beginnings of ids. */
export async function loadEntryRange(
  tenantId: string,
  accountId: string,
  range: {
    readonly above: string
    readonly below: string
    readonly limit: number
    readonly after: string | null
  },
) {
  const partition = partitions.entries(tenantId, accountId)
  const page = await loadPage({ partition, backwards: true, ...range })
  return { items: page.items.map((item) => readEntry(accountId, item)), after: page.after }
}

/** The stored entry when it was booked before; `insufficient` when the account does not have that much. */
export async function saveAdjustment(
  tenantId: string,
  { move, entry }: AdjustmentBooking,
): Promise<LedgerEntry | 'insufficient'> {
  const lost = await saveTogether([makeEntryRow(tenantId, entry), makeMoveWrite(tenantId, move)])
  if (lost === null) return entry
  const stored = lost.found[0]
  return stored ? readEntry(entry.accountId, stored) : 'insufficient'
}

export async function loadEntry(
  tenantId: string,
  accountId: string,
  id: string,
): Promise<LedgerEntry | null> {
  const item = await loadItem(keys.entry(tenantId, accountId, id), 'consistent')
  return item === null ? null : readEntry(accountId, item)
}
