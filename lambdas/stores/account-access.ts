/** Who may charge which shared account, and the PINs of accounts. */
import type { AccountAccess } from '#shared/contracts/account.ts'
import { USER_ACCOUNTS_LIMIT } from '#shared/contracts/account.ts'
import { EVERYONE } from '#shared/contracts/group.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { texts } from './attributes.ts'
import type { Item } from './expressions.ts'
import { keys } from './keys.ts'
import { loadItem, loadItems, saveItem, saveTogether } from './table.ts'

export interface StoredPin {
  readonly salt: Uint8Array
  readonly hash: Uint8Array
}

const NOBODY: AccountAccess = { everyone: false, users: [], groups: [] }

export async function loadAccess(tenantId: string, accountId: string): Promise<AccountAccess> {
  const item = await loadItem(keys.accountAccess(tenantId, accountId), 'consistent')
  return item === null ? NOBODY : readAccess(item)
}

/**
 * What lets somebody in stands with the user or the group, where a decision finds it without looking further; the list
 * with the account is for reading and for knowing what to take back. Taken back first, given next, listed last: whatever
 * breaks in between, saving the same again mends it.
 */
export async function saveAccess(
  tenantId: string,
  accountId: string,
  next: AccountAccess,
): Promise<void> {
  await refuseStrangers(tenantId, accountId, next.users)
  const before = await loadAccess(tenantId, accountId)
  const set = new Set([accountId])
  const groups = groupsOf(next)
  const takes = [
    ...without(before.users, next.users).map((name) => keys.user(tenantId, name)),
    ...without(groupsOf(before), groups).map((name) => keys.groupAccounts(tenantId, name)),
  ]
  for (const key of takes) {
    await saveItem({ kind: 'update', key, take: { accounts: set }, when: [{ is: 'present' }] })
  }
  for (const name of next.users) {
    const key = keys.user(tenantId, name)
    await saveItem({ kind: 'update', key, add: { accounts: set }, when: [{ is: 'present' }] })
  }
  for (const name of groups) {
    const key = keys.groupAccounts(tenantId, name)
    await saveItem({ kind: 'update', key, add: { accounts: set }, when: [] })
  }
  const { everyone, users, groups: named } = next
  await saveItem({
    kind: 'update',
    key: keys.accountAccess(tenantId, accountId),
    set: { everyone, users, groups: named },
    when: [],
  })
  // What functions remember of groups is out of date from here on.
  await saveItem({
    kind: 'update',
    key: keys.tenant(tenantId),
    add: { accessVersion: 1n },
    when: [{ is: 'present' }],
  })
}

export async function loadPin(tenantId: string, accountId: string): Promise<StoredPin | null> {
  const item = await loadItem(keys.accountAccess(tenantId, accountId), 'consistent')
  if (item?.pinHash === undefined || item.pinHash === null) return null
  return { salt: item.pinSalt as Uint8Array, hash: item.pinHash as Uint8Array }
}

/** null takes it off. False when there is no such account. */
export async function savePin(
  tenantId: string,
  accountId: string,
  pin: StoredPin | null,
): Promise<boolean> {
  const lost = await saveTogether([
    {
      kind: 'update',
      key: keys.account(tenantId, accountId),
      set: { pin: pin !== null },
      when: [{ is: 'present' }],
    },
    {
      kind: 'update',
      key: keys.accountAccess(tenantId, accountId),
      set: { pinSalt: pin?.salt ?? null, pinHash: pin?.hash ?? null },
      when: [],
    },
  ])
  return lost === null
}

/** Groups remembered by the version that the tenant's row carries: a new version forgets them all. */
const remembered = new Map<string, { version: number; groups: Map<string, readonly string[]> }>()
const REMEMBERED_TENANTS_LIMIT = 200
const REMEMBERED_GROUPS_LIMIT = 2_000

/** Shared accounts that any of the groups may charge. Reads nothing while the tenant lets no group in anywhere. */
export async function loadGroupAccounts(
  tenantId: string,
  accessVersion: number,
  groups: readonly string[],
): Promise<readonly string[]> {
  if (accessVersion === 0) return []
  const known = rememberedOf(tenantId, accessVersion)
  const names = [...new Set([EVERYONE, ...groups])]
  const missing = names.filter((name) => !known.has(name))
  // Consistent: what is remembered under this version must not be older than the version.
  const items = await Promise.all(
    missing.map((name) => loadItem(keys.groupAccounts(tenantId, name), 'consistent')),
  )
  missing.forEach((name, index) => {
    const item = items[index]
    known.set(name, item ? texts(item, 'accounts') : [])
  })
  return [...new Set(names.flatMap((name) => known.get(name) ?? []))]
}

function rememberedOf(tenantId: string, version: number): Map<string, readonly string[]> {
  const found = remembered.get(tenantId)
  if (found?.version === version && found.groups.size < REMEMBERED_GROUPS_LIMIT) return found.groups
  if (remembered.size >= REMEMBERED_TENANTS_LIMIT) remembered.clear()
  const fresh = { version, groups: new Map<string, readonly string[]>() }
  remembered.set(tenantId, fresh)
  return fresh.groups
}

async function refuseStrangers(
  tenantId: string,
  accountId: string,
  users: readonly string[],
): Promise<void> {
  const items = await loadItems(users.map((name) => keys.user(tenantId, name)))
  const fields = users.flatMap((_, index) => {
    const item = items[index] ?? null
    const path = `/users/${index}`
    if (item === null) return [{ path, message: 'there is no such user' }]
    const accounts = texts(item, 'accounts')
    const full = accounts.length >= USER_ACCOUNTS_LIMIT && !accounts.includes(accountId)
    return full ? [{ path, message: `has ${USER_ACCOUNTS_LIMIT} accounts already` }] : []
  })
  if (fields.length === 0) return
  throw new Problem('request-malformed', 'the body does not fit its contract', { fields })
}

function readAccess(item: Item): AccountAccess {
  return {
    everyone: item.everyone === true,
    users: (item.users ?? []) as string[],
    groups: (item.groups ?? []) as string[],
  }
}

function groupsOf({ everyone, groups }: AccountAccess): readonly string[] {
  return everyone ? [EVERYONE, ...groups] : groups
}

function without(these: readonly string[], those: readonly string[]): readonly string[] {
  return these.filter((one) => !those.includes(one))
}
