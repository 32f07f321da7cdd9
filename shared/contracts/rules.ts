/** A tenant's own rules: `when` an expression holds, `then` actions; kept as versions, with unit cases beside them. */
import * as z from 'zod'
import { LANGUAGES } from './findings.ts'
import { accountId, printerId } from './ids.ts'
import { amountText, priceText } from './money.ts'
import { groupName, printerPolicy } from './printer.ts'
import { PROMPT_SECONDS_LIMIT } from './prompt.ts'
import { RULES_LIMITS } from './rule-limits.ts'
import { ASK_SECONDS_DEFAULT, HOLD_SECONDS_LIMIT } from './tenant.ts'
import { verdict } from './verdict.ts'

export { RULES_LIMITS } from './rule-limits.ts'

/** Stable: traces, prompts (`rule:<id>`) and errors name a rule by it. */
export const ruleId = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/, 'must be 1–60 of a–z, 0–9 and inner hyphens')
const message = z.string().trim().min(1).max(RULES_LIMITS.messageCharacters)

const refuseAction = z.strictObject({ do: z.literal('refuse'), message })
const warnAction = z.strictObject({ do: z.literal('warn'), message })

const askChoice = z.strictObject({
  value: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be 1–40 of a–z, 0–9 and hyphens')
    .refine((value) => value !== 'timeout', '`timeout` is what no answer is called'),
  label: z.string().trim().min(1).max(100),
})
/** Without `choices` a yes-or-no question. The answers `no` and `refuse` refuse the job; any other goes on. */
const askAction = z
  .strictObject({
    do: z.literal('ask'),
    message,
    choices: z.array(askChoice).min(2).max(RULES_LIMITS.choices).optional(),
    timeoutSeconds: z.int().min(10).max(PROMPT_SECONDS_LIMIT).default(ASK_SECONDS_DEFAULT),
    /** `refuse`, `continue`, or the value of one of the choices. */
    onTimeout: z.string().max(40).default('refuse'),
  })
  .superRefine(({ choices, onTimeout }, context) => {
    const values = (choices ?? []).map((choice) => choice.value)
    if (new Set(values).size < values.length) {
      context.addIssue({ code: 'custom', path: ['choices'], message: 'two choices have one value' })
    }
    if (!['refuse', 'continue', ...values].includes(onTimeout)) {
      const told = 'must be `refuse`, `continue` or the value of a choice'
      context.addIssue({ code: 'custom', path: ['onTimeout'], message: told })
    }
  })

const holdAction = z.strictObject({
  do: z.literal('hold'),
  message: message.optional(),
  /** Who may release it: the user, or managers and admins only. */
  releaseBy: z.enum(['user', 'manager']).default('user'),
  /** When it is deleted; absent = as long as the tenant's held jobs wait. */
  timeoutSeconds: z.int().min(60).max(HOLD_SECONDS_LIMIT).optional(),
})

const convertAction = z
  .strictObject({
    do: z.literal('convert'),
    grayscale: z.literal(true).optional(),
    duplex: z.literal(true).optional(),
    message: message.optional(),
  })
  .refine(({ grayscale, duplex }) => grayscale || duplex, 'must name `grayscale`, `duplex` or both')

const redirectAction = z
  .strictObject({
    do: z.literal('redirect'),
    /** A printer, or which one of `among`: the cheapest for this job, or the one with the fewest waiting jobs. */
    to: z.union([z.enum(['cheapest', 'least-loaded']), printerId]),
    among: z.array(printerId).min(1).max(RULES_LIMITS.redirectTargets).optional(),
    message: message.optional(),
  })
  .superRefine(({ to, among }, context) => {
    const named = to.includes('@')
    if (named === (among === undefined)) return
    const told = named ? 'is only for `cheapest` and `least-loaded`' : 'must name the printers'
    context.addIssue({ code: 'custom', path: ['among'], message: told })
  })

