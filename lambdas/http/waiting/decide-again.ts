/** Decides a waiting job once more, on what is stored now: somebody answered, nobody did, or it is to print otherwise. */

import type { JobChanges } from '#shared/contracts/decision.ts'
import type { JobAct } from '#shared/contracts/job.ts'
import type { JobTicket } from '#shared/contracts/job-facts.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { Log } from '../../middleware/log.ts'
import { makeNoticeRows } from '../../notices/make-notice-rows.ts'
import { loadExplanation, makeExplanation } from '../../stores/explanations.ts'
import type { JobRecord } from '../../stores/jobs.ts'
import { makeAnswer, makeDecidedJob, STATES } from '../answer.ts'
import { type Decided, decideJob, loadReading, type Question, readAgain } from '../decide-job.ts'
import { found } from '../found.ts'
import { changeAnswer } from './change-answer.ts'
import type { WaitingJob } from './waiting-job.ts'

/** Each try lost money to another job on the same account; more in a row means that something else is wrong. */
const TRIES_LIMIT = 6

export interface NewQuestion {
  readonly tenantId: string
  readonly waiting: WaitingJob
  /** On top of those that the job gathered before. */
  readonly answers: Readonly<Record<string, string>>
  /** In place of what the user asked for when printing. */
  readonly ticket: Partial<JobTicket>
  /** What the connector must change because of that ticket, on top of what is decided. */
  readonly changes: Partial<JobChanges>
  /** A person who may lets it go: what would be held prints, what would be refused or asked is left as it is. */
  readonly releases: boolean
  /** False when the connector asks itself, and gets the answer as its reply. */
  readonly tellsConnector: boolean
  readonly act: JobAct
}

/** Throws `release-refused` when a job that is to be released is refused now, `job-not-waiting`, `too-busy`. */
export async function decideAgain(
  question: NewQuestion,
  call: { nowMs: number; now: string; log: Log },
): Promise<JobRecord> {
  const { tenantId, waiting } = question
  const { job } = waiting
  const { input } = found(await loadExplanation(tenantId, job.jobId, call.nowMs))
  const facts = { ...input.facts, ticket: { ...input.facts.ticket, ...question.ticket } }
  const asked: Question = {
    tenantId,
    siteId: job.siteId,
    facts,
    now: call.now,
    nowMs: call.nowMs,
    answers: { ...input.answers, ...question.answers },
    setAside: job.charges,
  }
  let reading = await loadReading(asked)
  for (let attempt = 0; attempt < TRIES_LIMIT; attempt++) {
    const decided = await decideJob(reading)
    const changed = await changeAnswer(makeChange(question, decided), call)
    if ('job' in changed) return changed.job
    if (changed.lost.job !== null) {
      throw new Problem('job-not-waiting', 'the job changed while you looked at it')
    }
    // Another job took the money first: what the accounts have now decides.
    reading = await readAgain(decided.reading, changed.lost.accounts)
  }
  throw new Problem('too-busy')
}

function makeChange(question: NewQuestion, { decision, input, tenant, reservation }: Decided) {
  const { tenantId, waiting, releases, tellsConnector, act } = question
  const { jobId, decided: before } = waiting.job
  const released = releases ? release(decision) : decision
  const answer = makeAnswer(jobId, released, tenant.currency, input.now)
  const told = { ...answer, changes: { ...answer.changes, ...question.changes } }
  const refused = released.verdict === 'refuse'
  return {
    tenantId,
    waiting,
    answer: told,
    job: {
      state: STATES[released.verdict],
      charges: reservation.charges,
      reservedMinor: reservation.reservedMinor,
      // The connector's question stays the same, whatever somebody made of the ticket.
      decided: makeDecidedJob(input.facts, before.factsHash, released, '', input.now),
      endedAt: refused ? input.now : null,
      endedBy: refused ? ('decision' as const) : null,
    },
    moves: reservation.moves,
    explanation: makeExplanation(input, decision),
    tellsConnector,
    act,
    beside:
      waiting.answer.verdict === 'ask'
        ? makeNoticeRows({
            tenantId,
            facts: input.facts,
            username: input.user?.username ?? null,
            decision,
            now: input.now,
          })
        : [],
  }
}

function release(decision: Decided['decision']): Decided['decision'] {
  switch (decision.verdict) {
    case 'refuse':
    case 'ask':
      throw new Problem('release-refused', decision.message || 'the user must answer first')
    case 'hold':
      return {
        ...decision,
        verdict: decision.redirectTo === null ? 'release' : 'redirect',
        holdSeconds: null,
        releaseBy: null,
      }
    case 'release':
    case 'redirect':
      return decision
  }
}
