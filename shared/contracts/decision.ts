/** The decision and its trace: what the engine is handed and what it hands back. No clock, no chance, no I/O. */
import * as z from 'zod'
import type { Charge } from './account.ts'
import type { Counts } from './counts.ts'
import { COPIES_LIMIT } from './findings.ts'
import { accountId, jobId, printerId } from './ids.ts'
import type { JobFacts } from './job-facts.ts'
import { type AmountText, amountText, currencyCode } from './money.ts'
import type { PriceList } from './prices.ts'
import type { PrinterPolicy } from './printer.ts'
import { type Prompt, prompt } from './prompt.ts'
import type { RuleSet } from './rules.ts'
import type { TenantSettings } from './tenant.ts'
import { type Verdict, verdict } from './verdict.ts'

export { VERDICTS, type Verdict, verdict } from './verdict.ts'

export const WATERMARK_LIMIT = 200

/** What the connector must change before the job prints. */
export const jobChanges = z.object({
  grayscale: z.boolean(),
  duplex: z.boolean(),
  /** The user chose one side a sheet when releasing the job. */
  simplex: z.literal(true).optional(),
  /** The user chose so many when releasing the job; absent = as the ticket says. */
  copies: z.int().min(1).max(COPIES_LIMIT).optional(),
  /** Text across every page; absent = none. */
  watermark: z.string().max(WATERMARK_LIMIT).optional(),
})
export type JobChanges = z.infer<typeof jobChanges>

/** Why: a stable code for programs, a sentence for people, and the values that stand in it, for other languages. */
export const reason = z
  .object({
    code: z.string().max(60),
    text: z.string().max(500),
    values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  })
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
    /** How long a job may wait on site before it is deleted; null unless the verdict is `hold` or `ask`. */
    holdSeconds: z.int().positive().nullable(),
    /** The printer of the same site that prints the job instead; absent = the one it was sent to. */
    redirectTo: printerId.optional(),
    /** Who may let a held job go; absent = nobody holds it. */
    releaseBy: z.enum(['user', 'manager']).optional(),
    /** What the user is asked; present when the verdict is `ask`. */
    prompt: prompt.optional(),
    decidedAt: z.iso.datetime(),
    /** Raised whenever the answer to a waiting job changes; absent = 1. */
    revision: z.int().min(1).optional(),
  })
  .meta({ id: 'JobAnswer', description: 'the decision on one job' })
export type JobAnswer = z.infer<typeof jobAnswer>

/**
 * Which account pays: the first that may (`automatic`), the same after a yes (`confirm`), one that the user picks
 * (`list`), one that a PIN opens or that the user picks (`pin`), or one that a manager picks while the job is held.
 */
export const SELECTION_MODES = ['automatic', 'confirm', 'list', 'pin', 'manager'] as const
export const selectionMode = z.enum(SELECTION_MODES)
export type SelectionMode = z.infer<typeof selectionMode>

/** A person at the time of the decision. */
export interface UserStanding {
  readonly username: string
  readonly groups: readonly string[]
  readonly disabled: boolean
  /** Restricted users cannot spend what they do not have. */
  readonly restricted: boolean
  /** The restrictions of printers do not hit exempt users. */
  readonly exempt: boolean
  /** Of the printer's price; 100 = as it is, two places. */
  readonly costRatePercent: number
  readonly selection: SelectionMode
  /** Pays when nothing else is said; null = the first of the candidates. */
  readonly defaultAccount: string | null
}

/** An account at the time of the decision. available = posted − held + overdraft. */
export interface AccountStanding {
  readonly id: string
  readonly kind: 'personal' | 'shared'
  readonly name: string
  readonly postedMinor: bigint
  readonly heldMinor: bigint
  readonly overdraftMinor: bigint
  /** A restricted account cannot be charged beyond balance + overdraft, whoever prints. */
  readonly restricted: boolean
  readonly disabled: boolean
  /** Only who knows the PIN may charge it. */
  readonly pin: boolean
  /** Personal accounts are used up in this order, lowest first. */
  readonly priority: number
}

/** A printer that a rule may send the job to. */
export interface RedirectTarget {
  readonly printerId: string
  readonly policy: PrinterPolicy
  /** Jobs waiting or printing there, as last told. */
  readonly jobsWaiting: number
}

/** All that a decision may look at. `null` = looked for and not there. */
export interface DecisionInput {
  readonly facts: JobFacts
  readonly currency: string
  readonly settings: TenantSettings
  readonly printer: PrinterPolicy | null
  readonly user: UserStanding | null
  /**
   * Accounts that could pay: personal ones by priority, then shared ones that the user may charge; of an unknown user
   * the guests' account.
   */
  readonly accounts: readonly AccountStanding[]
  /** Accounts that a rule may charge, whether or not the user may pick them. */
  readonly ruleAccounts: readonly AccountStanding[]
  /** How the user's jobs are shared out over several accounts; the parts add up to 100. null = one account pays. */
  readonly split: readonly { readonly accountId: string; readonly percent: number }[] | null
  /** The rule set in force; the document of a version never changes. */
  readonly rules: { readonly version: number; readonly document: RuleSet } | null
  readonly targets: readonly RedirectTarget[]
  /** What the user answered so far, by the id of the prompt. */
  readonly answers: Readonly<Record<string, string>>
  /** The job that this one repeats, within the printer's time for it. */
  readonly duplicateOf: string | null
  /** Whether the user has the client open, so that a question can be seen. */
  readonly client: { readonly running: boolean }
  /** RFC 3339 UTC; becomes `decidedAt`. */
  readonly now: string
  /** Of the tenant's time zone at that time: what is added to UTC for its clock. */
  readonly utcOffsetMinutes: number
}

