/** Whose token this is. */
import type { RouteHandler } from '../middleware/call.ts'

export const showMe: RouteHandler<'showMe'> = async ({ credential }) => {
  const { role, tenantId, partnerId, username, tokenName } = credential
  return { role, tenantId, partnerId, username, tokenName }
}
