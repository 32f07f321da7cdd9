/** Deletes a job that waits: what was set aside is given back at once, the connector deletes the document. */
import type { JobAnswer } from '#shared/contracts/decision.ts'
import type { Job } from '#shared/contracts/job.ts'
import { formatAmount } from '#shared/contracts/money.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { voidReservation } from '#shared/ledger/void-reservation.ts'
import type { Call, RouteHandler } from '../../middleware/call.ts'
import { tellLate } from '../../reports/tell-late.ts'
import { asLedgerJob } from '../../stores/ledger-job.ts'
import { ownerOf } from '../auth/own.ts'
import { presentJob } from '../present.ts'
import { changeAnswer, changedOrRaced } from './change-answer.ts'
import { loadWaiting } from './waiting-job.ts'

export const cancelJob: RouteHandler<'cancelJob'> = (call) => cancel(call, call.params.tenant, null)

export const cancelMyJob: RouteHandler<'cancelMyJob'> = (call) => {
  const { tenantId, username } = ownerOf(call.credential)
  return cancel(call, tenantId, username)
}

async function cancel(
  call: Call<'cancelJob'> | Call<'cancelMyJob'>,
  tenantId: string,
  username: string | null,
): Promise<Job> {
  const waiting = await loadWaiting(tenantId, call.params.job, username)
  const voiding = voidReservation(asLedgerJob(waiting.job), 'canceled')
  if (voiding.verdict === 'already-ended') throw new Problem('job-not-waiting')
  const changed = await changeAnswer(
    {
      tenantId,
      waiting,
      answer: makeCanceledAnswer(waiting.answer, call.body.message, username !== null),
      job: { state: voiding.state, endedAt: call.now, endedBy: 'person' },
      moves: voiding.moves,
      explanation: null,
      tellsConnector: true,
      act: { at: call.now, by: call.credential.tokenName, did: 'canceled' },
    },
    call,
  )
  const job = changedOrRaced(changed)
  await tellLate(tenantId, job.jobId, call.nowMs)
  return presentJob(job, waiting.answer.currency)
}

/** To the connector a canceled job is one that must not print. */
function makeCanceledAnswer(answer: JobAnswer, message: string, byOwner: boolean): JobAnswer {
  const text = message === '' ? `deleted by ${byOwner ? 'you' : 'the print operator'}` : message
  const { prompt: _prompt, releaseBy: _releaseBy, ...rest } = answer
  return {
    ...rest,
    verdict: 'refuse',
    changes: { grayscale: false, duplex: false },
    reasons: [{ code: 'canceled-by-person', text }],
    message: text,
    cost: formatAmount(0n),
    holdSeconds: null,
  }
}
