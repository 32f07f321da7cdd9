/** One connector. */
import type { RouteHandler } from '../middleware/call.ts'
import { loadConnector } from '../stores/connectors.ts'
import { found } from './found.ts'
import { presentConnector } from './present.ts'

export const showConnector: RouteHandler<'showConnector'> = async ({ params }) =>
  presentConnector(found(await loadConnector(params.tenant, params.connector)))
