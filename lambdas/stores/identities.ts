/** Who a person of the identity provider is in which tenant, and how a tenant or an address is found. */
import { text, textOrNull } from './attributes.ts'
import { keys, partitions } from './keys.ts'
import { loadItem, loadPage, saveItem } from './table.ts'

/** Tenants of one person that are offered to choose from. */
const TENANTS_LIMIT = 50

export interface Membership {
  readonly tenantId: string
  readonly username: string
}

/** `hash`: of issuer and subject. */
export async function loadMemberships(hash: string): Promise<readonly Membership[]> {
  const page = await loadPage({
    partition: partitions.identity(hash),
    limit: TENANTS_LIMIT,
    backwards: false,
  })
  return page.items.map((item) => ({
    tenantId: text(item, 'sk'),
    username: text(item, 'username'),
  }))
}

/** The membership that holds: this one, or the one that was first. */
export async function saveMembership(
  hash: string,
  { tenantId, username }: Membership,
  linkedAt: string,
): Promise<Membership> {
  const lost = await saveItem({
    kind: 'put',
    key: keys.identity(hash, tenantId),
    item: { username, linkedAt },
    when: [{ is: 'absent' }],
  })
  const found = lost?.found[0]
  return { tenantId, username: found ? text(found, 'username') : username }
}

export async function loadTenantIdBySlug(slug: string): Promise<string | null> {
  const item = await loadItem(keys.tenantSlug(slug), 'eventual')
  return item === null ? null : textOrNull(item, 'tenantId')
}

/** Whoever was given this address last; the caller looks whether it still is theirs. */
export async function loadUsernameByEmail(
  tenantId: string,
  address: string,
): Promise<string | null> {
  const item = await loadItem(keys.email(tenantId, address), 'consistent')
  return item === null ? null : textOrNull(item, 'username')
}
