/** One's own jobs that ended, newest first. */
import type { RouteHandler } from '../../middleware/call.ts'
import { isForgotten } from '../../stores/jobs.ts'
import { loadTenant } from '../../stores/tenants.ts'
import { loadUserJobPage } from '../../stores/user-jobs.ts'
import { ownerOf } from '../auth/own.ts'
import { loadList } from '../list.ts'
import { presentJob } from '../present.ts'

export const listMyJobs: RouteHandler<'listMyJobs'> = async ({ credential, query, nowMs }) => {
  const { tenantId, username } = ownerOf(credential)
  const { currency } = await loadTenant(tenantId)
  return loadList(
    `${tenantId}.jobs.${username}`,
    query,
    async (limit, at) => {
      const { items, after } = await loadUserJobPage(tenantId, username, limit, at)
      return { items: items.filter((job) => !isForgotten(job, nowMs)), after }
    },
    (job) => presentJob(job, currency),
  )
}
