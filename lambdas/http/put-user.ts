/** Creates a user or replaces the profile; the overdraft moves to the account in the same transaction. */
import { parseAmount } from '#shared/contracts/money.ts'
import type { RouteHandler } from '../middleware/call.ts'
import { saveUser } from '../stores/users.ts'
import { found } from './found.ts'
import { presentUser } from './present.ts'

export const putUser: RouteHandler<'putUser'> = async ({ params, body }) => {
  const { overdraft, ...profile } = body
  const next = { ...profile, overdraftMinor: parseAmount(overdraft) }
  const { user, account } = found(await saveUser(params.tenant, params.username, () => next))
  return presentUser(user, account)
}
