/** Jobs of a tenant, newest first. */
import type { RouteHandler } from '../middleware/call.ts'
import { loadJobPage } from '../stores/jobs.ts'
import { loadTenant } from '../stores/tenants.ts'
import { loadList } from './list.ts'
import { presentJob } from './present.ts'

export const listJobs: RouteHandler<'listJobs'> = async ({ params: { tenant }, query }) => {
  const { currency } = await loadTenant(tenant)
  return loadList(
    `${tenant}.jobs`,
    query,
    (limit, after) => loadJobPage(tenant, limit, after),
    (job) => presentJob(job, currency),
  )
}
