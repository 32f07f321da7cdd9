/** Unit cases of a rule set: what is given, and what must come out. */
import * as z from 'zod'
import { LANGUAGES } from './findings.ts'
import { accountId, printerId, ruleId } from './ids.ts'
import { amountText, priceText } from './money.ts'
import { groupName, printerPolicy } from './printer.ts'
import { RULES_LIMITS } from './rule-limits.ts'
import { verdict } from './verdict.ts'

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
