// The decision cases of test/cases/decisions: one JSON file each, read by whoever runs the engine.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { type DecisionParts, makeDecisionInput } from '#help/decision-input.ts'
import { jobChanges, verdict } from '#shared/contracts/decision.ts'
import { amountText, formatAmount } from '#shared/contracts/money.ts'
import { decide } from '#shared/decision/decide.ts'
import { REASONS } from '#shared/decision/reasons.ts'
import { price } from '#shared/pricing/price.ts'
import { measure } from '#shared/spool/measure.ts'

const folder = new URL('../../../cases/decisions', import.meta.url).pathname

/** `input`: the parts that differ from the ordinary job; amounts ending in `Minor` are whole minor units. */
const decisionCase = z.strictObject({
  description: z.string(),
  input: z.record(z.string(), z.unknown()),
  expected: z.strictObject({
    verdict,
    reasons: z.array(z.string()),
    cost: amountText,
    changes: jobChanges.optional(),
    message: z.string().optional(),
    quoted: amountText.nullable().optional(),
    account: z.string().optional(),
    holdSeconds: z.int().optional(),
  }),
})

const cases = readdirSync(folder)
  .sort()
  .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
  .map(({ name, text }) => ({ name, ...decisionCase.parse(JSON.parse(text, readMinor)) }))

describe('decision cases', () => {
  it.each(cases)('$name: $description', ({ input, expected }) => {
    const decision = decide(makeDecisionInput(input as DecisionParts), { measure, price })

    const shown = {
      ...decision,
      reasons: decision.reasons.map((reason) => reason.code),
      cost: formatAmount(decision.costMinor),
    }
    expect(shown).toMatchObject(expected)
  })

  it('show every reason but the one that needs a broken rule', () => {
    const shown = new Set(cases.flatMap(({ expected }) => expected.reasons))
    expect([...shown, 'rule-failed'].sort()).toEqual(Object.keys(REASONS).sort())
  })
})

/** JSON has no bigint. */
function readMinor(key: string, value: unknown): unknown {
  return key.endsWith('Minor') && typeof value === 'number' ? BigInt(value) : value
}
