/** Lets a held job print, as decided or as the person wants it. */
import type { JobAnswer } from '#shared/contracts/decision.ts'
import type { Job, JobAct } from '#shared/contracts/job.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { Release } from '#shared/contracts/waiting.ts'
import type { Call, RouteHandler } from '../../middleware/call.ts'
import type { JobRecord } from '../../stores/jobs.ts'
import { ownerOf } from '../auth/own.ts'
import { presentJob } from '../present.ts'
import { changeAnswer, changedOrRaced } from './change-answer.ts'
import { decideAgain } from './decide-again.ts'
import { loadWaiting, type WaitingJob } from './waiting-job.ts'

export const releaseJob: RouteHandler<'releaseJob'> = async (call) =>
  release(call, call.params.tenant, await loadHeld(call.params.tenant, call.params.job, null))

export const releaseMyJob: RouteHandler<'releaseMyJob'> = async (call) => {
  const { tenantId, username } = ownerOf(call.credential)
  const waiting = await loadHeld(tenantId, call.params.job, username)
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
  const asDecided = Object.keys(call.body).length === 0
  const job = asDecided
    ? await releaseAsDecided(call, tenantId, waiting)
    : await decideAgain(
        {
          tenantId,
          waiting,
          ...readWishes(call.body),
          answers: {},
          releases: true,
          tellsConnector: true,
          act: makeAct(call),
        },
        call,
      )
  return presentJob(job, waiting.answer.currency)
}

/** What was set aside when the job was held stays set aside until it ended. */
async function releaseAsDecided(
  call: Call<'releaseJob'> | Call<'releaseMyJob'>,
  tenantId: string,
  waiting: WaitingJob,
): Promise<JobRecord> {
  const changed = await changeAnswer(
    {
      tenantId,
      waiting,
      answer: makeReleasedAnswer(waiting.answer),
      job: { state: 'released' },
      moves: [],
      explanation: null,
      tellsConnector: true,
      act: makeAct(call),
    },
    call,
  )
  return changedOrRaced(changed)
}

function makeAct({ now, credential }: Call<'releaseJob'> | Call<'releaseMyJob'>): JobAct {
  return { at: now, by: credential.tokenName, did: 'released' }
}

function makeReleasedAnswer(answer: JobAnswer): JobAnswer {
  const { releaseBy: _releaseBy, ...rest } = answer
  const verdict = answer.redirectTo === undefined ? 'release' : 'redirect'
  return { ...rest, verdict, message: '', holdSeconds: null }
}

function readWishes({ grayscale, duplex, copies }: Release) {
  return {
    ticket: {
      ...(grayscale === undefined ? {} : { grayscale }),
      ...(duplex === undefined ? {} : { duplex }),
      ...(copies === undefined ? {} : { copies }),
    },
    changes: {
      ...(grayscale === undefined ? {} : { grayscale }),
      ...(duplex === true ? { duplex } : {}),
      ...(duplex === false ? { simplex: true as const } : {}),
      ...(copies === undefined ? {} : { copies }),
    },
  }
}
