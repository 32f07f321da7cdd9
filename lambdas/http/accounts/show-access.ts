/** Who may charge a shared account. */
import type { RouteHandler } from '../../middleware/call.ts'
import { loadAccess } from '../../stores/account-access.ts'
import { loadAccount } from '../../stores/accounts.ts'
import { found } from '../found.ts'

export const showAccountAccess: RouteHandler<'showAccountAccess'> = async ({ params }) => {
  const { tenant, account } = params
  found(await loadAccount(tenant, account))
  return loadAccess(tenant, account)
}
