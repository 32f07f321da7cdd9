// What a case says and what it leaves out: the rest is an ordinary job, and parts of a real one stay as they are.
import { describe, expect, it } from 'vitest'
import { makeDecisionInput } from '#help/decision-input.ts'
import type { CaseGiven, RuleSet } from '#shared/contracts/rules.ts'
import { applyGiven, makeCaseInput } from '#shared/decision/cel/case-input.ts'
import { decide } from '#shared/decision/decide.ts'
import { price } from '#shared/pricing/price.ts'
import { measure } from '#shared/spool/measure.ts'

const NO_RULES: RuleSet = { rules: [], cases: [] }
const made = (given: CaseGiven) => makeCaseInput(given, NO_RULES)

describe('a case that says nothing', () => {
  it('is a job that prints, and costs something', () => {
    const decision = decide(made({}), { measure, price })
    expect(decision).toMatchObject({ verdict: 'release', quoted: '0.05', account: 'user:alice' })
  })
})

describe('a case that says', () => {
  it.each([
    ['how many pages', { job: { pages: 7 } }, { value: 0, known: 'exact', ranges: '' }],
    ['how many are in color', { job: { colorPages: 2 } }, { value: 2, known: 'exact', ranges: '' }],
    [
      'that nobody could count',
      { job: { pages: null } },
      { value: null, known: 'unknown', ranges: '' },
    ],
  ])('%s also says what is in color', (_, given, colorPages) => {
    expect(made(given).facts.document.colorPages).toEqual(colorPages)
  })

  it('who prints gives them their own account', () => {
    const { user, accounts, facts } = made({ user: { name: 'Bob', balance: '1.5', groups: ['a'] } })
    expect(user).toMatchObject({ username: 'bob', groups: ['a'], restricted: true })
    expect(accounts).toMatchObject([{ id: 'user:bob', kind: 'personal', postedMinor: 15_000n }])
    expect(facts.owner.name).toBe('bob')
  })

  it('that a guest prints lets the guests pay', () => {
    const { user, accounts } = made({ user: null })
    expect(user).toBeNull()
    expect(accounts.map(({ id }) => id)).toEqual(['shared:guests'])
  })

  it.each([
    ['2026-01-05T21:59:00Z', '2026-01-05T21:59:00.000Z', 0],
    ['2026-01-05T21:59:00+05:30', '2026-01-05T16:29:00.000Z', 330],
    ['2026-01-05T21:59:00-03:30', '2026-01-06T01:29:00.000Z', -210],
  ])('when: %s', (now, utc, utcOffsetMinutes) => {
    expect(made({ now })).toMatchObject({ now: utc, utcOffsetMinutes })
  })

  it('nothing of the accounts and printers that its rules name has them all the same', () => {
    const rules: RuleSet['rules'] = [
      {
        id: 'a',
        when: 'true',
        // biome-ignore lint/suspicious/noThenProperty: a rule's own word
        then: [
          { do: 'charge-to', account: 'shared:x' },
          { do: 'redirect', to: 'cheapest', among: ['a@main', 'b@main'] },
        ],
      },
    ]
    const given: CaseGiven = { targets: [{ id: 'b@main', jobsWaiting: 4 }] }
    const input = makeCaseInput(given, { rules, cases: [] })
    expect(input.ruleAccounts.map(({ id }) => id)).toEqual(['shared:x'])
    expect(input.targets.map(({ printerId, jobsWaiting }) => [printerId, jobsWaiting])).toEqual([
      ['a@main', 0],
      ['b@main', 4],
    ])
  })
})

describe('parts given for a real job', () => {
  const real = makeDecisionInput()

  it('leave everything as it is when there are none', () => {
    expect(applyGiven(real, {})).toEqual(real)
  })

  it('take the place of its own, and nothing else does', () => {
    const changed = applyGiven(real, { job: { copies: 3 }, user: { groups: ['staff'] } })
    expect(changed).toEqual({
      ...real,
      facts: { ...real.facts, ticket: { ...real.facts.ticket, copies: 3 } },
      user: { ...real.user, groups: ['staff'] },
    })
  })
})
