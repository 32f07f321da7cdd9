/** Vouchers: each code is redeemed once, whoever is quicker. */
import type { VoucherBatch } from '#shared/contracts/voucher.ts'
import type { AdjustmentBooking } from '#shared/ledger/adjust.ts'
import type { LedgerEntry } from '#shared/ledger/entry.ts'
import { makeMoveWrite } from './accounts.ts'
import { money, numberOrNull, text, textOrNull } from './attributes.ts'
import { makeEntryRow } from './entries.ts'
import type { Item, Write } from './expressions.ts'
import { keys, partitions } from './keys.ts'
import { loadItem, loadItems, loadPage, saveItem, saveTogether } from './table.ts'

export interface VoucherRecord {
  readonly code: string
  readonly batchId: string
  readonly amountMinor: bigint
  /** `YYYY-MM-DD`, the last day; null = for ever. */
  readonly expiresOn: string | null
  readonly state: 'open' | 'redeemed'
  readonly redeemedTo: string | null
  readonly redeemedAt: string | null
  /** The write that redeemed it, so that its repeat is recognized. */
  readonly redemption: string | null
}

export type NewVoucher = Pick<VoucherRecord, 'code' | 'amountMinor' | 'expiresOn'>

/** Two rows a voucher, at most 100 in one transaction. */
const VOUCHERS_AT_ONCE = 40

function readVoucher(item: Item): VoucherRecord {
  return {
    code: text(item, 'sk'),
    batchId: text(item, 'batch'),
    amountMinor: money(item, 'amount'),
    expiresOn: textOrNull(item, 'expiresOn'),
    state: text(item, 'state') as VoucherRecord['state'],
    redeemedTo: textOrNull(item, 'redeemedTo'),
    redeemedAt: textOrNull(item, 'redeemedAt'),
    redemption: textOrNull(item, 'redemption'),
  }
}

export async function loadVoucher(tenantId: string, code: string): Promise<VoucherRecord | null> {
  const item = await loadItem(keys.voucher(tenantId, code), 'consistent')
  return item === null ? null : readVoucher(item)
}

/** Eventually consistent, in the order of the codes. */
export async function loadVouchers(
  tenantId: string,
  codes: readonly string[],
): Promise<readonly (VoucherRecord | null)[]> {
  const items = await loadItems(codes.map((code) => keys.voucher(tenantId, code)))
  return items.map((item) => (item === null ? null : readVoucher(item)))
}

/** Of one batch, by code. */
export async function loadVoucherPage(
  tenantId: string,
  batchId: string,
  limit: number,
  after: string | null,
) {
  const partition = partitions.vouchersOf(tenantId, batchId)
  const page = await loadPage({ partition, limit, backwards: false, after })
  const found = await loadVouchers(
    tenantId,
    page.items.map((item) => text(item, 'sk')),
  )
  return { items: found.filter((one) => one !== null), after: page.after }
}

export async function loadVoucherBatchPage(tenantId: string, limit: number, after: string | null) {
  const partition = partitions.voucherBatches(tenantId)
  const page = await loadPage({ partition, limit, backwards: true, after })
  const items = page.items.map(
    (item): VoucherBatch => ({
      id: text(item, 'sk'),
      name: text(item, 'name'),
      count: numberOrNull(item, 'count') ?? 0,
      createdAt: text(item, 'createdAt'),
      by: text(item, 'by'),
    }),
  )
  return { items, after: page.after }
}

/**
 * Saving the same batch again goes on where the first attempt stopped. Codes that another batch has are given back and
 * left as they are.
 */
export async function saveVoucherBatch(
  tenantId: string,
  { id, ...batch }: VoucherBatch,
  vouchers: readonly NewVoucher[],
): Promise<readonly string[]> {
  await saveItem({ kind: 'put', key: keys.voucherBatch(tenantId, id), item: batch, when: [] })
  const taken: string[] = []
  for (let start = 0; start < vouchers.length; start += VOUCHERS_AT_ONCE) {
    const some = vouchers.slice(start, start + VOUCHERS_AT_ONCE)
    taken.push(...(await saveVouchers(tenantId, id, some)))
  }
  return taken
}

/** The entry, new or of the same redemption before; null when the voucher is not open any more. */
export async function saveRedemption(
  tenantId: string,
  code: string,
  { move, entry }: AdjustmentBooking,
): Promise<LedgerEntry | 'account-missing' | null> {
  const lost = await saveTogether([
    {
      kind: 'update',
      key: keys.voucher(tenantId, code),
      set: {
        state: 'redeemed',
        redeemedTo: entry.accountId,
        redeemedAt: entry.at,
        redemption: entry.id,
      },
      when: [{ is: 'equal', attribute: 'state', value: 'open' }],
    },
    makeMoveWrite(tenantId, move),
    makeEntryRow(tenantId, entry),
  ])
  if (lost === null) return entry
  const [voucher, account] = lost.found
  if (voucher === undefined && account === null) return 'account-missing'
  const mine = voucher != null && voucher.redemption === entry.id
  return mine && voucher.redeemedTo === entry.accountId ? entry : null
}

async function saveVouchers(
  tenantId: string,
  batchId: string,
  vouchers: readonly NewVoucher[],
): Promise<readonly string[]> {
  const lost = await saveTogether(vouchers.flatMap((one) => makeRows(tenantId, batchId, one)))
  if (lost === null) return []
  const stored = await Promise.all(vouchers.map(({ code }) => loadVoucher(tenantId, code)))
  const fresh = vouchers.filter((_, index) => stored[index] === null)
  const taken = stored.flatMap((one) => (one && one.batchId !== batchId ? [one.code] : []))
  if (fresh.length > 0) {
    await saveTogether(fresh.flatMap((one) => makeRows(tenantId, batchId, one)))
  }
  return taken
}

function makeRows(tenantId: string, batchId: string, voucher: NewVoucher): readonly Write[] {
  const { code, amountMinor, expiresOn } = voucher
  return [
    {
      kind: 'put',
      key: keys.voucher(tenantId, code),
      item: { batch: batchId, amount: amountMinor, expiresOn, state: 'open' },
      when: [{ is: 'absent' }],
    },
    { kind: 'put', key: keys.voucherOf(tenantId, batchId, code), item: {}, when: [] },
  ]
}
