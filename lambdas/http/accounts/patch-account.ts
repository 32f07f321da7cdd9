/** Changes parts of what is said of an account. */
import { parseAmount } from '#shared/contracts/money.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { loadTenant } from '../../stores/tenants.ts'
import { presentAccount } from '../present.ts'
import { placeOf } from './place.ts'
import { saveAccount } from './save-account.ts'

export const patchAccount: RouteHandler<'patchAccount'> = async ({ params, body }) => {
  const { tenant, account: id } = params
  const saved = await saveAccount(tenant, id, placeOf(id), (stored) => {
    if (stored === null) throw new Problem('not-found')
    const ownMinor = stored.followsTenant ? null : stored.overdraftMinor
    const { overdraft } = body
    return {
      name: body.name ?? stored.name,
      restricted: body.restricted ?? stored.restricted,
      disabled: body.disabled ?? stored.disabled,
      priority: body.priority ?? stored.priority,
      overdraftMinor:
        overdraft === undefined ? ownMinor : overdraft === null ? null : parseAmount(overdraft),
    }
  })
  return presentAccount(saved, (await loadTenant(tenant)).settings)
}
