/** Users of a tenant by name, each with the figures of the personal account. */
import { userAccountId } from '#shared/contracts/ids.ts'
import type { RouteHandler } from '../middleware/call.ts'
import { loadAccounts } from '../stores/accounts.ts'
import { loadUserPage } from '../stores/users.ts'
import { makeCursor, readCursor } from './cursor.ts'
import { presentUser } from './present.ts'

export const listUsers: RouteHandler<'listUsers'> = async ({ params: { tenant }, query }) => {
  const list = `${tenant}.users`
  const page = await loadUserPage(tenant, query.limit, readCursor(list, query.cursor))
  const ids = page.items.map((user) => userAccountId(user.username))
  const accounts = await loadAccounts(tenant, ids)
  const items = page.items.flatMap((user, index) => {
    const account = accounts[index]
    return account ? [presentUser(user, account)] : []
  })
  return { items, next: makeCursor(list, page.after) }
}
