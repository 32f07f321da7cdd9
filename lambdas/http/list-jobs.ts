/** Jobs of a tenant, newest first, filtered over a bounded number of rows. */
import type { Job } from '#shared/contracts/job.ts'
import type { RouteHandler } from '../middleware/call.ts'
import { hideFrom } from '../middleware/hiding.ts'
import type { JobRecord } from '../stores/jobs.ts'
import { loadTenant } from '../stores/tenants.ts'
import { makeCursor, readCursor } from './cursor.ts'
import { findJobs } from './find-jobs.ts'
import { presentJob } from './present.ts'

export const listJobs: RouteHandler<'listJobs'> = async ({
  params: { tenant },
  query,
  credential,
  nowMs,
}) => {
  const list = `${tenant}.jobs`
  const { limit, cursor, ...filters } = query
  const { currency } = await loadTenant(tenant)
  const present = (job: JobRecord) => hideFrom(credential, presentJob(job, currency)) as Job
  const after = readCursor(list, cursor)
  const found = await findJobs({ tenantId: tenant, filters, present, nowMs, limit, after })
  return {
    items: [...found.items],
    next: makeCursor(list, found.after),
    lookedAt: found.lookedAt,
  }
}
