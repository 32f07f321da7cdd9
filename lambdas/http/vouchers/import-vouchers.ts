/** Makes vouchers of codes that exist already, from CSV. */
import { createHash } from 'node:crypto'
import * as z from 'zod'
import { sumText } from '#shared/contracts/account.ts'
import { makeUlid } from '#shared/contracts/ids.ts'
import { VOUCHER_ROWS_LIMIT } from '#shared/contracts/import.ts'
import { parseAmount } from '#shared/contracts/money.ts'
import { voucherCode } from '#shared/contracts/voucher.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { formatTime } from '../../middleware/doors.ts'
import { loadVouchers, saveVoucherBatch } from '../../stores/vouchers.ts'
import { parseCsv } from '../csv/csv.ts'
import { decodeUpload } from '../csv/decode-text.ts'
import { type Checked, checkRows, makeReport, refuseErrors } from '../csv/report.ts'

const voucherRow = z.object({
  code: voucherCode,
  amount: sumText,
  expires: z.union([z.literal(''), z.iso.date()]).optional(),
})
type VoucherRow = z.infer<typeof voucherRow>

const COLUMNS = { known: ['code', 'amount', 'expires'], required: ['code', 'amount'] }

export const importVouchers: RouteHandler<'importVouchers'> = async (call) => {
  const { params, query, event, rawBody, operation, credential } = call
  const { dryRun, onError } = query
  const { text, encoding } = decodeUpload(event, rawBody)
  const rows = parseCsv(text, COLUMNS, VOUCHER_ROWS_LIMIT)
  const key = { column: 'code', of: (row: VoucherRow) => row.code }
  const batchId = makeUlid(operation.timeMs, createHash('sha256').update(operation.id).digest())
  const fitting = checkRows(rows, voucherRow, key)
  const checked = await refuseTaken(params.tenant, batchId, fitting)
  if (!dryRun) {
    refuseErrors(checked, onError)
    const batch = {
      id: batchId,
      name: 'import',
      count: checked.rows.length,
      createdAt: formatTime(operation.timeMs),
      by: credential.tokenName,
    }
    const vouchers = checked.rows.map(({ code, amount, expires }) => ({
      code,
      amountMinor: parseAmount(amount),
      expiresOn: expires || null,
    }))
    await saveVoucherBatch(params.tenant, batch, vouchers)
  }
  return makeReport(checked, { encoding, dryRun, batch: null })
}

/** A code is worth something once, so one that another batch has is not made again. */
async function refuseTaken(
  tenantId: string,
  batchId: string,
  checked: Checked<VoucherRow>,
): Promise<Checked<VoucherRow>> {
  const codes = checked.rows.map(({ code }) => code)
  const stored = await loadVouchers(tenantId, codes)
  const taken = new Set(
    stored.flatMap((one) => (one !== null && one.batchId !== batchId ? [one.code] : [])),
  )
  const errors = [...taken].map((code) => ({
    line: 0,
    column: 'code',
    message: `\`${code}\` exists already`,
  }))
  return {
    rows: checked.rows.filter(({ code }) => !taken.has(code)),
    refused: checked.refused + taken.size,
    errors: [...checked.errors, ...errors],
  }
}
