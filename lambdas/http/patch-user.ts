/** Changes parts of a profile. */
import { parseAmount } from '#shared/contracts/money.ts'
import type { UserPatch } from '#shared/contracts/user.ts'
import type { RouteHandler } from '../middleware/call.ts'
import { saveUser, type UserChange, type UserWithAccount } from '../stores/users.ts'
import { found } from './found.ts'
import { presentUser } from './present.ts'

export const patchUser: RouteHandler<'patchUser'> = async ({ params, body }) => {
  const saved = await saveUser(params.tenant, params.username, (stored) => merge(stored, body))
  const { user, account } = found(saved)
  return presentUser(user, account)
}

/** null = there is nobody to change. */
function merge(stored: UserWithAccount | null, patch: UserPatch): UserChange | null {
  if (stored === null) return null
  const { user, account } = stored
  return {
    fullName: patch.fullName ?? user.fullName,
    email: patch.email ?? user.email,
    groups: patch.groups ?? user.groups,
    restricted: patch.restricted ?? user.restricted,
    disabled: patch.disabled ?? user.disabled,
    overdraftMinor:
      patch.overdraft === undefined ? account.overdraftMinor : parseAmount(patch.overdraft),
  }
}
