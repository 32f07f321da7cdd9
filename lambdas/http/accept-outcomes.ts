/** Takes reports of how jobs ended: once the queue has them they cannot get lost, so then they are accepted. */
import type { RouteHandler } from '../middleware/call.ts'
import { sendOutcomes } from '../stores/outbox.ts'

export const acceptOutcomes: RouteHandler<'acceptOutcomes'> = async ({ credential, body }) => {
  const { tenantId, connector } = credential
  const { id: connectorId, siteId } = connector
  const messages = body.outcomes.map((outcome) => ({ tenantId, siteId, connectorId, outcome }))
  return { accepted: [...(await sendOutcomes(messages))] }
}
