/** Everything a decision looks at, in one eventually consistent reading. */
import { GUEST_ACCOUNT } from '#shared/contracts/account.ts'
import { userAccountId } from '#shared/contracts/ids.ts'
import type { Printer } from '#shared/contracts/printer.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { Tenant } from '#shared/contracts/tenant.ts'
import { loadGroupAccounts } from './account-access.ts'
import { type AccountRecord, loadAccount, loadAccounts, readAccount } from './accounts.ts'
import { numberOrNull } from './attributes.ts'
import { keys } from './keys.ts'
import { readPrinter } from './printers.ts'
import { loadItem, loadItems } from './table.ts'
import { readTenant } from './tenants.ts'
import { readUser, type UserRecord } from './users.ts'

/** Accounts offered to one user: own ones, and what name or groups allow. */
const CANDIDATES_LIMIT = 200

export interface Standing {
  readonly tenant: Tenant
  readonly printer: Printer | null
  readonly user: UserRecord | null
  /** The user's main account. */
  readonly account: AccountRecord | null
  /** All that could pay: personal accounts by priority, then shared ones that the user may charge, by id. */
  readonly accounts: readonly AccountRecord[]
}

/** `username` null = a name that no user can have. Throws `not-found` when the tenant is gone. */
export async function loadStanding(
  tenantId: string,
  username: string | null,
  printerId: string,
): Promise<Standing> {
  const [tenant, printer, user, account] = await loadItems([
    keys.tenant(tenantId),
    keys.printer(tenantId, printerId),
    ...(username === null
      ? []
      : [keys.user(tenantId, username), keys.account(tenantId, userAccountId(username))]),
  ])
  if (!tenant) throw new Problem('not-found')
  const standing = {
    tenant: readTenant(tenantId, tenant),
    printer: printer ? readPrinter(printer) : null,
    user: user ? readUser(user) : null,
    account: account ? readAccount(account) : null,
  }
  const accessVersion = numberOrNull(tenant, 'accessVersion') ?? 0
  const accounts = await loadCandidateAccounts(tenantId, accessVersion, standing)
  return { ...standing, accounts }
}

/**
 * A user who has the main account only, in a tenant that lets no group charge an account, costs no reading more. The
 * user's row says what further accounts there are, and what groups may charge is remembered.
 */
export async function loadCandidateAccounts(
  tenantId: string,
  accessVersion: number,
  { user, account }: Pick<Standing, 'user' | 'account'>,
): Promise<readonly AccountRecord[]> {
  if (user === null) return account === null ? [] : [account]
  const ofGroups = await loadGroupAccounts(tenantId, accessVersion, user.groups)
  const ids = [...new Set([...user.accounts, ...ofGroups])].slice(0, CANDIDATES_LIMIT)
  const further = ids.length === 0 ? [] : await loadAccounts(tenantId, ids)
  return sortCandidates([account, ...further].filter((one) => one !== null))
}

function sortCandidates(accounts: readonly AccountRecord[]): readonly AccountRecord[] {
  const personal = accounts.filter(({ id }) => id.startsWith('user:'))
  const shared = accounts.filter(({ id }) => !id.startsWith('user:'))
  return [
    ...personal.toSorted((one, other) => one.priority - other.priority),
    ...shared.toSorted((one, other) => (one.id < other.id ? -1 : 1)),
  ]
}

/** Tenant and accounts of a person who asks about themselves; null when there is no such user. */
export async function loadOwnAccounts(
  tenantId: string,
  username: string,
): Promise<Pick<Standing, 'tenant' | 'accounts'> | null> {
  const [tenant, user, account] = await Promise.all([
    loadItem(keys.tenant(tenantId), 'consistent'),
    loadItem(keys.user(tenantId, username), 'consistent'),
    loadAccount(tenantId, userAccountId(username)),
  ])
  if (!tenant || !user) return null
  const accessVersion = numberOrNull(tenant, 'accessVersion') ?? 0
  const accounts = await loadCandidateAccounts(tenantId, accessVersion, {
    user: readUser(user),
    account,
  })
  return { tenant: readTenant(tenantId, tenant), accounts }
}

export function loadGuestAccount(tenantId: string): Promise<AccountRecord | null> {
  return loadAccount(tenantId, GUEST_ACCOUNT)
}
