/** Connectors of a tenant. */
import type { RouteHandler } from '../middleware/call.ts'
import { loadConnectorPage } from '../stores/connectors.ts'
import { loadList } from './list.ts'
import { presentConnector } from './present.ts'

export const listConnectors: RouteHandler<'listConnectors'> = ({ params: { tenant }, query }) =>
  loadList(
    `${tenant}.connectors`,
    query,
    (limit, after) => loadConnectorPage(tenant, limit, after),
    presentConnector,
  )
