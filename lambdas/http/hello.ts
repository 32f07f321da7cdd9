/** A connector's sign of life. */
import type { RouteHandler } from '../middleware/call.ts'
import { saveSignOfLife } from '../stores/connectors.ts'

export const hello: RouteHandler<'hello'> = async ({ credential, body, now }) => {
  const { version, platform, spooler } = body
  const { tenantId, connector } = credential
  await saveSignOfLife(tenantId, connector.id, { version, platform, spooler, lastSeenAt: now })
  return { serverTime: now }
}
