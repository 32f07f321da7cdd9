/** Takes the PIN off an account. */
import { Problem } from '#shared/contracts/problem.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { savePin } from '../../stores/account-access.ts'
import { loadAccount } from '../../stores/accounts.ts'
import { loadTenant } from '../../stores/tenants.ts'
import { found } from '../found.ts'
import { presentAccount } from '../present.ts'

export const deleteAccountPin: RouteHandler<'deleteAccountPin'> = async ({ params }) => {
  const { tenant, account } = params
  if (!(await savePin(tenant, account, null))) throw new Problem('not-found')
  const { settings } = await loadTenant(tenant)
  return presentAccount(found(await loadAccount(tenant, account)), settings)
}
