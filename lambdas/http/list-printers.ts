/** Printers of a tenant, by id. */
import type { RouteHandler } from '../middleware/call.ts'
import { loadPrinterPage } from '../stores/printers.ts'
import { loadList } from './list.ts'

export const listPrinters: RouteHandler<'listPrinters'> = ({ params: { tenant }, query }) =>
  loadList(
    `${tenant}.printers`,
    query,
    (limit, after) => loadPrinterPage(tenant, limit, after),
    (printer) => printer,
  )
