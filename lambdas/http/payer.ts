/** Who prints and who pays: known users themselves, unknown ones as the tenant's rule says. */
import { userAccountId, username } from '#shared/contracts/ids.ts'
import { userProfile } from '#shared/contracts/user.ts'
import type { Call } from '../middleware/call.ts'
import { type AccountRecord, loadAccount } from '../stores/accounts.ts'
import { loadGuestAccount, loadStanding, type Standing } from '../stores/standing.ts'
import { createUser, loadUser, type UserRecord } from '../stores/users.ts'

export interface Payer {
  readonly standing: Standing
  readonly user: UserRecord | null
  readonly account: AccountRecord | null
  /** The account was read consistently, or came out of a transaction. */
  readonly certain: boolean
}

export async function loadPayer(call: Call<'answerJob'>): Promise<Payer> {
  const { credential, body: facts } = call
  const name = username.safeParse(facts.owner.name).data ?? null
  const standing = keepToSite(
    await loadStanding(credential.tenantId, name, facts.printerId),
    credential.connector.siteId,
  )
  const { user, account } = standing
  if (user !== null && account !== null) return { standing, user, account, certain: false }
  if (user !== null) {
    const found = await loadAccount(credential.tenantId, userAccountId(user.username))
    return { standing, user, account: found, certain: true }
  }
  return loadUnknown(call, standing, name)
}

/** A connector prints on the printers of its site only; any other is to it as if it were not there. */
function keepToSite(standing: Standing, siteId: string): Standing {
  return standing.printer?.siteId === siteId ? standing : { ...standing, printer: null }
}

async function loadUnknown(
  { credential: { tenantId }, body: facts, nowMs }: Call<'answerJob'>,
  standing: Standing,
  name: string | null,
): Promise<Payer> {
  const nobody = { standing, user: null, account: null, certain: true }
  // A forged name is nobody's, and must not come into being by being forged.
  if (facts.owner.forged) return nobody
  const rule = standing.tenant.settings.unknownUser
  if (rule === 'guest') return { ...nobody, account: await loadGuestAccount(tenantId) }
  if (name === null) return nobody
  // Reading was eventually consistent: the user may just have been created.
  if (rule === 'create') await createUser(tenantId, name, PROFILE_OF_NEW_USERS, nowMs)
  const found = await loadUser(tenantId, name)
  return found === null ? nobody : { ...nobody, ...found }
}

const { overdraft: _, ...profile } = userProfile.parse({})
const PROFILE_OF_NEW_USERS = {
  ...profile,
  role: 'user',
  restricted: null,
  overdraftMinor: null,
} as const
