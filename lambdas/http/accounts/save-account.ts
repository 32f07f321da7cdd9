/** Opens or changes one account; its parent or its user must be there. */
import { USER_ACCOUNTS_LIMIT } from '#shared/contracts/account.ts'
import { Problem } from '#shared/contracts/problem.ts'
import {
  type AccountRecord,
  type AccountTraits,
  createAccount,
  loadAccount,
  saveTraits,
} from '../../stores/accounts.ts'
import { loadPerson } from '../../stores/users.ts'
import type { OpenedPlace } from './place.ts'

const TRIES_LIMIT = 10

export async function saveAccount(
  tenantId: string,
  id: string,
  place: OpenedPlace,
  change: (stored: AccountRecord | null) => AccountTraits,
): Promise<AccountRecord> {
  for (let attempt = 0; attempt < TRIES_LIMIT; attempt++) {
    const stored = await loadAccount(tenantId, id)
    const next = change(stored)
    if (stored === null) await requireOwner(tenantId, place)
    const owner = place.kind === 'purse' ? place.username : null
    const saved =
      stored === null
        ? await createAccount(tenantId, id, next, owner)
        : await saveTraits(tenantId, stored, next)
    const account = saved ? await loadAccount(tenantId, id) : null
    if (account !== null) return account
  }
  throw new Problem('too-busy')
}

async function requireOwner(tenantId: string, place: OpenedPlace): Promise<void> {
  if (place.kind === 'purse') {
    const user = await loadPerson(tenantId, place.username, 'consistent')
    if (user === null) throw new Problem('not-found', `there is no user \`${place.username}\``)
    if (user.accounts.length < USER_ACCOUNTS_LIMIT) return
    throw new Problem('request-malformed', `the user has ${USER_ACCOUNTS_LIMIT} accounts already`)
  }
  if (place.parent === null) return
  if ((await loadAccount(tenantId, place.parent)) === null) {
    throw new Problem('not-found', `there is no account \`${place.parent}\``)
  }
}
