/** Everything a decision looks at, in one eventually consistent reading. */
import { GUEST_ACCOUNT } from '#shared/contracts/account.ts'
import { userAccountId } from '#shared/contracts/ids.ts'
import type { Printer } from '#shared/contracts/printer.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { Tenant } from '#shared/contracts/tenant.ts'
import { type AccountRecord, loadAccount, readAccount } from './accounts.ts'
import { keys } from './keys.ts'
import { readPrinter } from './printers.ts'
import { loadItems } from './table.ts'
import { readTenant } from './tenants.ts'
import { readUser, type UserRecord } from './users.ts'

export interface Standing {
  readonly tenant: Tenant
  readonly printer: Printer | null
  readonly user: UserRecord | null
  readonly account: AccountRecord | null
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
  return {
    tenant: readTenant(tenantId, tenant),
    printer: printer ? readPrinter(printer) : null,
    user: user ? readUser(user) : null,
    account: account ? readAccount(account) : null,
  }
}

export function loadGuestAccount(tenantId: string): Promise<AccountRecord | null> {
  return loadAccount(tenantId, GUEST_ACCOUNT)
}
