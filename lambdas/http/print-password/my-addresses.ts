/** Machines from which jobs print as the caller's. */
import { Problem } from '#shared/contracts/problem.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { formatTime } from '../../middleware/doors.ts'
import { loadOwnAddresses, saveOwnAddresses } from '../../stores/addresses.ts'
import { loadSite, loadSitePage } from '../../stores/sites.ts'
import { ownerOf } from '../auth/own.ts'

const HOUR_MS = 3_600_000
const SITES_LIMIT = 100

export const listMyAddresses: RouteHandler<'listMyAddresses'> = ({ credential, now }) => {
  const { tenantId, username } = ownerOf(credential)
  return present(tenantId, username, now)
}

/** Throws `already-exists` for a machine that is somebody else's now; a machine twice is once, for the longer time. */
export const putMyAddresses: RouteHandler<'putMyAddresses'> = async (call) => {
  const { credential, body, now, operation } = call
  const { tenantId, username } = ownerOf(credential)
  for (const siteId of new Set(body.addresses.map((each) => each.siteId))) {
    if ((await loadSite(tenantId, siteId)) === null) {
      throw new Problem('not-found', `there is no site \`${siteId}\``)
    }
  }
  const wanted = new Map(
    [...body.addresses]
      .sort((one, other) => one.hours - other.hours)
      .map(({ siteId, address, hours }) => {
        const expiresAt = formatTime(operation.timeMs + hours * HOUR_MS)
        return [`${siteId} ${address}`, { siteId, address, expiresAt }]
      }),
  )
  await saveOwnAddresses(tenantId, username, [...wanted.values()], now)
  return await present(tenantId, username, now)
}

async function present(tenantId: string, username: string, now: string) {
  const [items, sites] = await Promise.all([
    loadOwnAddresses(tenantId, username, now),
    loadSitePage(tenantId, SITES_LIMIT, null),
  ])
  return { items: [...items], sites: sites.items.map(({ id, slug, name }) => ({ id, slug, name })) }
}
