/** Jobs taken back by whoever sent them. */
import { STATUS } from '../ipp/tables.ts'
import { type Refusal, refusal } from './request.ts'
import { hasEnded, type StoredJob } from './stored-job.ts'
import { type Answer, findOwn, isOwner, jobIdsOf, type Work } from './work.ts'

const CANCELED = { step: 'canceled', reasons: ['job-canceled-by-user'], message: '' } as const

export async function cancelJob(work: Work): Promise<Answer | Refusal> {
  const job = findOwn(work)
  if ('status' in job) return job
  return (await cancel(work, job))
    ? { status: STATUS.ok, groups: [] }
    : refusal(STATUS.notPossible, 'the job has ended')
}

export async function cancelMyJobs(work: Work): Promise<Answer | Refusal> {
  const { store } = work.context
  const wanted = jobIdsOf(work)
  const own = store
    .all()
    .filter((job) => job.queue === work.queue.name && !hasEnded(job) && isOwner(work, job))
  const chosen = wanted === null ? own : own.filter(({ number }) => wanted.has(number))
  if (wanted !== null && chosen.length < wanted.size) {
    return refusal(STATUS.notPossible, 'not all of the jobs can be canceled')
  }
  for (const job of chosen) await cancel(work, job)
  return { status: STATUS.ok, groups: [] }
}

/** False when it had ended. */
async function cancel({ context }: Work, { number }: StoredJob): Promise<boolean> {
  if (context.deliveries.cancel(number)) return true
  return await context.store.end(number, CANCELED)
}