const splitShare = z.strictObject({ account: accountId, percent: z.int().min(1).max(100) })
/** One account, or a split of the cost that adds up to 100. */
const chargeToAction = z
  .strictObject({
    do: z.literal('charge-to'),
    account: accountId.optional(),
    split: z.array(splitShare).min(2).max(RULES_LIMITS.splitAccounts).optional(),
  })
  .superRefine(({ account, split }, context) => {
    if ((account === undefined) === (split === undefined)) {
      context.addIssue({ code: 'custom', message: 'must name either `account` or `split`' })
    }
    if (split === undefined) return
    const fault = faultOfSplit(split)
    if (fault !== null) context.addIssue({ code: 'custom', path: ['split'], message: fault })
  })

function faultOfSplit(split: readonly { account: string; percent: number }[]): string | null {
  const sum = split.reduce((percent, share) => percent + share.percent, 0)
  if (sum !== 100) return `the shares add up to ${sum} percent, not 100`
  const accounts = new Set(split.map((share) => share.account))
  return accounts.size < split.length ? 'an account is named twice' : null
}

const setCostAction = z.strictObject({ do: z.literal('set-cost'), amount: priceText })
/** By percent of the cost so far, or by an amount; never below zero. */
const adjustCostAction = z
  .strictObject({
    do: z.literal('adjust-cost'),
    percent: z.int().min(-100).max(1_000).optional(),
    amount: amountText.optional(),
  })
  .refine(
    ({ percent, amount }) => (percent === undefined) !== (amount === undefined),
    'must name either `percent` or `amount`',
  )

const watermarkAction = z.strictObject({
  do: z.literal('watermark'),
  text: z.string().trim().min(1).max(100),
})
const commentAction = z.strictObject({
  do: z.literal('comment'),
  text: z.string().trim().min(1).max(200),
})
const notifyAction = z.strictObject({
  do: z.literal('notify'),
  to: z.union([
    z.enum(['user', 'admins']),
    z.email('must be `user`, `admins` or an e-mail address'),
  ]),
  message,
})

export const action = z.discriminatedUnion('do', [
  refuseAction,
  warnAction,
  askAction,
  holdAction,
  convertAction,
  redirectAction,
  chargeToAction,
  setCostAction,
  adjustCostAction,
  watermarkAction,
  commentAction,
  notifyAction,
])
export type Action = z.infer<typeof action>
export type ActionName = Action['do']

export const rule = z
  .strictObject({
    id: ruleId,
    /** For people. */
    name: z.string().trim().min(1).max(100).optional(),
    /** A CEL expression that is true or false. */
    when: z
      .string('must be an expression as text: `true` alone needs quotes')
      .min(1)
      .max(RULES_LIMITS.expressionCharacters),
    // biome-ignore lint/suspicious/noThenProperty: the field's own word; a rule is data, never awaited
    then: z.array(action).min(1).max(RULES_LIMITS.actions),
    /** The rules after this one are not looked at when this one matched. */
    stop: z.boolean().optional(),
  })
  .meta({ id: 'CustomRule' })
export type CustomRule = z.infer<typeof rule>

/** Any part of a printer's policy; objects in it are given whole, as in a PATCH of a printer. */
const givenPolicy = printerPolicy.partial()

