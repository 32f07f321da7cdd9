/** A connector's sign of life; the answer tells it where to wait for orders. */
import type { RouteHandler } from '../middleware/call.ts'
import { saveSignOfLife } from '../stores/connectors.ts'
import { openDoorbell } from '../stores/doorbells.ts'
import { saveJobsWaiting } from '../stores/printers.ts'

export const hello: RouteHandler<'hello'> = async ({ credential, body, now, log }) => {
  const { version, platform, spooler } = body
  const { tenantId, connector } = credential
  const seen = { version, platform, spooler, lastSeenAt: now }
  const [doorbell] = await Promise.all([
    // Without one the connector looks for orders itself, only less often.
    openDoorbell(connector.id, new Date(now)).catch((error: unknown) => {
      log.info('doorbell-missing', { error: String(error) })
      return null
    }),
    saveSignOfLife(tenantId, connector.id, seen),
    ...(body.jobsWaiting ?? []).map(({ printerId, jobs }) =>
      saveJobsWaiting(tenantId, printerId, connector.siteId, jobs),
    ),
  ])
  return { serverTime: now, doorbell }
}
