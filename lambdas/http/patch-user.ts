/** Changes parts of a profile. */
import { parseAmount } from '#shared/contracts/money.ts'
import type { UserPatch } from '#shared/contracts/user.ts'
import type { RouteHandler } from '../middleware/call.ts'
import { loadTenant } from '../stores/tenants.ts'
import { saveUser, type UserChange, type UserWithAccount } from '../stores/users.ts'
import { found } from './found.ts'
import { refuseGrant } from './grant.ts'
import { presentUser } from './present.ts'

export const patchUser: RouteHandler<'patchUser'> = async (call) => {
  const { params, body, credential, nowMs } = call
  refuseGrant(credential, body.role)
  const saved = await saveUser(params.tenant, params.username, nowMs, (stored) =>
    merge(stored, body),
  )
  const { user, account } = found(saved)
  return presentUser(user, account, (await loadTenant(params.tenant)).settings)
}

/** null = there is nobody to change. */
function merge(stored: UserWithAccount | null, patch: UserPatch): UserChange | null {
  if (stored === null) return null
  const { accounts: _, username: __, ...profile } = stored.user
  const { overdraft, ...rest } = patch
  return { ...profile, ...told(rest), overdraftMinor: overdraftOf(stored, overdraft) }
}

/** `undefined` stands for "not said". */
function overdraftOf({ account }: UserWithAccount, asked: string | null | undefined) {
  if (asked === null) return null
  if (asked !== undefined) return parseAmount(asked)
  return account.followsTenant ? null : account.overdraftMinor
}

function told<Fields extends object>(fields: Fields) {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [Name in keyof Fields]: Exclude<Fields[Name], undefined> }
}
