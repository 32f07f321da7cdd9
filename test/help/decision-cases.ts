// The decision cases of test/cases/decisions: a file is one case or a list, read by whoever runs the engine.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import type { Decision } from '#shared/contracts/decision.ts'
import { jobChanges, verdict } from '#shared/contracts/decision.ts'
import { amountText, formatAmount } from '#shared/contracts/money.ts'
import type { DecisionParts } from './decision-input.ts'

const FOLDER = new URL('../cases/decisions', import.meta.url).pathname

const decisionCase = z.strictObject({
  description: z.string(),
  /** The parts that differ from the ordinary job; amounts ending in `Minor` are whole minor units. */
  input: z.record(z.string(), z.unknown()),
  /** What is left out may be anything. */
  expected: z.strictObject({
    verdict,
    reasons: z.array(z.string()),
    cost: amountText,
    changes: jobChanges.optional(),
    message: z.string().optional(),
    quoted: amountText.nullable().optional(),
    account: z.string().optional(),
    charges: z.array(z.strictObject({ accountId: z.string(), amount: amountText })).optional(),
    holdSeconds: z.int().optional(),
    releaseBy: z.enum(['user', 'manager']).optional(),
    redirectTo: z.string().nullable().optional(),
    prompt: z.record(z.string(), z.unknown()).optional(),
    comments: z.array(z.string()).optional(),
    notifications: z.array(z.strictObject({ to: z.string(), text: z.string() })).optional(),
    /** Ids of the tenant's own rules that matched. */
    matched: z.array(z.string()).optional(),
  }),
})
const caseFile = z.union([
  decisionCase.transform((one) => [one]),
  z.strictObject({ about: z.string(), cases: z.array(decisionCase) }).transform((all) => all.cases),
])

export interface DecisionCase {
  readonly name: string
  readonly parts: DecisionParts
  readonly expected: z.infer<typeof decisionCase>['expected']
}

export function readDecisionCases(): readonly DecisionCase[] {
  return readdirSync(FOLDER)
    .sort()
    .flatMap((file) => {
      const text = readFileSync(join(FOLDER, file), 'utf8')
      return caseFile.parse(JSON.parse(text, readMinor)).map((one) => ({
        name: `${file}: ${one.description}`,
        parts: one.input as DecisionParts,
        expected: one.expected,
      }))
    })
}

/** A decision in the words of the cases. */
export function showDecision(decision: Decision) {
  const matched = decision.trace.steps.filter(({ looked }) => looked.matched === true)
  return {
    ...decision,
    reasons: decision.reasons.map((reason) => reason.code),
    cost: formatAmount(decision.costMinor),
    charges: decision.charges.map(({ accountId, amountMinor }) => ({
      accountId,
      amount: formatAmount(amountMinor),
    })),
    matched: matched.map(({ rule }) => rule.replace('rule:', '')),
  }
}

/** JSON has no bigint. */
function readMinor(key: string, value: unknown): unknown {
  return key.endsWith('Minor') && typeof value === 'number' ? BigInt(value) : value
}
