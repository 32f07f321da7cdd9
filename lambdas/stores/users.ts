/** Users, each with a personal account that is kept in step with the profile. */
import { userAccountId } from '#shared/contracts/ids.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { makeAccountMove } from '#shared/ledger/account-move.ts'
import { type AccountRecord, loadAccount, makeAccountRow, makeMoveWrite } from './accounts.ts'
import { flag, text } from './attributes.ts'
import type { Item, Put, Update, Write } from './expressions.ts'
import { keys, partitions } from './keys.ts'
import { loadItem, loadPage, saveTogether } from './table.ts'

export interface UserRecord {
  readonly username: string
  readonly fullName: string
  readonly email: string
  readonly groups: readonly string[]
  readonly restricted: boolean
  readonly disabled: boolean
}

export interface UserWithAccount {
  readonly user: UserRecord
  readonly account: AccountRecord
}

export type UserChange = Omit<UserRecord, 'username'> & { readonly overdraftMinor: bigint }

const SAVE_TRIES_LIMIT = 10

export function readUser(item: Item): UserRecord {
  return {
    username: text(item, 'sk'),
    fullName: text(item, 'fullName'),
    email: text(item, 'email'),
    groups: item.groups as string[],
    restricted: flag(item, 'restricted'),
    disabled: flag(item, 'disabled'),
  }
}

export async function loadUser(
  tenantId: string,
  username: string,
): Promise<UserWithAccount | null> {
  const [item, account] = await Promise.all([
    loadItem(keys.user(tenantId, username), 'consistent'),
    loadAccount(tenantId, userAccountId(username)),
  ])
  return item === null || account === null ? null : { user: readUser(item), account }
}

export async function loadUserPage(tenantId: string, limit: number, after: string | null) {
  const partition = partitions.users(tenantId)
  const page = await loadPage({ partition, limit, backwards: false, after })
  return { items: page.items.map(readUser), after: page.after }
}

/**
 * Creates or changes user and account in one transaction. `change` gets what is stored (null = nobody) and gives what is
 * to be stored, or null to leave everything as it is; it is asked again when somebody else was quicker.
 */
export async function saveUser(
  tenantId: string,
  username: string,
  change: (stored: UserWithAccount | null) => UserChange | null,
): Promise<UserWithAccount | null> {
  for (let attempt = 0; attempt < SAVE_TRIES_LIMIT; attempt++) {
    const [item, account] = await Promise.all([
      loadItem(keys.user(tenantId, username), 'consistent'),
      loadAccount(tenantId, userAccountId(username)),
    ])
    const stored = item && account ? { user: readUser(item), account } : null
    const next = change(stored)
    if (next === null) return stored
    const writes = [
      makeUserWrite(tenantId, username, next, item),
      ...makeAccountWrites(tenantId, username, next, account),
    ]
    const lost = await saveTogether(writes)
    if (lost === null) return loadUser(tenantId, username)
  }
  throw new Problem('too-busy')
}

/** A user whom a print job made known. Nothing happens when somebody created the user meanwhile. */
export async function createUser(
  tenantId: string,
  username: string,
  profile: UserChange,
): Promise<void> {
  await saveTogether([
    makeUserWrite(tenantId, username, profile, null),
    ...makeAccountWrites(tenantId, username, profile, null),
  ])
}

/** `version` makes a change that was based on an older reading fail. */
function makeUserWrite(
  tenantId: string,
  username: string,
  next: UserChange,
  item: Item | null,
): Put {
  const { overdraftMinor: _, ...profile } = next
  const version = item === null ? 0 : Number(item.version)
  return {
    kind: 'put',
    key: keys.user(tenantId, username),
    item: { ...profile, version: version + 1 },
    when:
      item === null ? [{ is: 'absent' }] : [{ is: 'equal', attribute: 'version', value: version }],
  }
}

function makeAccountWrites(
  tenantId: string,
  username: string,
  next: UserChange,
  account: AccountRecord | null,
): readonly Write[] {
  const id = userAccountId(username)
  const { restricted, overdraftMinor } = next
  if (account === null) {
    return [makeAccountRow(tenantId, { id, name: username, restricted, overdraftMinor })]
  }
  const changeMinor = overdraftMinor - account.overdraftMinor
  if (changeMinor === 0n && restricted === account.restricted) return []
  const write: Update = {
    ...makeMoveWrite(tenantId, makeAccountMove(id, { overdraftMinor: changeMinor })),
    set: { restricted },
    when: [{ is: 'equal', attribute: 'overdraft', value: account.overdraftMinor }],
  }
  return [write]
}
