/** Rules for all printers of a tenant. */
import type { RouteHandler } from '../middleware/call.ts'
import { loadTenant } from '../stores/tenants.ts'

export const showSettings: RouteHandler<'showSettings'> = async ({ params }) =>
  (await loadTenant(params.tenant)).settings
