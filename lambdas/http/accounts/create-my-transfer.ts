/** Gives money of the own main account to another user, where the tenant allows it. */
import { userAccountId } from '#shared/contracts/ids.ts'
import { parseAmount } from '#shared/contracts/money.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { loadTenant } from '../../stores/tenants.ts'
import { ownName } from '../own-name.ts'
import { moveMoney } from './move-money.ts'

export const createMyTransfer: RouteHandler<'createMyTransfer'> = async (call) => {
  const { body, operation, credential } = call
  const { tenantId, username } = ownName(credential)
  if (body.to === username) {
    const fields = [{ path: '/to', message: 'must be another user' }]
    throw new Problem('request-malformed', 'the body does not fit its contract', { fields })
  }
  const { settings } = await loadTenant(tenantId)
  if (!settings.userTransfers) {
    throw new Problem('role-insufficient', 'users may not give money to each other here')
  }
  return moveMoney(tenantId, {
    from: userAccountId(username),
    to: userAccountId(body.to),
    amountMinor: parseAmount(body.amount),
    comment: body.comment,
    operation,
    by: username,
    onlyWhatIsThere: true,
  })
}
