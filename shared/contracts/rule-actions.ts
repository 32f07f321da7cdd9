/** What a rule that matched does: the twelve actions. */
import * as z from 'zod'
import { accountId, printerId } from './ids.ts'
import { amountText, priceText } from './money.ts'
import { PROMPT_SECONDS_LIMIT } from './prompt.ts'
import { RULES_LIMITS } from './rule-limits.ts'
import { ASK_SECONDS_DEFAULT, HOLD_SECONDS_LIMIT } from './tenant.ts'

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
