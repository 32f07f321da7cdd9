/** Users, each with a main account, memberships and an e-mail address that are kept in step with the profile. */
import { createHash } from 'node:crypto'
import { type AccountSplit, SYSTEM_ACCOUNTS } from '#shared/contracts/account.ts'
import type { PersonRole } from '#shared/contracts/credentials.ts'
import type { SelectionMode } from '#shared/contracts/decision.ts'
import { EVERYONE } from '#shared/contracts/group.ts'
import { makeUlid, userAccountId } from '#shared/contracts/ids.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { credit } from '#shared/ledger/adjust.ts'
import { type AccountRecord, loadAccount, makeAccountRow, makeTraitsWrite } from './accounts.ts'
import { flag, numberOrNull, text, textOrNull, texts } from './attributes.ts'
import { makeEntryRow } from './entries.ts'
import type { Item, Put, Update, Write } from './expressions.ts'
import { ensureGroups, loadWelcome, makeMemberWrites } from './groups.ts'
import { keys, partitions } from './keys.ts'
import { loadItem, loadItems, loadPage, saveTogether } from './table.ts'

export interface UserRecord {
  readonly username: string
  readonly fullName: string
  readonly email: string
  readonly groups: readonly string[]
  readonly restricted: boolean
  readonly disabled: boolean
  readonly role: PersonRole
  readonly exempt: boolean
  readonly costRatePercent: number
  readonly selection: SelectionMode
  readonly defaultAccount: string | null
  readonly split: AccountSplit | null
  /** Further accounts of the user, and shared ones that name the user. */
  readonly accounts: readonly string[]
  /** When the user last looked for questions; null = not since the profile was saved. */
  readonly seenMs: number | null
}

export interface UserWithAccount {
  readonly user: UserRecord
  readonly account: AccountRecord
}

export type UserChange = Omit<UserRecord, 'username' | 'accounts' | 'restricted' | 'seenMs'> & {
  /** null: as it is, and for a new user as the groups say. */
  readonly restricted: boolean | null
  /** null: the tenant's counts. */
  readonly overdraftMinor: bigint | null
}

const SAVE_TRIES_LIMIT = 10
/** Memberships changed in one transaction of at most 100 items; a profile that changes more is saved in steps. */
const MEMBERSHIPS_AT_ONCE = 80

