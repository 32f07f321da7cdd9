/** Users of a tenant by name, each with the figures of the personal account. */
import { normalizeUsername, userAccountId } from '#shared/contracts/ids.ts'
import type { RouteHandler } from '../middleware/call.ts'
import { loadAccounts } from '../stores/accounts.ts'
import { loadTenant } from '../stores/tenants.ts'
import { loadUserPage } from '../stores/users.ts'
import { makeCursor, readCursor } from './cursor.ts'
import { presentUser } from './present.ts'

export const listUsers: RouteHandler<'listUsers'> = async ({ params: { tenant }, query }) => {
  const list = `${tenant}.users`
  const beginning = normalizeUsername(query.beginning ?? '')
  const page = await loadUserPage(tenant, query.limit, readCursor(list, query.cursor), beginning)
  const ids = page.items.map((user) => userAccountId(user.username))
  const [accounts, { settings }] = await Promise.all([
    loadAccounts(tenant, ids),
    loadTenant(tenant),
  ])
  const items = page.items.flatMap((user, index) => {
    const account = accounts[index]
    return account ? [presentUser(user, account, settings)] : []
  })
  return { items, next: makeCursor(list, page.after) }
}
