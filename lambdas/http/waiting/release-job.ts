/** Lets a held job print, as decided or as the person wants it. */
import type { JobAnswer } from '#shared/contracts/decision.ts'
import type { Job } from '#shared/contracts/job.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { Call, RouteHandler } from '../../middleware/call.ts'
import { presentJob } from '../present.ts'
import { changeAnswer, changedOrRaced } from './change-answer.ts'
import { ownTenant, ownUser } from './own.ts'
import { loadWaiting, type WaitingJob } from './waiting-job.ts'

export const releaseJob: RouteHandler<'releaseJob'> = async (call) =>
  release(call, call.params.tenant, await loadHeld(call.params.tenant, call.params.job, null))

export const releaseMyJob: RouteHandler<'releaseMyJob'> = async (call) => {
  const tenantId = ownTenant(call.credential)
  const waiting = await loadHeld(tenantId, call.params.job, ownUser(call.credential))
  if (waiting.answer.releaseBy === 'manager') throw new Problem('job-needs-manager')
  return release(call, tenantId, waiting)
}

/** A job that asks is answered, not released. */
async function loadHeld(
  tenantId: string,
  jobId: string,
  username: string | null,
): Promise<WaitingJob> {
  const waiting = await loadWaiting(tenantId, jobId, username)
  if (waiting.job.state === 'held') return waiting
  throw new Problem('job-not-waiting', 'the job waits for an answer to a question')
}

async function release(
  call: Call<'releaseJob'> | Call<'releaseMyJob'>,
  tenantId: string,
  waiting: WaitingJob,
): Promise<Job> {
  const changed = await changeAnswer(
    {
      tenantId,
      waiting,
      answer: makeReleasedAnswer(waiting.answer),
      job: { state: 'released' },
      // What was set aside when the job was held stays set aside until it ended.
      moves: [],
      explanation: null,
      tellsConnector: true,
    },
    call,
  )
  return presentJob(changedOrRaced(changed), waiting.answer.currency)
}

function makeReleasedAnswer(answer: JobAnswer): JobAnswer {
  const { releaseBy: _releaseBy, ...rest } = answer
  return { ...rest, verdict: 'release', message: '', holdSeconds: null }
}
