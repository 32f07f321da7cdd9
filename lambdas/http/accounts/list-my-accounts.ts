/** Accounts that could pay for the own jobs. */
import type { RouteHandler } from '../../middleware/call.ts'
import { loadOwnAccounts } from '../../stores/standing.ts'
import { found } from '../found.ts'
import { ownName } from '../own-name.ts'
import { presentAccount } from '../present.ts'

export const listMyAccounts: RouteHandler<'listMyAccounts'> = async ({ credential }) => {
  const { tenantId, username } = ownName(credential)
  const { tenant, accounts } = found(await loadOwnAccounts(tenantId, username))
  return { items: accounts.map((account) => presentAccount(account, tenant.settings)) }
}
