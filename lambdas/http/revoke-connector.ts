/** Revokes a connector for good; doing it again changes nothing. */
import type { RouteHandler } from '../middleware/call.ts'
import { loadConnector, revokeConnector as saveRevoked } from '../stores/connectors.ts'
import { found } from './found.ts'
import { presentConnector } from './present.ts'

export const revokeConnector: RouteHandler<'revokeConnector'> = async ({ params }) => {
  await saveRevoked(params.tenant, params.connector)
  return presentConnector(found(await loadConnector(params.tenant, params.connector)))
}
