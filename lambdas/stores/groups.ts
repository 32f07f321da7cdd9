/** Groups: what they give, who is in them, and which of them have a quota. */
import { EVERYONE } from '#shared/contracts/group.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { QUOTA_GROUPS_LIMIT, type QuotaShown } from '#shared/contracts/quota.ts'
import { money, text } from './attributes.ts'
import type { Item, Write } from './expressions.ts'
import { keys, partitions } from './keys.ts'
import { loadItem, loadItems, loadPage, saveItem, saveTogether } from './table.ts'

export interface GroupRecord {
  readonly name: string
  readonly description: string
  readonly initialCreditMinor: bigint
  readonly restricted: boolean | null
  readonly quota: QuotaShown | null
}

export interface QuotaGroup {
  readonly group: string
  readonly quota: QuotaShown
}

export interface Member {
  readonly group: string
  readonly username: string
  /** Periods that began up to this day are given, or were before the user came. */
  readonly grantedThrough: string
}

function readGroup(item: Item): GroupRecord {
  return {
    name: text(item, 'sk'),
    description: text(item, 'description'),
    initialCreditMinor: money(item, 'initialCredit'),
    restricted: (item.restricted ?? null) as boolean | null,
    quota: (item.quota ?? null) as QuotaShown | null,
  }
}

export async function loadGroup(tenantId: string, name: string): Promise<GroupRecord | null> {
  const item = await loadItem(keys.group(tenantId, name), 'consistent')
  return item === null ? null : readGroup(item)
}

/** Those that exist, in the order of the names. */
export async function loadGroups(
  tenantId: string,
  names: readonly string[],
): Promise<readonly GroupRecord[]> {
  const items = await loadItems(names.map((name) => keys.group(tenantId, name)))
  return items.flatMap((item) => (item === null ? [] : [readGroup(item)]))
}

export async function loadGroupPage(tenantId: string, limit: number, after: string | null) {
  const partition = partitions.groups(tenantId)
  const page = await loadPage({ partition, limit, backwards: false, after })
  return { items: page.items.map(readGroup), after: page.after }
}

/** Group and quota in one transaction. */
export async function saveGroup(tenantId: string, group: GroupRecord): Promise<void> {
  const { name, quota } = group
  if (quota !== null) await refuseTooManyQuotas(tenantId, name)
  const quotaWrite: Write =
    quota === null
      ? { kind: 'delete', key: keys.quota(tenantId, name), when: [] }
      : { kind: 'put', key: keys.quota(tenantId, name), item: { quota }, when: [] }
  await saveTogether([makeGroupRow(tenantId, group, []), quotaWrite])
}

/** Groups that a profile names come into being by it; those that are there stay as they are. */
export async function ensureGroups(tenantId: string, names: readonly string[]): Promise<void> {
  const found = await loadItems(names.map((name) => keys.group(tenantId, name)))
  const missing = names.filter((_, index) => found[index] === null)
  await Promise.all(
    missing.map((name) => {
      const empty = {
        name,
        description: '',
        initialCreditMinor: 0n,
        restricted: null,
        quota: null,
      }
      return saveItem(makeGroupRow(tenantId, empty, [{ is: 'absent' }]))
    }),
  )
}

/** Throws `group-in-use` while somebody is in it or an account lets it in. */
export async function deleteGroup(tenantId: string, name: string): Promise<void> {
  const [members, accounts] = await Promise.all([
    loadMemberPage(tenantId, name, 1, null),
    loadItem(keys.groupAccounts(tenantId, name), 'consistent'),
  ])
  if (members.items.length > 0) throw new Problem('group-in-use', 'it has members')
  if (accounts?.accounts !== undefined) {
    throw new Problem('group-in-use', 'shared accounts let it in')
  }
  await saveTogether([
    { kind: 'delete', key: keys.group(tenantId, name), when: [] },
    { kind: 'delete', key: keys.quota(tenantId, name), when: [] },
  ])
}

/** By user name. A page may be asked for while profiles change. */
export async function loadMemberPage(
  tenantId: string,
  group: string,
  limit: number,
  after: string | null,
) {
  const partition = partitions.members(tenantId, group)
  const page = await loadPage({ partition, limit, backwards: false, after })
  const items = page.items.map(
    (item): Member => ({
      group,
      username: text(item, 'sk'),
      grantedThrough: text(item, 'grantedThrough'),
    }),
  )
  return { items, after: page.after }
}

/** Memberships as the profile has them; the day they begin is the first that no quota is given for any more. */
export function makeMemberWrites(
  tenantId: string,
  username: string,
  change: { readonly joined: readonly string[]; readonly left: readonly string[] },
  today: string,
): readonly Write[] {
  return [
    ...change.joined.map(
      (group): Write => ({
        kind: 'put',
        key: keys.member(tenantId, group, username),
        item: { grantedThrough: today },
        when: [],
      }),
    ),
    ...change.left.map(
      (group): Write => ({ kind: 'delete', key: keys.member(tenantId, group, username), when: [] }),
    ),
  ]
}

/** By group. At most as many as a tenant may have. */
export async function loadQuotas(tenantId: string): Promise<readonly QuotaGroup[]> {
  const page = await loadPage({
    partition: partitions.quotas(tenantId),
    limit: QUOTA_GROUPS_LIMIT,
    backwards: false,
    consistent: true,
  })
  return page.items.map((item) => ({ group: text(item, 'sk'), quota: item.quota as QuotaShown }))
}

/** What the groups of a new user say together. */
export async function loadWelcome(
  tenantId: string,
  groups: readonly string[],
): Promise<{ readonly creditMinor: bigint; readonly restricted: boolean | null }> {
  const found = await loadGroups(tenantId, [...new Set([EVERYONE, ...groups])])
  const said = found.flatMap(({ restricted }) => (restricted === null ? [] : [restricted]))
  return {
    creditMinor: found.reduce((sum, group) => sum + group.initialCreditMinor, 0n),
    restricted: said.length === 0 ? null : said.includes(true),
  }
}

async function refuseTooManyQuotas(tenantId: string, name: string): Promise<void> {
  const quotas = await loadQuotas(tenantId)
  if (quotas.length < QUOTA_GROUPS_LIMIT || quotas.some(({ group }) => group === name)) return
  const fields = [{ path: '/quota', message: `${QUOTA_GROUPS_LIMIT} groups have one already` }]
  throw new Problem('request-malformed', 'the body does not fit its contract', { fields })
}

function makeGroupRow(
  tenantId: string,
  { name, initialCreditMinor, ...rest }: GroupRecord,
  when: readonly [] | readonly [{ readonly is: 'absent' }],
): Write {
  return {
    kind: 'put',
    key: keys.group(tenantId, name),
    item: { ...rest, initialCredit: initialCreditMinor },
    when,
  }
}
