// What holds for every decision, and what the trace tells.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DecisionParts, makeDecisionInput } from '#help/decision-input.ts'
import type { DecisionInput, DecisionTools } from '#shared/contracts/decision.ts'
import { decisionTrace, reason } from '#shared/contracts/decision.ts'
import { formatAmount, parseAmount } from '#shared/contracts/money.ts'
import { decide, ENGINE_VERSION } from '#shared/decision/decide.ts'
import { RULES } from '#shared/decision/rules/index.ts'
import { price } from '#shared/pricing/price.ts'
import { measure } from '#shared/spool/measure.ts'

const tools: DecisionTools = { measure, price }
const decideWith = (parts: DecisionParts, with_ = tools) => decide(makeDecisionInput(parts), with_)
const color = { document: { colorPages: { value: 1, known: 'exact', ranges: '2' } } } as const

describe('trace', () => {
  it('lists every rule in the published order, with what it looked at', () => {
    const { trace } = decideWith({ facts: color, printer: { conversions: { duplex: 'everyone' } } })

    expect(trace).toEqual({
      engine: ENGINE_VERSION,
      steps: [
        step('printer-enabled', 'passed', { known: true, disabled: false }),
        step('user-enabled', 'passed', { known: true, disabled: false }),
        step('identity', 'passed', {
          identity: 'claimed',
          forged: false,
          known: true,
          unknownUser: 'create',
        }),
        step('documents', 'passed', { documents: 1, printsSeveral: false }),
        step('force-grayscale', 'passed', { scope: 'nobody', colorSides: 1 }),
        step(
          'force-duplex',
          'changed',
          { scope: 'everyone', duplex: false, sidesPerCopy: 3 },
          'changed-to-duplex',
        ),
        step('page-count', 'passed', { pages: 3, known: 'exact', sides: 3, colorSides: 1 }),
        step('color-access', 'passed', { scope: 'everyone', colorSides: 1 }),
        step('maximum-pages', 'passed', { limit: null, sides: 3 }),
        step('account', 'passed', { account: 'user:alice' }),
        step('price', 'priced', { cost: '0.26' }),
        step('funds', 'passed', {
          restricted: true,
          balance: '10.00',
          overdraft: '0.00',
          cost: '0.26',
        }),
      ],
      counts: {
        pages: 3,
        sidesPerCopy: 3,
        copies: 1,
        sides: 3,
        sheets: 2,
        colorSides: 1,
        duplex: true,
      },
      priceLines: [
        { what: 'gray sides, two-sided', count: 2, each: '0.04', amount: '0.08' },
        { what: 'color sides, two-sided', count: 1, each: '0.18', amount: '0.18' },
      ],
      balanceBefore: '10.00',
      balanceAfter: '9.74',
    })
  })

  it('lists the rules after a refusal as skipped, with nothing looked at', () => {
    const { trace } = decideWith({ user: { disabled: true } })

    expect(trace.steps.map((one) => one.rule)).toEqual(RULES.map((rule) => rule.name))
    expect(trace.steps[1]).toEqual(
      step('user-enabled', 'refused', { known: true, disabled: true }, 'user-disabled'),
    )
    for (const later of trace.steps.slice(2)) {
      expect(later).toMatchObject({ outcome: 'skipped', looked: {}, reason: null })
    }
  })

  it('keeps the same bytes for the same input', () => {
    const parts = { facts: color, printer: { conversions: { grayscale: ['pupils'] } } }

    expect(JSON.stringify(decideWith(parts).trace)).toBe(JSON.stringify(decideWith(parts).trace))
  })
})

describe('a rule that errs', () => {
  const broken = () => {
    throw new Error('broken')
  }

  it.each([
    ['measure', ['force-grayscale', 'force-duplex', 'page-count'], '0.00'],
    ['price', ['price'], '0.00'],
  ])('is skipped and listed when `%s` throws, and the job is held', (tool, erred, cost) => {
    const decision = decideWith({}, { ...tools, [tool]: broken })

    const skipped = decision.trace.steps.filter((one) => one.outcome === 'skipped')
    expect(skipped.map((one) => one.rule)).toEqual(erred)
    expect(skipped[0]).toMatchObject({ looked: { error: 'Error: broken' }, reason: 'rule-failed' })
    expect(decision).toMatchObject({ verdict: 'hold', holdSeconds: 14_400 })
    expect(formatAmount(decision.costMinor)).toBe(cost)
  })

  it('does not save a job that another rule refuses', () => {
    const { verdict, reasons } = decideWith({ account: null }, { ...tools, measure: broken })

    expect(verdict).toBe('refuse')
    expect(reasons.map((one) => one.code)).toEqual(['account-missing'])
  })
})

describe('a refused job', () => {
  it('is neither changed nor charged, and tells the refusal only', () => {
    const decision = decideWith({
      facts: color,
      printer: { conversions: { grayscale: 'everyone' } },
      account: { postedMinor: 0n },
    })

    expect(decision).toMatchObject({
      verdict: 'refuse',
      changes: { grayscale: false, duplex: false },
      costMinor: 0n,
      quoted: '0.15',
      message: 'balance 0.00 EUR is less than the cost 0.15 EUR',
    })
  })
})

