/** Vouchers of one batch by code. */
import { formatAmount } from '#shared/contracts/money.ts'
import type { Voucher } from '#shared/contracts/voucher.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { loadVoucherPage, type VoucherRecord } from '../../stores/vouchers.ts'
import { loadList } from '../list.ts'

export const listVouchers: RouteHandler<'listVouchers'> = ({ params, query }) => {
  const { tenant, voucherBatch } = params
  return loadList(
    `${tenant}.vouchers.${voucherBatch}`,
    query,
    (limit, after) => loadVoucherPage(tenant, voucherBatch, limit, after),
    presentVoucher,
  )
}

function presentVoucher({
  amountMinor,
  batchId: _,
  redemption: __,
  ...rest
}: VoucherRecord): Voucher {
  return { ...rest, amount: formatAmount(amountMinor) }
}
