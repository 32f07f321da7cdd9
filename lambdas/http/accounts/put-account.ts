/** Opens a shared account or a further personal one, or replaces what is said of it. */
import { parseAmount } from '#shared/contracts/money.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { loadTenant } from '../../stores/tenants.ts'
import { presentAccount } from '../present.ts'
import { placeOf } from './place.ts'
import { saveAccount } from './save-account.ts'

export const putAccount: RouteHandler<'putAccount'> = async ({ params, body }) => {
  const { tenant, account: id } = params
  const place = placeOf(id)
  const { overdraft, name = place.name, ...rest } = body
  const next = {
    ...rest,
    name,
    overdraftMinor: overdraft === null ? null : parseAmount(overdraft),
  }
  const saved = await saveAccount(tenant, id, place, () => next)
  return presentAccount(saved, (await loadTenant(tenant)).settings)
}
