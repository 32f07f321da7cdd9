/** Sites of a tenant, newest first. */
import type { RouteHandler } from '../middleware/call.ts'
import { loadSitePage } from '../stores/sites.ts'
import { loadList } from './list.ts'

export const listSites: RouteHandler<'listSites'> = ({ params: { tenant }, query }) =>
  loadList(
    `${tenant}.sites`,
    query,
    (limit, after) => loadSitePage(tenant, limit, after),
    (site) => site,
  )
