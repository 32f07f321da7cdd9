/** Requests for a refund, of the newest job first. */
import type { RouteHandler } from '../../middleware/call.ts'
import { loadRefundPage } from '../../stores/refunds.ts'
import { loadList } from '../list.ts'

export const listRefunds: RouteHandler<'listRefunds'> = ({ params: { tenant }, query }) => {
  const kind = query.state === 'open' ? 'OPEN' : 'DECIDED'
  return loadList(
    `${tenant}.refunds.${kind}`,
    query,
    (limit, after) => loadRefundPage(tenant, kind, limit, after),
    (request) => request,
  )
}