export function readUser(item: Item): UserRecord {
  return {
    username: text(item, 'sk'),
    fullName: text(item, 'fullName'),
    email: text(item, 'email'),
    groups: item.groups as string[],
    restricted: flag(item, 'restricted'),
    disabled: flag(item, 'disabled'),
    role: (textOrNull(item, 'role') ?? 'user') as PersonRole,
    exempt: item.exempt === true,
    costRatePercent: numberOrNull(item, 'costRatePercent') ?? 100,
    selection: (textOrNull(item, 'selection') ?? 'automatic') as SelectionMode,
    defaultAccount: textOrNull(item, 'defaultAccount'),
    split: (item.split ?? null) as AccountSplit | null,
    accounts: texts(item, 'accounts'),
    seenMs: numberOrNull(item, 'seenMs'),
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

/** The person alone, without money: who signs in and what they may. */
export async function loadPerson(
  tenantId: string,
  username: string,
  reading: 'consistent' | 'eventual',
): Promise<UserRecord | null> {
  const item = await loadItem(keys.user(tenantId, username), reading)
  return item === null ? null : readUser(item)
}

/** In the order of the names, null for nobody. Eventually consistent. */
export async function loadUsers(
  tenantId: string,
  usernames: readonly string[],
): Promise<readonly (UserRecord | null)[]> {
  const items = await loadItems(usernames.map((name) => keys.user(tenantId, name)))
  return items.map((item) => (item === null ? null : readUser(item)))
}

/** By name; with `beginning` only names that begin so. */
export async function loadUserPage(
  tenantId: string,
  limit: number,
  after: string | null,
  beginning = '',
) {
  const partition = partitions.users(tenantId)
  const range = beginning === '' ? {} : { beginning }
  const page = await loadPage({ partition, limit, backwards: false, after, ...range })
  return { items: page.items.map(readUser), after: page.after }
}

/**
 * Creates or changes user, account and memberships in one transaction. `change` gets what is stored (null = nobody) and
 * gives what is to be stored, or null to leave everything as it is; it is asked again when somebody else was quicker.
 */
export async function saveUser(
  tenantId: string,
  username: string,
  nowMs: number,
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
    const step = limitStep(stored?.user.groups ?? [], next)
    await ensureGroups(tenantId, without(step.groups, stored?.user.groups ?? []))
    const writes = await makeUserWrites(tenantId, username, step, { item, account, nowMs })
    const lost = await saveTogether(writes)
    if (lost === null && step === next) return loadUser(tenantId, username)
  }
  throw new Problem('too-busy')
}

/** A user whom a print job made known. Nothing happens when somebody created the user meanwhile. */
export async function createUser(
  tenantId: string,
  username: string,
  profile: UserChange,
  nowMs: number,
): Promise<void> {
  await saveTogether(
    await makeUserWrites(tenantId, username, profile, { item: null, account: null, nowMs }),
  )
}

/** As much of a change as one transaction takes; each step is a profile whose memberships agree with it. */
function limitStep(before: readonly string[], next: UserChange): UserChange {
  const left = without(before, next.groups)
  const joined = without(next.groups, before)
  if (left.length + joined.length <= MEMBERSHIPS_AT_ONCE) return next
  const leaving = new Set(left.slice(0, MEMBERSHIPS_AT_ONCE))
  const room = MEMBERSHIPS_AT_ONCE - leaving.size
  const groups = [...before.filter((group) => !leaving.has(group)), ...joined.slice(0, room)]
  return { ...next, groups }
}

async function makeUserWrites(
  tenantId: string,
  username: string,
  next: UserChange,
  stored: { readonly item: Item | null; readonly account: AccountRecord | null; nowMs: number },
): Promise<readonly Write[]> {
  const { item, account, nowMs } = stored
  const before = item === null ? [] : (item.groups as string[])
  const welcome = account === null ? await loadWelcome(tenantId, next.groups) : null
  const restricted = next.restricted ?? account?.restricted ?? welcome?.restricted ?? true
  const change = {
    joined: without([...next.groups, ...(item === null ? [EVERYONE] : [])], before),
    left: without(before, next.groups).filter((group) => group !== EVERYONE),
  }
  const today = new Date(nowMs).toISOString().slice(0, 'YYYY-MM-DD'.length)
  return [
    makeUserWrite(tenantId, username, { ...next, restricted }, item),
    ...makeEmailWrites(tenantId, username, next),
    ...(account === null
      ? makeNewAccountWrites(tenantId, username, { ...next, restricted }, nowMs, welcome)
      : makeAccountWrites(tenantId, { ...next, restricted }, account)),
    ...makeMemberWrites(tenantId, username, change, today),
  ]
}

/** `version` makes a change that was based on an older reading fail. What stands beside the profile stays. */
function makeUserWrite(
  tenantId: string,
  username: string,
  next: UserChange,
  item: Item | null,
): Update {
  const { overdraftMinor: _, ...profile } = next
  const version = item === null ? 0 : Number(item.version)
  return {
    kind: 'update',
    key: keys.user(tenantId, username),
    set: { ...profile, version: version + 1 },
    when:
      item === null ? [{ is: 'absent' }] : [{ is: 'equal', attribute: 'version', value: version }],
  }
}

/**
 * From the address to the user, for signing in. An address that somebody gave up stays: whoever reads it looks whether
 * the user still has it.
 */
function makeEmailWrites(tenantId: string, username: string, next: UserChange): readonly Put[] {
  if (next.email === '') return []
  const key = keys.email(tenantId, next.email.toLowerCase())
  return [{ kind: 'put', key, item: { username }, when: [] }]
}

function makeAccountWrites(
  tenantId: string,
  { restricted, overdraftMinor }: UserChange & { readonly restricted: boolean },
  account: AccountRecord,
): readonly Write[] {
  const write = makeTraitsWrite(tenantId, account, { ...account, restricted, overdraftMinor })
  return write === null ? [] : [write]
}

/** The main account, with what the groups give a new user. */
function makeNewAccountWrites(
  tenantId: string,
  username: string,
  { restricted, overdraftMinor }: UserChange & { readonly restricted: boolean },
  nowMs: number,
  welcome: { readonly creditMinor: bigint } | null,
): readonly Write[] {
  const account = { id: userAccountId(username), name: username, restricted, overdraftMinor }
  const creditMinor = welcome?.creditMinor ?? 0n
  if (creditMinor === 0n) return [makeAccountRow(tenantId, account)]
  const id = makeUlid(nowMs, createHash('sha256').update(`credit ${username}`).digest())
  const { entry } = credit(
    {
      accountId: account.id,
      amountMinor: creditMinor,
      against: SYSTEM_ACCOUNTS.credits,
      cause: { kind: 'credit', id: username },
      comment: '',
    },
    { id, at: new Date(nowMs).toISOString(), by: 'groups' },
  )
  return [makeAccountRow(tenantId, account, creditMinor), makeEntryRow(tenantId, entry)]
}

const without = (these: readonly string[], those: readonly string[]): readonly string[] => {
  const taken = new Set(those)
  return [...new Set(these)].filter((one) => !taken.has(one))
}