describe('every decision', () => {
  const everyInput = fc
    .record({
      pages: fc.record({
        value: fc.option(fc.nat(1_000_000)),
        known: fc.constantFrom('exact', 'estimated', 'unknown'),
      }),
      colorPages: fc.record({
        value: fc.option(fc.nat(1_000_000)),
        known: fc.constantFrom('exact', 'estimated', 'unknown'),
        ranges: fc.constantFrom('', '1-3', '2,5-9', 'nonsense'),
      }),
      documents: fc.nat(3),
      ticket: fc.record({
        copies: fc.constantFrom(1, 2, 9_999),
        duplex: fc.boolean(),
        grayscale: fc.boolean(),
        pagesPerSide: fc.constantFrom(1, 2, 16),
        pageRanges: fc.constantFrom('', '1', '2-4', '9-1', 'x'),
      }),
      forged: fc.boolean(),
      several: fc.boolean(),
      settings: fc.record({
        unknownUser: fc.constantFrom('create', 'refuse', 'guest'),
        unknownPages: fc.constantFrom('hold', 'flat', 'allow'),
        flatPrice: fc.constantFrom('0.00', '9999999999.9999'),
      }),
      printer: fc.option(
        fc.record({
          disabled: fc.boolean(),
          colorMode: fc.constantFrom('page', 'document', 'grayscale'),
          prices: fc.record({
            gray: fc.record({ simplex: anyPrice(), duplex: anyPrice() }),
            color: fc.record({ simplex: anyPrice(), duplex: anyPrice() }),
          }),
          restrictions: fc.record({
            maxPages: fc.option(fc.integer({ min: 1, max: 1_000_000 })),
            colorAllowed: anyScope(),
          }),
          conversions: fc.record({ grayscale: anyScope(), duplex: anyScope() }),
        }),
        { freq: 20 },
      ),
      user: fc.option(fc.record({ disabled: fc.boolean(), restricted: fc.boolean() })),
      account: fc.option(
        fc.record({
          postedMinor: fc.bigInt(-(10n ** 14n), 10n ** 14n),
          heldMinor: fc.bigInt(0n, 10n ** 14n),
          overdraftMinor: fc.bigInt(0n, 10n ** 14n),
        }),
        { freq: 20 },
      ),
    })
    .map(
      ({ pages, colorPages, documents, ticket, forged, several, ...rest }): DecisionInput =>
        makeDecisionInput({
          ...rest,
          facts: {
            document: { count: documents, pages, colorPages },
            ticket,
            owner: { forged },
            printsSeveralDocuments: several,
          },
        } as DecisionParts),
    )
  const check = (holds: (input: DecisionInput) => void) =>
    fc.assert(fc.property(everyInput, holds), { seed: 1, numRuns: 1_000 })

  it('is the same twice, byte for byte, and leaves its input alone', () => {
    check((input) => {
      const before = snapshot(input)
      expect(snapshot(decide(input, tools))).toBe(snapshot(decide(input, tools)))
      expect(snapshot(input)).toBe(before)
    })
  })

  it('has a step for every rule and no rule that errs', () => {
    check((input) => {
      const { trace, reasons } = decide(input, tools)
      expect(trace.steps.map((one) => one.rule)).toEqual(RULES.map((rule) => rule.name))
      expect(reasons.map((one) => one.code)).not.toContain('rule-failed')
    })
  })

  it('never releases or holds what a rule refused, never refuses without a reason', () => {
    check((input) => {
      const { verdict, trace, reasons } = decide(input, tools)
      const refused = trace.steps.some((one) => one.outcome === 'refused')
      expect(verdict === 'refuse').toBe(refused)
      if (verdict !== 'release') expect(reasons.length).toBeGreaterThan(0)
    })
  })

  it('costs nothing or more, as much as its lines say, and lowers the balance by just that', () => {
    check((input) => {
      const { costMinor, quoted, trace, verdict } = decide(input, tools)
      expect(costMinor).toBeGreaterThanOrEqual(0n)
      if (verdict === 'refuse') expect(costMinor).toBe(0n)
      else expect(formatAmount(costMinor)).toBe(quoted ?? '0.00')
      if (quoted !== null) {
        const lines = trace.priceLines.map((line) => parseAmount(line.amount))
        expect(formatAmount(lines.reduce((sum, line) => sum + line, 0n))).toBe(quoted)
      }
      if (input.account !== null) {
        const beforeMinor = input.account.postedMinor - input.account.heldMinor
        expect(trace.balanceBefore).toBe(formatAmount(beforeMinor))
        expect(trace.balanceAfter).toBe(formatAmount(beforeMinor - costMinor))
      }
    })
  })

  it('lets no restricted user spend more than there is', () => {
    check((input) => {
      const { costMinor } = decide(input, tools)
      if (costMinor === 0n || input.account === null || input.user?.restricted === false) return
      const { postedMinor, heldMinor, overdraftMinor } = input.account
      expect(postedMinor - heldMinor + overdraftMinor).toBeGreaterThanOrEqual(costMinor)
    })
  })

  it('fits the contract of trace and reasons', () => {
    check((input) => {
      const { trace, reasons, message } = decide(input, tools)
      for (const one of reasons) {
        reason.parse(one)
        expect(one.text).not.toMatch(/[{}]/)
      }
      expect(message.length).toBeLessThanOrEqual(500)
      // Balances beyond the limit of one amount are the test's own: no ledger writes them.
      decisionTrace.omit({ balanceBefore: true, balanceAfter: true, steps: true }).parse(trace)
    })
  })
})

function step(rule: string, outcome: string, looked: object, code: string | null = null) {
  return { rule, version: 1, looked, outcome, reason: code }
}

function anyPrice() {
  return fc.constantFrom('0.00', '0.05', '0.0001', '9999999999.9999')
}

function anyScope() {
  return fc.constantFrom('nobody', 'everyone', ['pupils'], ['teachers'])
}

function snapshot(value: unknown): string {
  return JSON.stringify(value, (_key, one) => (typeof one === 'bigint' ? `${one}n` : one))
}
