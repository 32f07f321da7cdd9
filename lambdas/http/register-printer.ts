/** Makes a managed queue known as a printer of the connector's site; registering it again changes nothing. */
import { printerIdOf } from '#shared/contracts/ids.ts'
import { PRINTER_POLICY_DEFAULT } from '#shared/contracts/printer.ts'
import type { RouteHandler } from '../middleware/call.ts'
import { NEVER_SEEN, registerPrinter as savePrinter } from '../stores/printers.ts'

export const registerPrinter: RouteHandler<'registerPrinter'> = async (call) => {
  const { credential, body, now } = call
  const { id: connectorId, siteId, siteSlug } = credential.connector
  const printerId = printerIdOf(body.queue, siteSlug)
  await savePrinter(credential.tenantId, {
    ...PRINTER_POLICY_DEFAULT,
    colorMode: body.color ? PRINTER_POLICY_DEFAULT.colorMode : 'grayscale',
    id: printerId,
    name: body.name,
    queue: body.queue,
    siteId,
    connectorId,
    createdAt: now,
    ...NEVER_SEEN,
  })
  return { printerId }
}
