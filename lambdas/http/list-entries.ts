/** Entries of one account, newest first. */
import type { RouteHandler } from '../middleware/call.ts'
import { loadAccount } from '../stores/accounts.ts'
import { loadEntryPage } from '../stores/entries.ts'
import { found } from './found.ts'
import { loadList } from './list.ts'
import { presentEntry } from './present.ts'

export const listEntries: RouteHandler<'listEntries'> = async ({ params, query }) => {
  const { tenant, account } = params
  found(await loadAccount(tenant, account))
  return loadList(
    `${tenant}.entries.${account}`,
    query,
    (limit, after) => loadEntryPage(tenant, account, limit, after),
    presentEntry,
  )
}
