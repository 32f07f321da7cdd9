/** Changes a printer's name, prices, limits or conversions. */
import type { RouteHandler } from '../middleware/call.ts'
import { loadPrinter, type PrinterChange, savePrinterChange } from '../stores/printers.ts'
import { found } from './found.ts'

export const patchPrinter: RouteHandler<'patchPrinter'> = async ({ params, body }) => {
  const { tenant, printer: id } = params
  const told = Object.entries(body).filter(([, value]) => value !== undefined)
  const change = Object.fromEntries(told) as PrinterChange
  if (told.length > 0) await savePrinterChange(tenant, id, change)
  return found(await loadPrinter(tenant, id))
}
