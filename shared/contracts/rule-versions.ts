/** Rule sets as the API keeps them: versions that never change, one of them in force, and trying before saving. */
import * as z from 'zod'
import { decisionTrace, jobChanges, reason } from './decision.ts'
import { accountId, jobId, printerId } from './ids.ts'
import { jobFacts } from './job-facts.ts'
import { amountText } from './money.ts'
import { prompt } from './prompt.ts'
import { caseGiven, ruleProblem, ruleSet } from './rules.ts'
import { verdict } from './verdict.ts'

/** 1, 2, 3 …: every save makes the next one. */
export const rulesVersionNumber = z.int().min(1).max(999_999_999)
/** As it stands in a path. */
export const rulesVersionText = z
  .string()
  .regex(/^[1-9]\d{0,8}$/)
  .transform(Number)

export const rulesVersion = z
  .object({
    version: rulesVersionNumber,
    /** Decisions follow it. */
    active: z.boolean(),
    savedAt: z.iso.datetime(),
    savedBy: z.string(),
    /** Why it was saved, as told by who saved it. */
    comment: z.string(),
    rules: z.int(),
    cases: z.int(),
  })
  .meta({ id: 'RulesVersion' })
export type RulesVersion = z.infer<typeof rulesVersion>

/** The newest version with its document, and which one decisions follow. */
export const currentRules = z
  .object({
    /** 0 = nothing was saved yet. */
    version: z.int().min(0),
    /** null = no custom rules are in force. */
    activeVersion: rulesVersionNumber.nullable(),
    document: ruleSet,
  })
  .meta({ id: 'CurrentRules' })

export const rulesVersionDocument = rulesVersion
  .extend({ document: ruleSet })
  .meta({ id: 'RulesVersionDocument' })

export const rulesSaving = z
  .object({
    /** Puts it in force at once, if all of its cases come true. */
    activate: z.stringbool().default(false),
    comment: z.string().trim().max(200).default(''),
  })
  .strict()

export const caseResult = z
  .object({
    name: z.string(),
    passed: z.boolean(),
    /** What came out otherwise, one sentence each. */
    failures: z.array(z.string()),
  })
  .meta({ id: 'CaseResult' })
export type CaseResult = z.infer<typeof caseResult>

export const rulesCheck = z
  .object({
    /** Compiles, and all of its cases come true. */
    valid: z.boolean(),
    problems: z.array(ruleProblem),
    /** Empty while there are problems. */
    cases: z.array(caseResult),
  })
  .meta({ id: 'RulesCheck' })
export type RulesCheck = z.infer<typeof rulesCheck>

/** One job, decided by rules that need not be in force; nothing is stored. */
export const rulesTrial = z
  .strictObject({
    /** A past job, as everything stood when it was decided. */
    job: jobId.optional(),
    /** Facts of a job, as everything stands now. */
    facts: jobFacts.optional(),
    /** Replaces parts of that; alone it is a made-up job, as in a case. */
    given: caseGiven.optional(),
    /** A draft. */
    document: ruleSet.optional(),
    /** A saved version; without this and a draft the rules in force. */
    version: rulesVersionNumber.optional(),
  })
  .refine(({ job, facts }) => !(job && facts), 'must not name both `job` and `facts`')
  .refine(({ document, version }) => !(document && version), {
    message: 'must not name both `document` and `version`',
  })
  .meta({ id: 'RulesTrial' })
export type RulesTrial = z.infer<typeof rulesTrial>

export const rulesTrialReply = z
  .object({
    verdict,
    changes: jobChanges,
    reasons: z.array(reason),
    message: z.string(),
    cost: amountText,
    quoted: amountText.nullable(),
    account: accountId.nullable(),
    charges: z.array(z.object({ account: accountId, amount: amountText })),
    prompt: prompt.nullable(),
    redirectTo: printerId.nullable(),
    holdSeconds: z.int().nullable(),
    releaseBy: z.enum(['user', 'manager']).nullable(),
    comments: z.array(z.string()),
    notifications: z.array(z.object({ to: z.string(), text: z.string() })),
    trace: decisionTrace,
  })
  .meta({ id: 'RulesTrialReply' })
