/** The decision and its trace: what the engine is handed and what it hands back. No clock, no chance, no I/O. */
import * as z from 'zod'
import type { Counts } from './counts.ts'
import { accountId, jobId } from './ids.ts'
import type { JobFacts } from './job-facts.ts'
import { type AmountText, amountText, currencyCode } from './money.ts'
import type { PrinterPolicy } from './printer.ts'
import type { TenantSettings } from './tenant.ts'

export const VERDICTS = ['release', 'hold', 'refuse', 'ask', 'redirect'] as const
export const verdict = z.enum(VERDICTS)
export type Verdict = z.infer<typeof verdict>

/** What the connector must change before the job prints. */
export const jobChanges = z.object({
  grayscale: z.boolean(),
  duplex: z.boolean(),
})
export type JobChanges = z.infer<typeof jobChanges>

/** Why: a stable code for programs, a sentence for people. */
export const reason = z
  .object({ code: z.string().max(60), text: z.string().max(500) })
  .meta({ id: 'Reason' })
export type Reason = z.infer<typeof reason>

/** The connector's answer to its question. The same job asked again gets the same bytes. */
export const jobAnswer = z
  .object({
    jobId,
    verdict,
    changes: jobChanges,
    reasons: z.array(reason).max(50),
    /** What the user is to read in the print queue; empty when there is nothing to say. */
    message: z.string().max(500),
    cost: amountText,
    currency: currencyCode,
    account: accountId.nullable(),
    /** How long a held job may wait on site before it is deleted; null unless the verdict is `hold`. */
    holdSeconds: z.int().positive().nullable(),
    decidedAt: z.iso.datetime(),
  })
  .meta({ id: 'JobAnswer', description: 'the decision on one job' })
export type JobAnswer = z.infer<typeof jobAnswer>

/** A person at the time of the decision. */
export interface UserStanding {
  readonly username: string
  readonly groups: readonly string[]
  readonly disabled: boolean
  /** Restricted users cannot spend what they do not have. */
  readonly restricted: boolean
}

/** An account at the time of the decision. available = posted − held + overdraft. */
export interface AccountStanding {
  readonly id: string
  readonly postedMinor: bigint
  readonly heldMinor: bigint
  readonly overdraftMinor: bigint
}

/** All that a decision may look at. `null` = looked for and not there. */
export interface DecisionInput {
  readonly facts: JobFacts
  readonly currency: string
  readonly settings: TenantSettings
  readonly printer: PrinterPolicy | null
  readonly user: UserStanding | null
  /** The account that would pay: the user's own, or the guests' account when the user is unknown. */
  readonly account: AccountStanding | null
  /** RFC 3339 UTC; becomes `decidedAt`. */
  readonly now: string
}

/** Arithmetic that belongs to sibling rooms is handed in (see the import rules). */
export interface DecisionTools {
  /** Ticket arithmetic: what reaches the paper, `null` when the pages are not known. */
  readonly measure: (facts: JobFacts, changes: JobChanges) => Counts | null
  readonly price: (counts: Counts, prices: PrinterPolicy['prices']) => Quote
}

/** A price, line by line: each line names what it counted. */
export interface Quote {
  readonly totalMinor: bigint
  readonly lines: readonly PriceLine[]
}

export const priceLine = z
  .object({
    what: z.string(),
    count: z.int(),
    each: amountText,
    amount: amountText,
  })
  .meta({ id: 'PriceLine' })
export type PriceLine = z.infer<typeof priceLine>

/** One step of the published decision order, whether it acted or not. */
export const traceStep = z
  .object({
    /** Which rule looked, like `printer-enabled`. */
    rule: z.string(),
    /** Changes when the meaning of the rule changes, so that old traces stay readable. */
    version: z.int(),
    /** The facts it looked at. */
    looked: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    outcome: z.enum(['passed', 'changed', 'refused', 'held', 'priced', 'skipped']),
    /** Code of the reason it gave, if it gave one. */
    reason: z.string().nullable(),
  })
  .meta({ id: 'TraceStep' })
export type TraceStep = z.infer<typeof traceStep>

export const counts = z
  .object({
    pages: z.int(),
    sidesPerCopy: z.int(),
    copies: z.int(),
    sides: z.int(),
    sheets: z.int(),
    colorSides: z.int(),
    duplex: z.boolean(),
  })
  .meta({ id: 'Counts' })

export const decisionTrace = z
  .object({
    /** Version of the engine that decided. */
    engine: z.int(),
    steps: z.array(traceStep),
    counts: counts.nullable(),
    priceLines: z.array(priceLine),
    balanceBefore: amountText.nullable(),
    balanceAfter: amountText.nullable(),
  })
  .meta({ id: 'DecisionTrace' })
export type DecisionTrace = z.infer<typeof decisionTrace>

/** What the engine hands back. */
export interface Decision {
  readonly verdict: Verdict
  readonly changes: JobChanges
  readonly reasons: readonly Reason[]
  readonly message: string
  /** Reserved when released or held, else 0. */
  readonly costMinor: bigint
  /** What it would have cost, also when refused. */
  readonly quoted: AmountText | null
  readonly account: string | null
  readonly holdSeconds: number | null
  readonly trace: DecisionTrace
}
