/** Jobs of a tenant, newest first, filtered over a bounded number of rows. */
import { normalizeUsername } from '#shared/contracts/ids.ts'
import { JOB_FILTER_ROWS_LIMIT, type Job, type JobQuery } from '#shared/contracts/job.ts'
import type { RouteHandler } from '../middleware/call.ts'
import { hideFrom } from '../middleware/hiding.ts'
import { type JobRecord, loadJobPage } from '../stores/jobs.ts'
import { loadTenant } from '../stores/tenants.ts'
import { loadList } from './list.ts'
import { presentJob } from './present.ts'

export const listJobs: RouteHandler<'listJobs'> = async ({
  params: { tenant },
  query,
  credential,
}) => {
  const { currency } = await loadTenant(tenant)
  // What is hidden from the caller is hidden from the filter too.
  const present = (job: JobRecord) => hideFrom(credential, presentJob(job, currency)) as Job
  return loadList(
    `${tenant}.jobs`,
    query,
    (limit, after) => loadFitting(tenant, query, present, limit, after),
    (job) => job,
  )
}

/** Page after page until enough fit; each read takes no more rows than are still wanted, so none is read for nothing. */
async function loadFitting(
  tenant: string,
  query: JobQuery,
  present: (job: JobRecord) => Job,
  limit: number,
  from: string | null,
): Promise<{ items: Job[]; after: string | null }> {
  const items: Job[] = []
  let after = from
  for (let rows = 0; rows < JOB_FILTER_ROWS_LIMIT; ) {
    const wanted = limit - items.length
    const page = await loadJobPage(tenant, wanted, after)
    items.push(...page.items.map(present).filter((job) => fits(job, query)))
    after = page.after
    rows += wanted
    if (after === null || items.length >= limit) break
  }
  return { items, after }
}

function fits(job: Job, { state, user, printer, document }: JobQuery): boolean {
  return (
    (state === undefined || job.state === state) &&
    (user === undefined || job.user === normalizeUsername(user)) &&
    (printer === undefined || job.printer === printer) &&
    (document === undefined || job.documentName.toLowerCase().includes(document.toLowerCase()))
  )
}
