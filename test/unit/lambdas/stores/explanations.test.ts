// Explanations pack small, come back whole, and stay readable: what was packed once is read for ever.
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readDecisionCases } from '#help/decision-cases.ts'
import { type DecisionParts, makeDecisionInput } from '#help/decision-input.ts'
import { DICTIONARIES } from '#lambdas/stores/explanation-dictionary.ts'
import {
  makeExplanation,
  makeExplanationRow,
  readExplanation,
} from '#lambdas/stores/explanations.ts'
import { decide } from '#shared/decision/decide.ts'
import { price } from '#shared/pricing/price.ts'
import { measure } from '#shared/spool/measure.ts'

const TENANT_ID = '01K0000000ABCDEFGHJKMNPQRS'
/** Keys and names of the row take the rest of a write unit. */
const PACKED_LIMIT_BYTES = 850

function explain(parts: DecisionParts) {
  const input = makeDecisionInput(parts)
  return makeExplanation(input, decide(input, { measure, price }))
}

function pack(parts: DecisionParts): Uint8Array {
  const { item } = makeExplanationRow(TENANT_ID, TENANT_ID, explain(parts))
  return item.packed as Uint8Array
}

describe('an explanation', () => {
  it.each<[string, DecisionParts]>([
    ['an ordinary job', {}],
    [
      'a job with a long name and many groups',
      {
        facts: { documentName: 'Jahresabschluss – Entwurf für die Gesellschafterversammlung.pdf' },
        user: { groups: Array.from({ length: 10 }, (_, index) => `class ${index} of 2026`) },
      },
    ],
    [
      'a job under ten rules',
      {
        rules: Array.from({ length: 10 }, (_, index) => ({
          id: `rule-${index}`,
          when: `job.counted && job.sides > ${100 + index} && !("group-${index}" in user.groups)`,
          // biome-ignore lint/suspicious/noThenProperty: the field's own word; a rule is data and never awaited
          then: [{ do: 'refuse' as const, message: 'too long' }],
        })),
      },
    ],
  ])('of %s fits one write unit', (_case, parts) => {
    expect(pack(parts).length).toBeLessThanOrEqual(PACKED_LIMIT_BYTES)
  })

  it('comes back whole, to the last bigint', () => {
    for (const { name, parts } of readDecisionCases()) {
      const explanation = explain(parts)
      const { item } = makeExplanationRow(TENANT_ID, TENANT_ID, explanation)
      expect(readExplanation(item), name).toEqual(explanation)
    }
  })

  it('is packed by dictionaries that never change', () => {
    const hashes = Object.entries(DICTIONARIES).map(([number, bytes]) => [
      number,
      createHash('sha256').update(bytes).digest('hex').slice(0, 16),
    ])
    expect(hashes).toEqual([['1', '4ddd5ee3e9b4780c']])
  })
})
