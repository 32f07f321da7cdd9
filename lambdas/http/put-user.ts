/** Creates a user or replaces the profile; the overdraft moves to the account in the same transaction. */
import { parseAmount } from '#shared/contracts/money.ts'
import type { RouteHandler } from '../middleware/call.ts'
import { loadTenant } from '../stores/tenants.ts'
import { saveUser } from '../stores/users.ts'
import { found } from './found.ts'
import { refuseGrant } from './grant.ts'
import { presentUser } from './present.ts'

export const putUser: RouteHandler<'putUser'> = async (call) => {
  const { params, body, credential, nowMs } = call
  const { overdraft, role, restricted = null, ...profile } = body
  refuseGrant(credential, role)
  const overdraftMinor = overdraft === null ? null : parseAmount(overdraft)
  const saved = await saveUser(params.tenant, params.username, nowMs, (stored) => ({
    ...profile,
    restricted,
    overdraftMinor,
    role: role ?? stored?.user.role ?? 'user',
  }))
  const { user, account } = found(saved)
  return presentUser(user, account, (await loadTenant(params.tenant)).settings)
}
