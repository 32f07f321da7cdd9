/** One printer. */
import type { RouteHandler } from '../middleware/call.ts'
import { loadPrinter } from '../stores/printers.ts'
import { found } from './found.ts'

export const showPrinter: RouteHandler<'showPrinter'> = async ({ params }) =>
  found(await loadPrinter(params.tenant, params.printer))
