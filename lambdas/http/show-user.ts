/** One user. */
import type { RouteHandler } from '../middleware/call.ts'
import { loadTenant } from '../stores/tenants.ts'
import { loadUser } from '../stores/users.ts'
import { found } from './found.ts'
import { presentUser } from './present.ts'

export const showUser: RouteHandler<'showUser'> = async ({ params: { tenant, username } }) => {
  const [{ settings }, stored] = await Promise.all([loadTenant(tenant), loadUser(tenant, username)])
  const { user, account } = found(stored)
  return presentUser(user, account, settings)
}
