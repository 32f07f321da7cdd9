// What holds for every decision, and what the trace tells.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DecisionParts, makeDecisionInput } from '#help/decision-input.ts'
import type { DecisionInput, DecisionTools } from '#shared/contracts/decision.ts'
import { decisionTrace, reason } from '#shared/contracts/decision.ts'
import { formatAmount, parseAmount } from '#shared/contracts/money.ts'
import type { Action, CustomRule } from '#shared/contracts/rules.ts'
import { decide, ENGINE_VERSION } from '#shared/decision/decide.ts'
import { STEPS } from '#shared/decision/steps/index.ts'
import { price } from '#shared/pricing/price.ts'
import { measure } from '#shared/spool/measure.ts'

const tools: DecisionTools = { measure, price }
const decideWith = (parts: DecisionParts, with_ = tools) => decide(makeDecisionInput(parts), with_)
const color = { document: { colorPages: { value: 1, known: 'exact', ranges: '2' } } } as const

describe('trace', () => {
  it('lists every step in the published order, with what it looked at', () => {
    const { trace } = decideWith({ facts: color, printer: { conversions: { duplex: 'everyone' } } })

    expect(trace).toEqual({
      engine: ENGINE_VERSION,
      rules: null,
      steps: [
        step('printer-enabled', 'passed', { known: true, disabled: false }),
        step('user-enabled', 'passed', { known: true, disabled: false }),
        step('identity', 'passed', {
          identity: 'claimed',
          forged: false,
          known: true,
          unknownUser: 'create',
        }),
        step('printer-access', 'passed', { scope: 'everyone' }),
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
        step('maximum-pages', 'passed', { limit: null, sides: 3 }, null, 2),
        step('maximum-copies', 'passed', { limit: null, copies: 1 }),
        step('maximum-cost', 'passed', { limit: null }),
        step('maximum-size', 'passed', { limit: null, bytes: 12_345 }),
        step('sides-only', 'passed', { only: 'any', duplex: true }),
        step('color-only', 'passed', { only: 'any', colorSides: 1 }),
        step('denied-names', 'passed', { patterns: 0, pattern: null }),
        step('paper-sizes', 'passed', { allowed: null }),
        step('duplicate', 'passed', { seconds: null, duplicateOf: null }),
        step('custom-rules', 'passed', { rules: 0 }),
        step('account', 'passed', { selection: 'automatic', account: 'user:alice' }, null, 2),
        step('price', 'priced', { cost: '0.26' }, null, 2),
        step(
          'funds',
          'passed',
          {
            account: 'user:alice',
            restricted: true,
            balance: '10.00',
            overdraft: '0.00',
            cost: '0.26',
          },
          null,
          2,
        ),
        step('release-mode', 'passed', { mode: 'none' }),
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

    expect(trace.steps.map((one) => one.rule)).toEqual(STEPS.map(({ name }) => name))
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
            access: anyScope(),
            scope: fc.constantFrom('restricted', 'all'),
            maxPages: fc.option(fc.integer({ min: 1, max: 1_000_000 })),
            maxCopies: fc.option(fc.constantFrom(1, 9_999)),
            maxCost: fc.option(anyPrice()),
            sides: fc.constantFrom('any', 'simplex', 'duplex'),
            color: fc.constantFrom('any', 'color', 'grayscale'),
            deniedNames: fc.constantFrom([], ['*.exe'], ['*']),
            paperSizes: fc.option(fc.constant(['A4'])),
            duplicateSeconds: fc.option(fc.constant(60)),
            colorAllowed: anyScope(),
          }),
          hold: fc.record({
            mode: fc.constantFrom('none', 'user', 'manager'),
            seconds: fc.option(fc.constant(600)),
          }),
          conversions: fc.record({ grayscale: anyScope(), duplex: anyScope() }),
        }),
        { freq: 20 },
      ),
      user: fc.option(
        fc.record({
          disabled: fc.boolean(),
          restricted: fc.boolean(),
          exempt: fc.boolean(),
          costRatePercent: fc.constantFrom(0, 33.33, 100, 1_000),
          selection: fc.constantFrom('automatic', 'confirm', 'list', 'pin', 'manager'),
        }),
      ),
      answers: fc.constantFrom<Record<string, string>>(
        {},
        { account: 'yes' },
        { account: 'user:alice', 'rule:asks': 'yes' },
        { 'rule:asks': 'timeout' },
      ),
      duplicateOf: fc.option(fc.constant('01K0000000ABCDEFGHJKMNPQRT')),
      rules: fc.subarray([...RULES]),
      targets: fc.constantFrom([], [{ printerId: 'lab@main' }]),
      account: fc.option(
        fc.record({
          pin: fc.boolean(),
          restricted: fc.boolean(),
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
  const check = (holds: (input: DecisionInput) => void, numRuns = 1_000) =>
    fc.assert(fc.property(everyInput, holds), { seed: 1, numRuns })

  it('is the same twice, byte for byte, and leaves its input alone', () => {
    check((input) => {
      const before = snapshot(input)
      expect(snapshot(decide(input, tools))).toBe(snapshot(decide(input, tools)))
      expect(snapshot(input)).toBe(before)
    })
  })

  it('has every step, and none that errs', () => {
    check((input) => {
      const { trace } = decide(input, tools)
      const own = trace.steps.filter(({ rule }) => !rule.startsWith('rule:'))
      expect(own.map((one) => one.rule)).toEqual(STEPS.map(({ name }) => name))
      for (const { looked } of own) expect(looked).not.toHaveProperty('error')
    })
  })

  it('stays a refusal, or asks, when a rule that refuses is added anywhere', () => {
    check((input) => {
      const before = decide(input, tools).verdict
      const rules = input.rules?.document.rules ?? []
      for (const when of ['true', 'job.sides > 3', 'job.bytes / (job.documents - 1) > 0']) {
        for (let place = 0; place <= rules.length; place++) {
          const refusing = makeRule('added', when, { do: 'refuse', message: 'no' })
          const more = rules.toSpliced(place, 0, refusing)
          const document = { rules: more, cases: [] }
          const after = decide({ ...input, rules: { version: 2, document } }, tools).verdict
          if (before === 'refuse') expect(['refuse', 'ask']).toContain(after)
          if (after === 'release' || after === 'redirect') expect(before).toBe(after)
        }
      }
    }, 60)
  })

  it('never releases or holds what a step refused, never refuses without a reason', () => {
    check((input) => {
      const { verdict, trace, reasons } = decide(input, tools)
      const refused = trace.steps.some((one) => one.outcome === 'refused')
      const asked = trace.steps.some((one) => one.outcome === 'asked')
      expect(verdict === 'refuse').toBe(refused)
      expect(verdict === 'ask').toBe(asked)
      if (verdict !== 'release' && verdict !== 'redirect') expect(reasons.length).toBeGreaterThan(0)
    })
  })

  it('costs nothing or more, as much as its lines say, and lowers the balance by just that', () => {
    check((input) => {
      const decided = decide(input, tools)
      const { costMinor, quoted, trace, verdict, charges } = decided
      expect(costMinor).toBeGreaterThanOrEqual(0n)
      expect(charges.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(costMinor)
      if (verdict === 'refuse' || verdict === 'ask') expect(costMinor).toBe(0n)
      else expect(formatAmount(costMinor)).toBe(quoted ?? '0.00')
      if (quoted !== null) {
        const lines = trace.priceLines.map((line) => parseAmount(line.amount))
        expect(formatAmount(lines.reduce((sum, line) => sum + line, 0n))).toBe(quoted)
      }
      const account = input.accounts.find(({ id }) => id === decided.account)
      if (account !== undefined) {
        const beforeMinor = account.postedMinor - account.heldMinor
        expect(trace.balanceBefore).toBe(formatAmount(beforeMinor))
        expect(trace.balanceAfter).toBe(formatAmount(beforeMinor - (charges[0]?.amountMinor ?? 0n)))
      }
    })
  })

  it('lets no restricted account spend more than there is', () => {
    check((input) => {
      for (const { accountId, amountMinor } of decide(input, tools).charges) {
        const account = input.accounts.find(({ id }) => id === accountId)
        if (account?.restricted === false) continue
        const { postedMinor = 0n, heldMinor = 0n, overdraftMinor = 0n } = account ?? {}
        expect(postedMinor - heldMinor + overdraftMinor).toBeGreaterThanOrEqual(amountMinor)
      }
    })
  })

  it('fits the contract of trace and reasons', () => {
    check((input) => {
      const { trace, reasons, message } = decide(input, tools)
      for (const one of reasons) {
        reason.parse(one)
        expect(one.text, one.code).not.toMatch(/\{\w+\}/)
      }
      expect(message.length).toBeLessThanOrEqual(500)
      // Balances beyond the limit of one amount are the test's own: no ledger writes them.
      decisionTrace.omit({ balanceBefore: true, balanceAfter: true, steps: true }).parse(trace)
    })
  })
})

function step(
  rule: string,
  outcome: string,
  looked: object,
  code: string | null = null,
  version = 1,
) {
  return { rule, version, looked, outcome, reason: code }
}

/** One of each action, in an order in which each can be reached. */
const RULES: readonly CustomRule[] = [
  makeRule('convert', 'job.color', { do: 'convert', grayscale: true }),
  makeRule('warn', 'job.copies > 1', { do: 'warn', message: 'paper' }),
  makeRule('cost', 'true', { do: 'adjust-cost', percent: 33 }),
  makeRule('moves', 'job.duplex', { do: 'redirect', to: 'lab@main' }),
  makeRule('charges', 'user.known', { do: 'charge-to', account: 'user:alice' }),
  makeRule('holds', 'job.sides > 1000', { do: 'hold', releaseBy: 'user' }),
  makeRule('asks', 'job.copies == 9999', {
    do: 'ask',
    message: 'really?',
    timeoutSeconds: 60,
    onTimeout: 'refuse',
  }),
  makeRule('refuses', 'job.sheets > 500000', { do: 'refuse', message: 'no' }),
]

function makeRule(id: string, when: string, action: Action): CustomRule {
  // biome-ignore lint/suspicious/noThenProperty: the field's own word; a rule is data and never awaited
  return { id, when, then: [action] }
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
