/** Answers a connector's question: load what stands, decide, reserve; whoever was first has decided. */
import { createHash } from 'node:crypto'
import { Problem } from '#shared/contracts/problem.ts'
import { TIMEOUT_ANSWER } from '#shared/contracts/prompt.ts'
import type { Call, RawReply, RouteHandler } from '../middleware/call.ts'
import { makeNoticeRows } from '../notices/make-notice-rows.ts'
import { tellLate } from '../reports/tell-late.ts'
import { makeExplanation } from '../stores/explanations.ts'
import type { Put } from '../stores/expressions.ts'
import { makeFingerprintRow } from '../stores/fingerprints.ts'
import { type JobRecord, saveReservation } from '../stores/jobs.ts'
import { makeAnsweredJob, makeEndedAnswer } from './answer.ts'
import { type Decided, decideJob, loadReading, readAgain } from './decide-job.ts'
import { rewindIfOld } from './rewind-if-old.ts'
import { decideAgain } from './waiting/decide-again.ts'
import { loadWaiting } from './waiting/waiting-job.ts'

type AnswerCall = Call<'answerJob'>

/** Each try lost money to another job on the same account; more in a row means that something else is wrong. */
const TRIES_LIMIT = 6

export const answerJob: RouteHandler<'answerJob'> = async (call) => {
  const { tenantId, connector } = call.credential
  const factsHash = createHash('sha256').update(JSON.stringify(call.body)).digest('hex')
  const { body: facts, now, nowMs } = call
  const question = { tenantId, siteId: connector.siteId, facts, now, nowMs, answers: {} }
  let reading = await loadReading(question)
  for (let attempt = 0; attempt < TRIES_LIMIT; attempt++) {
    const decided = await decideJob(reading)
    const job = makeAnsweredJob(call, factsHash, decided)
    const explanation = makeExplanation(decided.input, decided.decision)
    const lost = await saveReservation(tenantId, job, explanation, {
      moves: decided.reservation.moves,
      beside: makeRowsBeside(decided),
    })
    if (lost === null) return giveAnswer(call, factsHash, job)
    if (lost.job !== null) return giveAnswer(call, factsHash, lost.job)
    reading = await readAgain(decided.reading, lost.accounts)
  }
  throw new Problem('too-busy')
}

function makeRowsBeside({ reading, input, decision }: Decided): readonly Put[] {
  const { fingerprint, question } = reading
  const { tenantId, facts, now, nowMs } = question
  const username = input.user?.username ?? null
  const told = makeNoticeRows({ tenantId, facts, username, decision, now })
  // A refused job printed nothing that another could repeat.
  if (fingerprint === null || decision.verdict === 'refuse') return told
  return [makeFingerprintRow(tenantId, fingerprint, facts, nowMs), ...told]
}

/** The answer of the job that is stored now, byte for byte, whoever stored it. */
async function giveAnswer(call: AnswerCall, factsHash: string, job: JobRecord): Promise<RawReply> {
  const { tenantId, connector } = call.credential
  const { jobId } = job
  const changed = job.decided !== null && job.decided.factsHash !== factsHash
  if (changed || job.siteId !== connector.siteId) {
    call.log.alarm('job-facts-changed', { tenantId, jobId, connectorId: connector.id })
    throw new Problem('job-facts-changed')
  }
  await rewindIfOld(tenantId, job, call.nowMs)
  // Asked for long after its making: that quarter of an hour was counted without it.
  await tellLate(tenantId, jobId, call.nowMs)
  const again = await decideUnanswered(call, job)
  if (again !== null) {
    return { raw: true, status: 200, contentType: 'application/json', body: again }
  }
  const ended = job.decided === null || job.endedBy === 'schedule'
  const body = ended ? await makeEndedAnswer(tenantId, job) : (job.decided?.answer ?? '')
  return { raw: true, status: 200, contentType: 'application/json', body }
}

/** The connector is the clock of a question: when its time is over, asking for the job again decides it without an answer. */
async function decideUnanswered(call: AnswerCall, job: JobRecord): Promise<string | null> {
  if (job.state !== 'asking') return null
  const { tenantId } = call.credential
  const waiting = await loadWaiting(tenantId, job.jobId, null)
  const { prompt, decidedAt } = waiting.answer
  if (prompt === undefined) return null
  if (call.nowMs < Date.parse(decidedAt) + prompt.timeoutSeconds * 1000) return null
  const decided = await decideAgain(
    {
      tenantId,
      waiting,
      answers: { [prompt.id]: TIMEOUT_ANSWER },
      ticket: {},
      changes: {},
      releases: false,
      tellsConnector: false,
      act: { at: call.now, by: '', did: 'unanswered' },
    },
    call,
  )
  return decided.decided?.answer ?? null
}
