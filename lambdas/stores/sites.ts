/** Sites: a slug belongs to one site of a tenant. */
import { Problem } from '#shared/contracts/problem.ts'
import type { Site } from '#shared/contracts/site.ts'
import { text } from './attributes.ts'
import type { Item } from './expressions.ts'
import { keys, partitions } from './keys.ts'
import { loadItem, loadPage, saveTogether } from './table.ts'

function readSite(item: Item): Site {
  return {
    id: text(item, 'sk'),
    slug: text(item, 'slug'),
    name: text(item, 'name'),
    createdAt: text(item, 'createdAt'),
  }
}

export async function loadSite(tenantId: string, id: string): Promise<Site | null> {
  const item = await loadItem(keys.site(tenantId, id), 'consistent')
  return item === null ? null : readSite(item)
}

export async function loadSitePage(tenantId: string, limit: number, after: string | null) {
  const partition = partitions.sites(tenantId)
  const page = await loadPage({ partition, limit, backwards: true, after })
  return { items: page.items.map(readSite), after: page.after }
}

/** Creating the same site (by id) again gives the stored one; a slug of another site throws `already-exists`. */
export async function createSite(tenantId: string, site: Site): Promise<Site> {
  const { id, ...item } = site
  const lost = await saveTogether([
    { kind: 'put', key: keys.site(tenantId, id), item, when: [{ is: 'absent' }] },
    {
      kind: 'put',
      key: keys.siteSlug(tenantId, site.slug),
      item: { siteId: id },
      when: [{ is: 'absent' }],
    },
  ])
  if (lost === null) return site
  const stored = lost.found[0]
  if (stored) return readSite(stored)
  throw new Problem('already-exists', `there is a site \`${site.slug}\` already`)
}
