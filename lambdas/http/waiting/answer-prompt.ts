/** Takes a user's answer to the question about a job, and decides the job with it. */

import { Problem } from '#shared/contracts/problem.ts'
import { PIN_VERIFIED, type Prompt } from '#shared/contracts/prompt.ts'
import type { Call, RouteHandler } from '../../middleware/call.ts'
import { checkPin } from '../accounts/pin.ts'
import { ownerOf } from '../auth/own.ts'
import { presentJob } from '../present.ts'
import { decideAgain } from './decide-again.ts'
import { loadWaiting } from './waiting-job.ts'

export const answerMyPrompt: RouteHandler<'answerMyPrompt'> = async (call) => {
  const { tenantId, username } = ownerOf(call.credential)
  const waiting = await loadWaiting(tenantId, call.params.job, username)
  const { prompt } = waiting.answer
  if (prompt === undefined || prompt.id !== call.body.prompt) {
    throw new Problem('job-not-waiting', 'this question is not asked any more')
  }
  const answer = await readAnswer(call, prompt, { tenantId, username })
  const job = await decideAgain(
    {
      tenantId,
      waiting,
      answers: { [prompt.id]: answer },
      ticket: {},
      changes: {},
      releases: false,
      tellsConnector: true,
      act: { at: call.now, by: call.credential.tokenName, did: 'answered' },
    },
    call,
  )
  return presentJob(job, waiting.answer.currency)
}

/** The PIN itself goes no further than its check. */
async function readAnswer(
  { body, nowMs, log }: Call<'answerMyPrompt'>,
  prompt: Prompt,
  own: { readonly tenantId: string; readonly username: string },
): Promise<string> {
  if (prompt.kind === 'pin') {
    const accountId = prompt.id.slice('pin:'.length)
    await checkPin({ ...own, accountId, pin: body.answer }, nowMs, log)
    return PIN_VERIFIED
  }
  if (prompt.choices.some(({ value }) => value === body.answer)) return body.answer
  throw new Problem('answer-not-offered')
}
