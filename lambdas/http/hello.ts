/** A connector's sign of life: it tells how its printers are, and learns where to wait for orders and which machines are whose. */
import type { RouteHandler } from '../middleware/call.ts'
import { loadSiteAddresses } from '../stores/addresses.ts'
import { saveSignOfLife } from '../stores/connectors.ts'
import { openDoorbell } from '../stores/doorbells.ts'
import { savePrinterSighting } from '../stores/printers.ts'

export const hello: RouteHandler<'hello'> = async ({ credential, body, now, log }) => {
  const { version, platform, spooler, jobsOpen, printers = [], wantsAddresses = false } = body
  const { tenantId, connector } = credential
  const { siteId } = connector
  const seen = { version, platform, spooler, jobsOpen, lastSeenAt: now }
  const [doorbell, addresses] = await Promise.all([
    // Without one the connector looks for orders itself, only less often.
    openDoorbell(connector.id, new Date(now)).catch((error: unknown) => {
      log.info('doorbell-missing', { error: String(error) })
      return null
    }),
    wantsAddresses ? loadSiteAddresses(tenantId, siteId, now) : null,
    saveSignOfLife(tenantId, connector.id, seen),
    ...printers.map((each) => savePrinterSighting(tenantId, siteId, each, now)),
  ])
  return { serverTime: now, doorbell, ...(addresses === null ? {} : { addresses: [...addresses] }) }
}
