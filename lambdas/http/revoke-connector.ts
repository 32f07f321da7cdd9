/** Revokes a connector for good; doing it again changes nothing. */
import type { RouteHandler } from '../middleware/call.ts'
import { loadConnector, revokeConnector as saveRevoked } from '../stores/connectors.ts'
import { removeDoorbell } from '../stores/doorbells.ts'
import { found } from './found.ts'
import { presentConnector } from './present.ts'

export const revokeConnector: RouteHandler<'revokeConnector'> = async ({ params, log }) => {
  await saveRevoked(params.tenant, params.connector)
  // A bell that stays tells a revoked connector nothing: the mailbox refuses it.
  await removeDoorbell(params.connector).catch((error: unknown) => {
    log.info('doorbell-left', { connectorId: params.connector, error: String(error) })
  })
  return presentConnector(found(await loadConnector(params.tenant, params.connector)))
}
