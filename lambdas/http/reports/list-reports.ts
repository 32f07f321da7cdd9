/** The reports that the caller's role may read. */
import type { RouteHandler } from '../../middleware/call.ts'
import { describeReports } from '../../reports/catalog.ts'

export const listReports: RouteHandler<'listReports'> = async ({ credential, query }) => ({
  items: [...describeReports(credential.role, query.language)],
})
