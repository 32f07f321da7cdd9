/** Replaces who may charge a shared account. */
import type { RouteHandler } from '../../middleware/call.ts'
import { loadAccess, saveAccess } from '../../stores/account-access.ts'
import { loadAccount } from '../../stores/accounts.ts'
import { found } from '../found.ts'
import { requireShared } from './place.ts'

export const putAccountAccess: RouteHandler<'putAccountAccess'> = async ({ params, body }) => {
  const { tenant, account } = params
  requireShared(account)
  found(await loadAccount(tenant, account))
  const { everyone, users, groups } = body
  await saveAccess(tenant, account, { everyone, users: unique(users), groups: unique(groups) })
  return loadAccess(tenant, account)
}

const unique = (names: readonly string[]) => [...new Set(names)].sort()
