/** The job that a person wants to do something with: it must be there, be theirs, and still wait. */
import { type JobAnswer, jobAnswer } from '#shared/contracts/decision.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { isWaiting } from '../../stores/held-rows.ts'
import { type DecidedJob, type JobRecord, loadJob } from '../../stores/jobs.ts'

export interface WaitingJob {
  readonly job: JobRecord & { readonly decided: DecidedJob }
  readonly answer: JobAnswer
}

/** `username` null = somebody of the staff asks. Throws `not-found`, `job-not-waiting`. */
export async function loadWaiting(
  tenantId: string,
  jobId: string,
  username: string | null,
): Promise<WaitingJob> {
  const job = await loadJob(tenantId, jobId)
  const { decided } = job ?? { decided: null }
  if (job === null || decided === null) throw new Problem('not-found')
  if (username !== null && decided.user !== username) throw new Problem('not-found')
  if (!isWaiting(job)) throw new Problem('job-not-waiting', `the job is ${job.state}`)
  return { job: { ...job, decided }, answer: jobAnswer.parse(JSON.parse(decided.answer)) }
}
