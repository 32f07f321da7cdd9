/** One user. */
import type { RouteHandler } from '../middleware/call.ts'
import { loadUser } from '../stores/users.ts'
import { found } from './found.ts'
import { presentUser } from './present.ts'

export const showUser: RouteHandler<'showUser'> = async ({ params: { tenant, username } }) => {
  const { user, account } = found(await loadUser(tenant, username))
  return presentUser(user, account)
}
