/** Tenants: who they are, their rules for all printers, and who looks after them. */
import { Problem } from '#shared/contracts/problem.ts'
import { type Tenant, type TenantSettings, tenantSettings } from '#shared/contracts/tenant.ts'
import { numberOrNull, text } from './attributes.ts'
import type { Item, Put } from './expressions.ts'
import { keys, partitions } from './keys.ts'
import { loadItem, loadItems, loadPage, saveItem } from './table.ts'

export function readTenant(tenantId: string, item: Item): Tenant {
  return {
    id: tenantId,
    partnerId: text(item, 'partnerId'),
    slug: text(item, 'slug'),
    name: text(item, 'name'),
    currency: text(item, 'currency'),
    // Rows that were stored before a setting was known get its default.
    settings: tenantSettings.parse(item.settings),
    rulesVersion: numberOrNull(item, 'rulesVersion'),
  }
}

/** Throws `not-found`: a credential may outlive its tenant. */
export async function loadTenant(tenantId: string): Promise<Tenant> {
  const item = await loadItem(keys.tenant(tenantId), 'consistent')
  if (item === null) throw new Problem('not-found')
  return readTenant(tenantId, item)
}

export async function saveSettings(tenantId: string, settings: TenantSettings): Promise<void> {
  const lost = await saveItem({
    kind: 'update',
    key: keys.tenant(tenantId),
    set: { settings },
    when: [{ is: 'present' }],
  })
  if (lost !== null) throw new Problem('not-found')
}

/** By id, one page; a tenant that is still being created is left out. */
export async function loadPartnerTenants(
  partnerId: string,
  limit: number,
  after: string | null,
): Promise<{ items: readonly Tenant[]; after: string | null }> {
  const page = await loadPage({
    partition: partitions.partnerTenants(partnerId),
    limit,
    backwards: true,
    after,
  })
  const ids = page.items.map((item) => text(item, 'sk'))
  const found = await loadItems(ids.map(keys.tenant))
  const items = ids.flatMap((id, index) => {
    const item = found[index]
    return item ? [readTenant(id, item)] : []
  })
  return { items, after: page.after }
}

/** Every tenant of the platform, page by page, for schedules only. */
export async function loadPlatformTenants(
  after: string | null,
): Promise<{ tenantIds: readonly string[]; after: string | null }> {
  const page = await loadPage({
    partition: partitions.platformTenants(),
    limit: 200,
    backwards: false,
    after,
  })
  return { tenantIds: page.items.map((item) => text(item, 'sk')), after: page.after }
}

/** Rows that make a tenant exist; each is written only when it is absent. */
export function makeTenantRows(tenant: Tenant): readonly Put[] {
  const { id, ...item } = tenant
  const when = [{ is: 'absent' }] as const
  return [
    { kind: 'put', key: keys.partnerTenant(tenant.partnerId, id), item: {}, when },
    { kind: 'put', key: keys.platformTenant(id), item: {}, when },
    { kind: 'put', key: keys.tenantSlug(tenant.slug), item: { tenantId: id }, when },
    { kind: 'put', key: keys.tenant(id), item, when },
  ]
}
