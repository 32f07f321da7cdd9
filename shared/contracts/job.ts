/** A print job as the API shows it. */
import * as z from 'zod'
import { decisionTrace, reason, verdict } from './decision.ts'
import { LANGUAGES } from './findings.ts'
import { accountId, connectorId, jobId, printerId } from './ids.ts'
import { jobFacts } from './job-facts.ts'
import { listOf, listQuery } from './list.ts'
import { amountText, currencyCode, priceText } from './money.ts'

/** What the cloud knows of a job's life; the connector's finer states are in docs/job-life.md. */
export const JOB_STATES = [
  'released',
  'held',
  /** The user is asked something; nothing is reserved until the answer. */
  'asking',
  'completed',
  'canceled',
  'refused',
  'failed',
  'expired',
] as const
export const jobState = z.enum(JOB_STATES)
export type JobState = z.infer<typeof jobState>

/** The job waits on site, sealed, until somebody decides. */
export const WAITING_STATES = ['held', 'asking'] as const satisfies readonly JobState[]

export const TERMINAL_STATES = ['completed', 'canceled', 'refused', 'failed', 'expired'] as const
export type TerminalState = (typeof TERMINAL_STATES)[number]

/** Notes of rules that one job keeps. */
export const COMMENTS_LIMIT = 20
/** What was done to one waiting job; older ones are forgotten. */
export const HISTORY_LIMIT = 10

/** What was done to a job that waited, or asked. */
export const jobAct = z
  .object({
    at: z.iso.datetime(),
    /** Who did it, as in entries of accounts; empty = nobody answered in time. */
    by: z.string(),
    did: z.enum(['released', 'canceled', 'answered', 'unanswered']),
  })
  .meta({ id: 'JobAct' })
export type JobAct = z.infer<typeof jobAct>

export const job = z
  .object({
    id: jobId,
    state: jobState,
    verdict: verdict.nullable(),
    user: z.string(),
    /** Queue name, as people call it. */
    printer: z.string(),
    printerId: printerId.nullable(),
    documentName: z.string(),
    language: z.enum(LANGUAGES),
    pages: z.int().nullable(),
    colorPages: z.int().nullable(),
    copies: z.int(),
    sheets: z.int().nullable(),
    duplex: z.boolean(),
    /** Charged when completed, reserved while under way, else 0. */
    cost: amountText,
    /** Given back of what was charged. */
    refunded: amountText,
    /** What the job would have cost as decided, also when it was refused. */
    quoted: amountText.nullable(),
    currency: currencyCode,
    account: accountId.nullable(),
    reasons: z.array(reason),
    /** What rules noted on it. */
    comments: z.array(z.string()),
    /** What people did to it while it waited, oldest first. */
    history: z.array(jobAct),
    connectorId,
    decidedBy: z.enum(['cloud', 'site']),
    /** Who may let a held job go; absent = nobody holds it. */
    releaseBy: z.enum(['user', 'manager']).optional(),
    /** When a job that waits is deleted; absent = it does not wait. */
    waitsUntil: z.iso.datetime().optional(),
    createdAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Job' })
export type Job = z.infer<typeof job>

/** Rows that one page of a filtered list may look at; `next` goes on from there. */
export const JOB_FILTER_ROWS_LIMIT = 1_000

/** Filters of the list of jobs, all of which must fit. A page may hold fewer jobs than asked for, even none, and have a `next`. */
export const jobQuery = listQuery
  .extend({
    state: jobState.optional(),
    user: z.string().max(128).optional(),
    printer: z.string().max(127).optional(),
    /** A part of the document's name, compared without case. */
    document: z.string().max(200).optional(),
    account: accountId.optional(),
    language: z.enum(LANGUAGES).optional(),
    /** Made then or later, and before `to`. */
    from: z.iso.datetime().optional(),
    to: z.iso.datetime().optional(),
    /** Charged, or reserved while under way: at least, and at most. */
    minCost: priceText.optional(),
    maxCost: priceText.optional(),
  })
  .strict()
export type JobQuery = z.infer<typeof jobQuery>

export const jobList = listOf(job).extend({
  /** Jobs that were read to find these. */
  lookedAt: z.int(),
})

/** Everything that was looked at, and what came of it. */
export const jobTrace = z
  .object({
    jobId,
    verdict,
    decidedAt: z.iso.datetime(),
    facts: jobFacts,
    reasons: z.array(reason),
    trace: decisionTrace,
    /** Decided again from the stored facts and versions; null unless asked for. */
    recomputed: z.object({ same: z.boolean(), trace: decisionTrace }).nullable(),
  })
  .meta({ id: 'JobTrace' })
export type JobTrace = z.infer<typeof jobTrace>
