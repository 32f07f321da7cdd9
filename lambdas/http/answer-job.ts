/** Answers a connector's question: load what stands, decide, reserve; whoever was first has decided. */
import { createHash } from 'node:crypto'
import type { Decision, DecisionInput } from '#shared/contracts/decision.ts'
import type { JobFacts } from '#shared/contracts/job-facts.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { decide } from '#shared/decision/decide.ts'
import { type Reservation, reserve } from '#shared/ledger/reserve.ts'
import { price } from '#shared/pricing/price.ts'
import { measure } from '#shared/spool/measure.ts'
import type { Call, RawReply, RouteHandler } from '../middleware/call.ts'
import { loadAccount } from '../stores/accounts.ts'
import { type JobRecord, saveReservation } from '../stores/jobs.ts'
import { makeAnsweredJob, makeEndedAnswer } from './answer.ts'
import { loadPayer, type Payer } from './payer.ts'
import { rewindIfOld } from './rewind-if-old.ts'

type AnswerCall = Call<'answerJob'>

/** Each try lost money to another job on the same account; more in a row means that something else is wrong. */
const TRIES_LIMIT = 6

export const answerJob: RouteHandler<'answerJob'> = async (call) => {
  const factsHash = createHash('sha256').update(JSON.stringify(call.body)).digest('hex')
  let payer = await loadPayer(call)
  for (let attempt = 0; attempt < TRIES_LIMIT; attempt++) {
    const { decision, payer: looked } = await decideJob(call, payer)
    const reservation = makeReservation(decision, looked)
    const job = makeAnsweredJob(call, factsHash, decision, reservation, looked.standing.tenant)
    const explanation = { facts: call.body, trace: decision.trace }
    const { tenantId } = call.credential
    const lost = await saveReservation(tenantId, job, explanation, reservation.moves)
    if (lost === null) return giveAnswer(call, factsHash, job)
    if (lost.job !== null) return giveAnswer(call, factsHash, lost.job)
    // Another job took the money first: what the account has now decides.
    payer = { ...looked, account: lost.accounts[0] ?? null, certain: true }
  }
  throw new Problem('too-busy')
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
  const ended = job.decided === null || job.endedBy === 'schedule'
  const body = ended ? await makeEndedAnswer(tenantId, job) : (job.decided?.answer ?? '')
  return { raw: true, status: 200, contentType: 'application/json', body }
}

/** Nobody is refused for money on a reading that may be old: before that, the account is read again for sure. */
async function decideJob(
  call: AnswerCall,
  payer: Payer,
): Promise<{ decision: Decision; payer: Payer }> {
  const first = decideFor(call, payer)
  if (payer.account === null || payer.certain || !refusesForMoney(first)) {
    return { decision: first, payer }
  }
  const account = await loadAccount(call.credential.tenantId, payer.account.id)
  const certain = { ...payer, account, certain: true }
  return { decision: decideFor(call, certain), payer: certain }
}

function decideFor(call: AnswerCall, payer: Payer): Decision {
  return decide(makeInput(call.body, payer, call.now), { measure, price })
}

function makeInput(facts: JobFacts, payer: Payer, now: string): DecisionInput {
  const { tenant, printer } = payer.standing
  const { currency, settings } = tenant
  return { facts, currency, settings, printer, user: payer.user, account: payer.account, now }
}

function refusesForMoney(decision: Decision): boolean {
  return decision.trace.steps.some((step) => step.rule === 'funds' && step.outcome === 'refused')
}

function makeReservation(decision: Decision, payer: Payer): Reservation {
  const { account: accountId, costMinor: amountMinor } = decision
  if (decision.verdict === 'refuse' || accountId === null) return reserve([])
  // Guests together cannot spend more than their account holds.
  const restricted = payer.user?.restricted ?? true
  return reserve([{ accountId, amountMinor, restricted }])
}
