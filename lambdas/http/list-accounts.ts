/** Accounts of a tenant, by id; or the sub-accounts of one. */
import type { RouteHandler } from '../middleware/call.ts'
import { loadAccountPage, loadSubAccountPage } from '../stores/accounts.ts'
import { loadTenant } from '../stores/tenants.ts'
import { loadList } from './list.ts'
import { presentAccount } from './present.ts'

export const listAccounts: RouteHandler<'listAccounts'> = async ({ params, query }) => {
  const { tenant } = params
  const { parent } = query
  const { settings } = await loadTenant(tenant)
  return loadList(
    `${tenant}.accounts.${parent ?? ''}`,
    query,
    (limit, after) =>
      parent === undefined
        ? loadAccountPage(tenant, limit, after)
        : loadSubAccountPage(tenant, parent, limit, after),
    (account) => presentAccount(account, settings),
  )
}