/** What a case says of the world; whatever it leaves out is an ordinary job of one gray page by a user with money. */
export const caseGiven = z.strictObject({
  job: z
    .strictObject({
      name: z.string().max(255),
      language: z.enum(LANGUAGES),
      /** null = nobody could count them. */
      pages: z.int().min(0).max(100_000).nullable(),
      colorPages: z.int().min(0).max(100_000).nullable(),
      copies: z.int().min(1).max(9_999),
      duplex: z.boolean(),
      grayscale: z.boolean(),
      bytes: z.int().min(0),
      /** Of every page, in points. */
      widthPt: z.number().min(1).max(100_000),
      heightPt: z.number().min(1).max(100_000),
      duplicate: z.boolean(),
    })
    .partial()
    .optional(),
  user: z
    .strictObject({
      name: z.string().min(1).max(128),
      groups: z.array(groupName).max(100),
      restricted: z.boolean(),
      disabled: z.boolean(),
      balance: amountText,
      overdraft: priceText,
    })
    .partial()
    // A guest: nobody of that name is known, and the guests' account pays.
    .nullable()
    .optional(),
  printer: givenPolicy.extend({ id: printerId.optional() }).strict().optional(),
  /** Shared accounts that this user may charge. */
  accounts: z
    .array(z.strictObject({ id: accountId, balance: amountText }))
    .max(20)
    .optional(),
  /** Printers that a job may be sent to instead. */
  targets: z
    .array(
      givenPolicy
        .extend({ id: printerId, jobsWaiting: z.int().min(0).max(100_000).optional() })
        .strict(),
    )
    .max(RULES_LIMITS.redirectTargets)
    .optional(),
  client: z.strictObject({ running: z.boolean() }).optional(),
  /** Answers given so far, by prompt: `{"rule:<id>": "yes"}`. */
  answers: z.record(z.string().max(100), z.string().max(100)).optional(),
  /** When it is decided, RFC 3339. */
  now: z.iso.datetime({ offset: true }).optional(),
})
export type CaseGiven = z.infer<typeof caseGiven>

/** What must come out; what is left out may be anything. */
export const caseExpected = z
  .strictObject({
    verdict,
    grayscale: z.boolean(),
    duplex: z.boolean(),
    watermark: z.string().max(100),
    /** What it costs, or would have cost. */
    cost: amountText,
    /** The account that pays. */
    account: accountId,
    redirectTo: printerId,
    holdSeconds: z.int().positive(),
    /** Who may let it go. */
    releaseBy: z.enum(['user', 'manager']),
    /** Codes that must be among the reasons. */
    reasons: z.array(z.string().max(60)).max(50),
    /** A part of the message that the user reads. */
    message: z.string().max(500),
    comments: z.array(z.string().max(200)).max(50),
    notified: z.array(z.string().max(254)).max(50),
    /** Ids of exactly the rules that matched, in their order. */
    matched: z.array(ruleId).max(RULES_LIMITS.rules),
  })
  .partial()
  .refine((expected) => Object.keys(expected).length > 0, 'must expect something')
export type CaseExpected = z.infer<typeof caseExpected>

export const ruleCase = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    given: caseGiven.default({}),
    expect: caseExpected,
  })
  .meta({ id: 'RuleCase' })
export type RuleCase = z.infer<typeof ruleCase>

export const ruleSet = z
  .strictObject({
    rules: z.array(rule).max(RULES_LIMITS.rules),
    /** All of them must come true before a version becomes active. */
    cases: z.array(ruleCase).max(RULES_LIMITS.cases).default([]),
  })
  .superRefine(({ rules, cases }, context) => {
    refuseRepeats(
      rules.map((one) => one.id),
      'rules',
      'id',
      context,
    )
    refuseRepeats(
      cases.map((one) => one.name),
      'cases',
      'name',
      context,
    )
  })
  .meta({ id: 'RuleSet', description: 'custom rules in their order, and unit cases for them' })
export type RuleSet = z.infer<typeof ruleSet>
export const EMPTY_RULE_SET: RuleSet = { rules: [], cases: [] }

function refuseRepeats(
  values: readonly string[],
  list: string,
  field: string,
  context: z.RefinementCtx,
): void {
  for (const [index, value] of values.entries()) {
    if (values.indexOf(value) === index) continue
    const told = `\`${value}\` is there already`
    context.addIssue({ code: 'custom', path: [list, index, field], message: told })
  }
}

/** What is wrong with a rule set, and where. */
export const ruleProblem = z
  .object({
    /** Id of the rule or name of the case; null = the document as a whole. */
    rule: z.string().nullable(),
    /** JSON pointer into the document, like `/rules/3/when`. */
    path: z.string(),
    /** From 1: in the YAML or JSON text when there is one, else in the expression; null = not known. */
    line: z.int().positive().nullable(),
    column: z.int().positive().nullable(),
    message: z.string(),
  })
  .meta({ id: 'RuleProblem' })
export type RuleProblem = z.infer<typeof ruleProblem>
