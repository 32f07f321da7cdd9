/** Machines that are one person's for a while: one row a machine and site, and a list of the own ones with each person. */
import type { OwnAddress } from '#shared/contracts/print-password.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { SITE_ADDRESSES_LIMIT } from '#shared/contracts/site.ts'
import { text } from './attributes.ts'
import type { Condition, Write } from './expressions.ts'
import { keys, partitions } from './keys.ts'
import { loadItem, loadItems, loadPage, saveTogether } from './table.ts'

export interface SiteAddress {
  readonly address: string
  readonly username: string
  readonly expiresAt: string
}

const SAVE_TRIES_LIMIT = 5
/** Rows stay a moment longer than they count, so that clocks may differ. */
const GRACE_SECONDS = 3_600

/** Those that count at `now`, by address; the first 500 of the site. */
export async function loadSiteAddresses(
  tenantId: string,
  siteId: string,
  now: string,
): Promise<readonly SiteAddress[]> {
  const partition = partitions.addresses(tenantId, siteId)
  const limit = SITE_ADDRESSES_LIMIT
  const page = await loadPage({ partition, limit, backwards: false, after: null })
  return page.items
    .map((item) => ({
      address: text(item, 'sk'),
      username: text(item, 'username'),
      expiresAt: text(item, 'endsAt'),
    }))
    .filter(({ expiresAt }) => expiresAt > now)
}

export async function loadOwnAddresses(
  tenantId: string,
  username: string,
  now: string,
): Promise<readonly OwnAddress[]> {
  const item = await loadItem(keys.addressesOf(tenantId, username), 'consistent')
  return ((item?.addresses ?? []) as OwnAddress[]).filter(({ expiresAt }) => expiresAt > now)
}

/**
 * Replaces the person's machines by `wanted`, all or nothing. Throws `already-exists` for one that is somebody else's now,
 * `too-busy`.
 */
export async function saveOwnAddresses(
  tenantId: string,
  username: string,
  wanted: readonly OwnAddress[],
  now: string,
): Promise<void> {
  for (let attempt = 0; attempt < SAVE_TRIES_LIMIT; attempt++) {
    const ownKey = keys.addressesOf(tenantId, username)
    const own = await loadItem(ownKey, 'consistent')
    const before = (own?.addresses ?? []) as OwnAddress[]
    const keyOf = ({ siteId, address }: OwnAddress) => keys.address(tenantId, siteId, address)
    const isWanted = (each: OwnAddress) =>
      wanted.some((one) => one.siteId === each.siteId && one.address === each.address)
    const dropped = before.filter((each) => !isWanted(each))
    const rows = await loadItems([...wanted, ...dropped].map(keyOf))
    const writes: Write[] = []
    for (const [index, each] of wanted.entries()) {
      const row = rows[index] ?? null
      const isFree = row === null || row.username === username || text(row, 'endsAt') <= now
      if (!isFree) {
        throw new Problem('already-exists', `\`${each.address}\` is somebody else’s machine now`)
      }
      const item = { username, endsAt: each.expiresAt, expiresAt: secondsOf(each.expiresAt) }
      writes.push({ kind: 'put', key: keyOf(each), item, when: asItWas(row) })
    }
    for (const [index, each] of dropped.entries()) {
      const row = rows[wanted.length + index] ?? null
      // After its time it may be somebody else's.
      if (row?.username !== username) continue
      writes.push({ kind: 'delete', key: keyOf(each), when: asItWas(row) })
    }
    const version = Number(own?.version ?? 0)
    const last = wanted.map(({ expiresAt }) => secondsOf(expiresAt))
    const item = {
      addresses: wanted,
      version: version + 1,
      expiresAt: Math.max(secondsOf(now), ...last),
    }
    const when: Condition[] =
      own === null ? [{ is: 'absent' }] : [{ is: 'equal', attribute: 'version', value: version }]
    writes.push({ kind: 'put', key: ownKey, item, when })
    if ((await saveTogether(writes)) === null) return
  }
  throw new Problem('too-busy')
}

function asItWas(row: Readonly<Record<string, unknown>> | null): Condition[] {
  if (row === null) return [{ is: 'absent' }]
  return [
    { is: 'equal', attribute: 'username', value: row.username },
    { is: 'equal', attribute: 'endsAt', value: row.endsAt },
  ]
}

const secondsOf = (time: string) => Math.ceil(Date.parse(time) / 1000) + GRACE_SECONDS
