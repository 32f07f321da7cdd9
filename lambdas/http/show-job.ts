/** One job. */
import type { RouteHandler } from '../middleware/call.ts'
import { loadJob } from '../stores/jobs.ts'
import { loadTenant } from '../stores/tenants.ts'
import { kept } from './found.ts'
import { presentJob } from './present.ts'

export const showJob: RouteHandler<'showJob'> = async ({ params: { tenant, job }, nowMs }) => {
  const [{ currency }, stored] = await Promise.all([loadTenant(tenant), loadJob(tenant, job)])
  return presentJob(kept(stored, nowMs), currency)
}
