/** Accounts of a tenant, by id. */
import type { RouteHandler } from '../middleware/call.ts'
import { loadAccountPage } from '../stores/accounts.ts'
import { loadList } from './list.ts'
import { presentAccount } from './present.ts'

export const listAccounts: RouteHandler<'listAccounts'> = ({ params: { tenant }, query }) =>
  loadList(
    `${tenant}.accounts`,
    query,
    (limit, after) => loadAccountPage(tenant, limit, after),
    presentAccount,
  )
