/** The audit log of a tenant, newest first, as it was chained. */
import type { RouteHandler } from '../../middleware/call.ts'
import { loadAuditPage } from '../../stores/audit.ts'
import { loadList } from '../list.ts'

export const listAudit: RouteHandler<'listAudit'> = ({ params: { tenant }, query }) =>
  loadList(
    `${tenant}.audit`,
    query,
    (limit, after) => loadAuditPage(tenant, limit, after),
    (row) => row,
  )
