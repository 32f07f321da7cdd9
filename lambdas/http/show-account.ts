/** One account. */
import type { RouteHandler } from '../middleware/call.ts'
import { loadAccount } from '../stores/accounts.ts'
import { loadTenant } from '../stores/tenants.ts'
import { found } from './found.ts'
import { presentAccount } from './present.ts'

export const showAccount: RouteHandler<'showAccount'> = async ({ params: { tenant, account } }) => {
  const [{ settings }, stored] = await Promise.all([
    loadTenant(tenant),
    loadAccount(tenant, account),
  ])
  return presentAccount(found(stored), settings)
}
