/** Who prints and who could pay: known users themselves, unknown ones as the tenant's rule says. */
import { userAccountId, username } from '#shared/contracts/ids.ts'
import type { JobFacts } from '#shared/contracts/job-facts.ts'
import { userProfile } from '#shared/contracts/user.ts'
import { type AccountRecord, loadAccount } from '../stores/accounts.ts'
import { loadGuestAccount, loadStanding, type Standing } from '../stores/standing.ts'
import { createUser, loadUser, type UserRecord } from '../stores/users.ts'

export interface Asking {
  readonly tenantId: string
  /** Of the connector that asks. */
  readonly siteId: string
  readonly facts: JobFacts
  readonly nowMs: number
  /** Nothing is stored: a user who is not there is not created either. */
  readonly onlyLooks?: true
}

export interface Payer {
  readonly standing: Standing
  readonly user: UserRecord | null
  readonly accounts: readonly AccountRecord[]
  /** Accounts that were read consistently, or came out of a transaction. */
  readonly certain: ReadonlySet<string>
}

export async function loadPayer(asking: Asking): Promise<Payer> {
  const { tenantId, facts } = asking
  const name = username.safeParse(facts.owner.name).data ?? null
  const loaded = await loadStanding(tenantId, name, facts.printerId)
  const standing = keepToSite(loaded, asking.siteId)
  const { user, account, accounts } = standing
  if (user === null) return loadUnknown(asking, standing, name)
  if (account !== null) return { standing, user, accounts, certain: new Set() }
  // Reading was eventually consistent: the user may just have been created.
  const found = await loadAccount(tenantId, userAccountId(user.username))
  const all = found === null ? accounts : [found, ...accounts]
  return { standing, user, accounts: all, certain: new Set(found === null ? [] : [found.id]) }
}

/** A connector prints on the printers of its site only; any other is to it as if it were not there. */
function keepToSite(standing: Standing, siteId: string): Standing {
  return standing.printer?.siteId === siteId ? standing : { ...standing, printer: null }
}

async function loadUnknown(
  { tenantId, facts, nowMs, onlyLooks }: Asking,
  standing: Standing,
  name: string | null,
): Promise<Payer> {
  const paidBy = (user: UserRecord | null, account: AccountRecord | null): Payer => ({
    standing,
    user,
    accounts: account === null ? [] : [account],
    certain: new Set(account === null ? [] : [account.id]),
  })
  // A forged name is nobody's, and must not come into being by being forged.
  if (facts.owner.forged) return paidBy(null, null)
  const rule = standing.tenant.settings.unknownUser
  if (rule === 'guest') return paidBy(null, await loadGuestAccount(tenantId))
  if (name === null) return paidBy(null, null)
  // Reading was eventually consistent: the user may just have been created.
  if (rule === 'create' && onlyLooks !== true)
    await createUser(tenantId, name, PROFILE_OF_NEW_USERS, nowMs)
  const found = await loadUser(tenantId, name)
  return found === null ? paidBy(null, null) : paidBy(found.user, found.account)
}

const { overdraft: _, ...profile } = userProfile.parse({})
const PROFILE_OF_NEW_USERS = {
  ...profile,
  role: 'user',
  restricted: null,
  overdraftMinor: null,
} as const
