// What a rule set may hold: every action, and what of it is refused in words that tell the cure.
import { describe, expect, it } from 'vitest'
import { action, RULES_LIMITS, ruleCase, ruleSet } from '#shared/contracts/rules.ts'
import { makeRulesSchema } from '#shared/contracts/rules-schema.ts'

const messagesOf = (parsed: ReturnType<typeof action.safeParse | typeof ruleSet.safeParse>) =>
  parsed.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? []

const shares = (...percents: readonly number[]) =>
  percents.map((percent, at) => ({ account: `shared:p${at}`, percent }))
const choices = (...values: readonly string[]) => values.map((value) => ({ value, label: value }))

describe('an action', () => {
  it.each([
    { do: 'refuse', message: 'no' },
    { do: 'warn', message: 'careful' },
    { do: 'ask', message: 'really?' },
    { do: 'ask', message: 'how?', choices: choices('gray', 'no'), onTimeout: 'gray' },
    { do: 'ask', message: 'really?', timeoutSeconds: 10, onTimeout: 'continue' },
    { do: 'hold' },
    { do: 'hold', message: 'wait', releaseBy: 'manager', timeoutSeconds: 60 },
    { do: 'convert', grayscale: true },
    { do: 'convert', duplex: true, grayscale: true, message: 'changed' },
    { do: 'redirect', to: 'office@main' },
    { do: 'redirect', to: 'cheapest', among: ['office@main', 'color@main'] },
    { do: 'redirect', to: 'least-loaded', among: ['office@main'], message: 'moved' },
    { do: 'charge-to', account: 'shared:project' },
    { do: 'charge-to', split: shares(70, 30) },
    { do: 'set-cost', amount: '0.00' },
    { do: 'adjust-cost', percent: -100 },
    { do: 'adjust-cost', amount: '-0.05' },
    { do: 'watermark', text: 'DRAFT' },
    { do: 'comment', text: 'large' },
    { do: 'notify', to: 'admins', message: 'look' },
    { do: 'notify', to: 'someone@example.org', message: 'look' },
  ])('%j is one', (value) => {
    expect(messagesOf(action.safeParse(value))).toEqual([])
  })

  const long = 'x'.repeat(RULES_LIMITS.messageCharacters + 1)
  it.each([
    [{ do: 'refuse' }, 'message: Invalid input: expected string, received undefined'],
    [{ do: 'refuse', message: ' ' }, 'message: Too small'],
    [{ do: 'warn', message: long }, 'message: Too big'],
    [{ do: 'warn', message: 'x', text: 'y' }, ': Unrecognized key: "text"'],
    [
      { do: 'ask', message: 'x', choices: choices('a', 'a') },
      'choices: two choices have one value',
    ],
    [
      { do: 'ask', message: 'x', choices: choices('a', 'timeout') },
      'choices.1.value: `timeout` is',
    ],
    [{ do: 'ask', message: 'x', choices: choices('a', 'b'), onTimeout: 'c' }, 'onTimeout: must be'],
    [{ do: 'ask', message: 'x', timeoutSeconds: 9 }, 'timeoutSeconds: Too small'],
    [{ do: 'hold', timeoutSeconds: 59 }, 'timeoutSeconds: Too small'],
    [{ do: 'convert' }, ': must name `grayscale`, `duplex` or both'],
    [{ do: 'convert', duplex: false }, 'duplex: Invalid input: expected true'],
    [{ do: 'redirect', to: 'cheapest' }, 'among: must name the printers'],
    [{ do: 'redirect', to: 'a@b', among: ['a@b'] }, 'among: is only for `cheapest`'],
    [{ do: 'charge-to' }, ': must name either `account` or `split`'],
    [{ do: 'charge-to', split: shares(70, 20) }, 'split: the shares add up to 90 percent, not 100'],
    [
      { do: 'charge-to', split: [...shares(50), ...shares(50)] },
      'split: an account is named twice',
    ],
    [{ do: 'set-cost', amount: '-1' }, 'amount: must not be negative'],
    [{ do: 'set-cost', amount: 'NaN' }, 'amount: must be a decimal amount'],
    [{ do: 'set-cost', amount: 1 }, 'amount: Invalid input: expected string'],
    [{ do: 'adjust-cost', percent: 10, amount: '1' }, ': must name either `percent` or `amount`'],
    [{ do: 'adjust-cost', percent: -101 }, 'percent: Too small'],
    [
      { do: 'notify', to: 'nobody', message: 'x' },
      'to: must be `user`, `admins` or an e-mail address',
    ],
    [{ do: 'redirect', to: 'nowhere' }, 'to: must be `queue@site`'],
    [{ do: 'burn' }, 'do: Invalid'],
  ])('%j is refused: %s', (value, message) => {
    const messages = messagesOf(action.safeParse(value))
    expect(messages.some((one) => one.startsWith(message))).toBe(true)
  })
})

describe('a rule set', () => {
  const make = (count: number) => ({
    rules: Array.from({ length: count }, (_, at) => ({
      id: `r${at}`,
      when: 'job.color',
      // biome-ignore lint/suspicious/noThenProperty: a rule's own word
      then: [{ do: 'hold' }],
    })),
  })
  const [one] = make(1).rules

  it('holds as many rules as it may, and no more', () => {
    expect(ruleSet.safeParse(make(RULES_LIMITS.rules)).success).toBe(true)
    expect(ruleSet.safeParse(make(RULES_LIMITS.rules + 1)).success).toBe(false)
  })

  it('holds as many actions in a rule as it may, and at least one', () => {
    const withActions = (count: number) => ({
      rules: [
        {
          ...one,
          // biome-ignore lint/suspicious/noThenProperty: a rule's own word
          then: Array.from({ length: count }, () => ({ do: 'hold' })),
        },
      ],
    })
    expect(ruleSet.safeParse(withActions(RULES_LIMITS.actions)).success).toBe(true)
    expect(ruleSet.safeParse(withActions(RULES_LIMITS.actions + 1)).success).toBe(false)
    expect(ruleSet.safeParse(withActions(0)).success).toBe(false)
  })

  it('has no two rules of one id and no two cases of one name', () => {
    const again = { name: 'same', expect: { verdict: 'hold' } }
    const parsed = ruleSet.safeParse({ rules: [one, one], cases: [again, again] })
    expect(messagesOf(parsed)).toEqual([
      'rules.1.id: `r0` is there already',
      'cases.1.name: `same` is there already',
    ])
  })

  it.each(['', 'Big', '-a', 'a-', 'a b', 'rule:a', 'x'.repeat(61)])('has no rule `%s`', (id) => {
    expect(ruleSet.safeParse({ rules: [{ ...one, id }] }).success).toBe(false)
  })

  it('is described for editors, every limit with it', () => {
    const schema = makeRulesSchema()
    expect(schema['x-limits']).toEqual(RULES_LIMITS)
    expect(JSON.stringify(schema).includes(String(Number.MAX_SAFE_INTEGER))).toBe(false)
  })
})

describe('a case', () => {
  it('expects something', () => {
    expect(ruleCase.safeParse({ name: 'nothing', expect: {} }).success).toBe(false)
  })

  it('names nothing that a job does not have', () => {
    const given = { job: { paper: 'A4' } }
    expect(ruleCase.safeParse({ name: 'a', given, expect: { verdict: 'hold' } }).success).toBe(
      false,
    )
  })
})
