/** Replaces the rules for all printers of a tenant. */
import type { RouteHandler } from '../middleware/call.ts'
import { saveSettings } from '../stores/tenants.ts'

export const putSettings: RouteHandler<'putSettings'> = async ({ params, body }) => {
  await saveSettings(params.tenant, body)
  return body
}
