/** Batches of vouchers, newest first. */
import type { RouteHandler } from '../../middleware/call.ts'
import { loadVoucherBatchPage } from '../../stores/vouchers.ts'
import { loadList } from '../list.ts'

export const listVoucherBatches: RouteHandler<'listVoucherBatches'> = ({ params, query }) =>
  loadList(
    `${params.tenant}.voucher-batches`,
    query,
    (limit, after) => loadVoucherBatchPage(params.tenant, limit, after),
    (batch) => batch,
  )
