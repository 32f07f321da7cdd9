/** Makes the answer to a connector and the job that remembers it. */
import type { Decision, JobAnswer } from '#shared/contracts/decision.ts'
import { normalizeUsername, ulidTimeMs } from '#shared/contracts/ids.ts'
import { COMMENTS_LIMIT, type JobState } from '#shared/contracts/job.ts'
import type { JobFacts } from '#shared/contracts/job-facts.ts'
import { formatAmount } from '#shared/contracts/money.ts'
import { paperSizeOf } from '#shared/contracts/paper-sizes.ts'
import type { Verdict } from '#shared/contracts/verdict.ts'
import type { Call } from '../middleware/call.ts'
import { formatTime } from '../middleware/doors.ts'
import type { DecidedJob, JobRecord } from '../stores/jobs.ts'
import { makeRetention } from '../stores/retention.ts'
import { loadTenant } from '../stores/tenants.ts'
import type { Decided } from './decide-job.ts'

export function makeAnsweredJob(
  { body: facts, credential, now, nowMs }: Call<'answerJob'>,
  factsHash: string,
  { decision, reservation, tenant }: Decided,
): JobRecord {
  const refused = decision.verdict === 'refuse'
  const answer = makeAnswer(facts.jobId, decision, tenant.currency, now)
  return {
    jobId: facts.jobId,
    state: STATES[decision.verdict],
    siteId: credential.connector.siteId,
    connectorId: credential.connector.id,
    decided: makeDecidedJob(facts, factsHash, decision, JSON.stringify(answer), now),
    charges: reservation.charges,
    reservedMinor: reservation.reservedMinor,
    chargedMinor: 0n,
    createdAt: facts.createdAt,
    endedAt: refused ? now : null,
    endedBy: refused ? 'decision' : null,
    ...makeRetention(tenant.settings, nowMs),
  }
}

/** What a job becomes by its verdict. */
export const STATES = {
  refuse: 'refused',
  ask: 'asking',
  hold: 'held',
  redirect: 'released',
  release: 'released',
} as const satisfies Record<Verdict, JobState>

/**
 * The answer for a job that ended before it was asked for, or whose reservation was given back meanwhile: nothing is
 * reserved, so nothing may print. Made from what is stored alone, so it is the same bytes every time.
 */
export async function makeEndedAnswer(tenantId: string, job: JobRecord): Promise<string> {
  const { currency } = await loadTenant(tenantId)
  const text = 'this job ended already, please print it again'
  const answer: JobAnswer = {
    jobId: job.jobId,
    verdict: 'refuse',
    changes: { grayscale: false, duplex: false },
    reasons: [{ code: 'job-ended', text }],
    message: text,
    cost: formatAmount(0n),
    currency,
    account: null,
    holdSeconds: null,
    decidedAt: job.endedAt ?? formatTime(ulidTimeMs(job.jobId)),
  }
  return JSON.stringify(answer)
}

export function makeAnswer(
  jobId: string,
  decision: Decision,
  currency: string,
  now: string,
): JobAnswer {
  const { redirectTo, releaseBy, prompt } = decision
  return {
    jobId,
    verdict: decision.verdict,
    changes: decision.changes,
    reasons: [...decision.reasons],
    message: decision.message,
    cost: formatAmount(decision.costMinor),
    currency,
    account: decision.account,
    holdSeconds: decision.holdSeconds,
    ...(redirectTo === null ? {} : { redirectTo }),
    ...(releaseBy === null ? {} : { releaseBy }),
    ...(prompt === null ? {} : { prompt }),
    decidedAt: now,
  }
}

export function makeDecidedJob(
  facts: JobFacts,
  factsHash: string,
  decision: Decision,
  answer: string,
  now: string,
): DecidedJob {
  const { document, ticket } = facts
  const { comments } = decision
  const { counts } = decision.trace
  return {
    answer,
    factsHash,
    user: normalizeUsername(facts.owner.name),
    printerId: facts.printerId,
    documentName: facts.documentName,
    language: document.language,
    pages: document.pages.value,
    colorPages: document.colorPages.value,
    copies: counts?.copies ?? ticket.copies,
    sheets: counts?.sheets ?? null,
    sides: counts?.sides ?? null,
    colorSides: counts?.colorSides ?? null,
    paper: paperOf(document.pageSizes),
    duplex: counts?.duplex ?? (ticket.duplex || decision.changes.duplex),
    quoted: decision.quoted,
    accountId: decision.account,
    decidedAt: now,
    ...(comments.length === 0 ? {} : { comments: comments.slice(0, COMMENTS_LIMIT) }),
  }
}

/** Of the size that most pages have. */
function paperOf(sizes: JobFacts['document']['pageSizes']): string | null {
  const [most] = [...sizes].sort((one, other) => other.pages - one.pages)
  return most === undefined ? null : paperSizeOf(most.widthPt, most.heightPt)
}