/** Arithmetic that belongs to sibling rooms is handed in (see the import rules). */
export interface DecisionTools {
  /** Ticket arithmetic: what reaches the paper, `null` when the pages are not known. */
  readonly measure: (facts: JobFacts, changes: JobChanges) => Counts | null
  readonly price: (priced: Priced, prices: PriceList) => Quote
}

/** What a price is made of. */
export interface Priced {
  /** null = nobody could count: the flat price of each copy. */
  readonly counts: Counts | null
  readonly flat: { readonly copies: number; readonly price: AmountText } | null
  /** Of the document's pages, in points, with how many pages have each. */
  readonly pageSizes: JobFacts['document']['pageSizes']
  /** The user's own rate. */
  readonly costRatePercent: number
  /** What rules make of the price, in their order. */
  readonly costChanges: readonly CostChange[]
}

/** The cost becomes `set`, or grows by `percent` of itself, or by `add`; it never falls below zero. */
export type CostChange = { readonly rule: string } & (
  | { readonly set: AmountText }
  | { readonly percent: number }
  | { readonly add: AmountText }
)

/** A price, line by line: each line names what it counted, and the lines add up to the total. */
export interface Quote {
  readonly totalMinor: bigint
  readonly lines: readonly PriceLine[]
}

export const priceLine = z
  .object({
    what: z.string(),
    /** Sides, meters or square meters; 1 for what is added or taken off once. */
    count: z.number(),
    each: amountText,
    amount: amountText,
    /** Present when the count follows a rule because the document does not tell it. */
    estimated: z.literal(true).optional(),
  })
  .meta({ id: 'PriceLine' })
export type PriceLine = z.infer<typeof priceLine>

const lookedValue = z.union([z.string(), z.number(), z.boolean(), z.null()])

/** One step of the published decision order, whether it acted or not. */
export const traceStep = z
  .object({
    /** Which rule looked, like `printer-enabled`; `rule:<id>` for one of the tenant's own. */
    rule: z.string(),
    /** Changes when the meaning of the rule changes, so that old traces stay readable. Of own rules: the rule set's. */
    version: z.int(),
    /** The facts it looked at. */
    looked: z.record(z.string(), lookedValue),
    outcome: z.enum(['passed', 'changed', 'refused', 'asked', 'held', 'priced', 'skipped']),
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
    /** Version of the rule set; null = there was none. */
    rules: z.int().nullable().default(null),
    steps: z.array(traceStep),
    counts: counts.nullable(),
    priceLines: z.array(priceLine),
    /** Of the account that pays, without what is reserved; of the first when several pay. */
    balanceBefore: amountText.nullable(),
    balanceAfter: amountText.nullable(),
    /** What rules noted on the job; absent = nothing. */
    comments: z.array(z.string()).optional(),
    /** Whom rules tell what (`user`, `admins`, or an e-mail address); absent = nobody. */
    notifications: z.array(z.object({ to: z.string(), text: z.string() })).optional(),
  })
  .meta({ id: 'DecisionTrace' })
export type DecisionTrace = z.infer<typeof decisionTrace>

/** What the engine hands back. */
export interface Decision {
  readonly verdict: Verdict
  readonly changes: JobChanges
  readonly reasons: readonly Reason[]
  readonly message: string
  /** Reserved when released, redirected or held, else 0. */
  readonly costMinor: bigint
  /** What it would have cost, also when refused. */
  readonly quoted: AmountText | null
  /** The first that pays. */
  readonly account: string | null
  /** Who pays how much; adds up to the cost. Nothing when the cost is 0. */
  readonly charges: readonly Charge[]
  /** All that were to pay, also when they could not. */
  readonly payers: readonly string[]
  readonly prompt: Prompt | null
  /** The printer that takes the job instead, also while it is held. */
  readonly redirectTo: string | null
  readonly holdSeconds: number | null
  /** Who may let a held job go; null unless the verdict is `hold`. */
  readonly releaseBy: 'user' | 'manager' | null
  /** Notes that rules put on the job, for reports. */
  readonly comments: readonly string[]
  /** Whom rules tell what. */
  readonly notifications: readonly Notification[]
  readonly trace: DecisionTrace
}

export interface Notification {
  /** `user`, `admins`, or an e-mail address. */
  readonly to: string
  readonly text: string
}
