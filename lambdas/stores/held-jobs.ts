/** Jobs that wait for a person, found without reading all jobs. */
import { isWaiting } from './held-rows.ts'
import { type JobRecord, readJob } from './jobs.ts'
import { keys, partitions } from './keys.ts'
import { loadItems, loadPage, saveItem } from './table.ts'

/** The character after `#`: bounds the rows of one user. */
const AFTER_HASH = '$'

/** Of one user, or of all by user name; the oldest of each user first. Rows whose job waits no longer are left out. */
export async function loadHeldPage(
  tenantId: string,
  user: string | null,
  limit: number,
  after: string | null,
): Promise<{ items: readonly JobRecord[]; after: string | null }> {
  const page = await loadPage({
    partition: partitions.heldJobs(tenantId),
    limit,
    backwards: false,
    ...(user === null ? { after } : { after: after ?? `${user}#`, below: `${user}${AFTER_HASH}` }),
  })
  const ids = page.items.map((item) => String(item.jobId))
  const found = await loadItems(ids.map((id) => keys.job(tenantId, id)))
  const jobs = found.flatMap((item) => (item === null ? [] : [readJob(item)]))
  return { items: jobs.filter(isWaiting), after: page.after }
}

/** The job waits no longer. Losing this costs nothing: such rows are left out, and forgotten in the end. */
export async function forgetHeld(tenantId: string, job: JobRecord): Promise<void> {
  if (job.decided === null) return
  const key = keys.heldJob(tenantId, job.decided.user, job.jobId)
  await saveItem({ kind: 'delete', key, when: [] })
}
