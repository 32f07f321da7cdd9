/** One's own jobs that ended, newest first. */
import type { RouteHandler } from '../../middleware/call.ts'
import { loadTenant } from '../../stores/tenants.ts'
import { loadUserJobPage } from '../../stores/user-jobs.ts'
import { ownerOf } from '../auth/own.ts'
import { loadList } from '../list.ts'
import { presentJob } from '../present.ts'

export const listMyJobs: RouteHandler<'listMyJobs'> = async ({ credential, query }) => {
  const { tenantId, username } = ownerOf(credential)
  const { currency } = await loadTenant(tenantId)
  return loadList(
    `${tenantId}.jobs.${username}`,
    query,
    (limit, after) => loadUserJobPage(tenantId, username, limit, after),
    (job) => presentJob(job, currency),
  )
}
