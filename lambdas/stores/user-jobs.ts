/** Which jobs a user had: one small row a job, written when the job ends and not before, so that deciding stays cheap. */
import { type JobRecord, readJob } from './jobs.ts'
import { keys, partitions } from './keys.ts'
import { loadItems, loadPage, saveItem } from './table.ts'

/** Repeating it changes nothing. */
export async function saveUserJob(tenantId: string, job: JobRecord): Promise<void> {
  if (job.decided === null || job.decided.user === '') return
  const key = keys.userJob(tenantId, job.decided.user, job.jobId)
  const item = job.keptUntil === undefined ? {} : { expiresAt: job.keptUntil }
  await saveItem({ kind: 'put', key, item, when: [] })
}

/** Newest first. */
export async function loadUserJobPage(
  tenantId: string,
  username: string,
  limit: number,
  after: string | null,
  range: { readonly above?: string; readonly below?: string } = {},
): Promise<{ items: readonly JobRecord[]; after: string | null }> {
  const partition = partitions.userJobs(tenantId, username)
  const page = await loadPage({ partition, limit, backwards: true, after, ...range })
  const found = await loadItems(page.items.map((item) => keys.job(tenantId, String(item.sk))))
  return {
    items: found.flatMap((item) => (item === null ? [] : [readJob(item)])),
    after: page.after,
  }
}
