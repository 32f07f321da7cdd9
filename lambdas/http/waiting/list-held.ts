/** Jobs that wait for a person: of the whole tenant, or one's own. */
import type { Job } from '#shared/contracts/job.ts'
import type { ListQuery } from '#shared/contracts/list.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { loadHeldPage } from '../../stores/held-jobs.ts'
import { loadTenant } from '../../stores/tenants.ts'
import { ownerOf } from '../auth/own.ts'
import { loadList } from '../list.ts'
import { presentJob } from '../present.ts'

export const listHeld: RouteHandler<'listHeld'> = ({ params, query }) =>
  list(params.tenant, null, query)

export const listMyHeld: RouteHandler<'listMyHeld'> = ({ credential, query }) => {
  const { tenantId, username } = ownerOf(credential)
  return list(tenantId, username, query)
}

async function list(
  tenantId: string,
  username: string | null,
  query: ListQuery,
): Promise<{ items: Job[]; next: string | null }> {
  const { currency } = await loadTenant(tenantId)
  return loadList(
    `${tenantId}.held.${username ?? ''}`,
    query,
    (limit, after) => loadHeldPage(tenantId, username, limit, after),
    (job) => presentJob(job, currency),
  )
}
