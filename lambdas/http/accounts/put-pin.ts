/** Puts a PIN on an account. */
import { Problem } from '#shared/contracts/problem.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { savePin } from '../../stores/account-access.ts'
import { loadAccount } from '../../stores/accounts.ts'
import { loadTenant } from '../../stores/tenants.ts'
import { found } from '../found.ts'
import { presentAccount } from '../present.ts'
import { hashPin, SALT_BYTES } from './pin.ts'
import { requireShared } from './place.ts'

export const putAccountPin: RouteHandler<'putAccountPin'> = async ({ params, body, doors }) => {
  const { tenant, account } = params
  requireShared(account)
  const pin = await hashPin(body.pin, doors.makeRandom(SALT_BYTES))
  if (!(await savePin(tenant, account, pin))) throw new Problem('not-found')
  const { settings } = await loadTenant(tenant)
  return presentAccount(found(await loadAccount(tenant, account)), settings)
}
