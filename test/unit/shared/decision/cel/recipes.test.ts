// The recipes of docs/rules.md: each a rule set with cases that the real engine decides as they say.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RuleSet } from '#shared/contracts/rules.ts'
import { readDocument } from '#shared/decision/cel/read-document.ts'
import { runCases } from '#shared/decision/cel/run-cases.ts'
import { price } from '#shared/pricing/price.ts'
import { measure } from '#shared/spool/measure.ts'

const root = new URL('../../../../..', import.meta.url).pathname
const folder = join(root, 'test/cases/rules')
const page = readFileSync(join(root, 'docs/rules.md'), 'utf8')

const recipes = readdirSync(folder)
  .sort()
  .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))

describe.each(recipes)('$name', ({ text }) => {
  const { document, problems } = readDocument(text)

  it('has no problem', () => {
    expect(problems).toBeNull()
  })

  it('is decided as its cases say, by a case that some rule matches and one that none does', () => {
    const results = runCases(document as RuleSet, { measure, price })
    expect(results.filter(({ passed }) => !passed)).toEqual([])
    expect(results.length).toBeGreaterThan(1)
  })

  it('stands in the page as it is tested', () => {
    expect(page).toContain(text.slice(0, text.indexOf('\ncases:')))
  })
})

it('makes at least ten recipes', () => {
  expect(recipes.length).toBeGreaterThanOrEqual(10)
})

describe('a case that fails', () => {
  const document = readDocument(`
rules:
  - { id: a, when: job.pages > 1, then: [{ do: refuse, message: too long }] }
cases:
  - name: wrong in every way
    given: { job: { pages: 2 } }
    expect: { verdict: release, duplex: true, cost: '1', account: 'user:bob', reasons: [rule-held],
      comments: [x], notified: [admins], matched: [], message: short, redirectTo: a@b, holdSeconds: 60 }
`)

  it('says of everything what it is and what it was to be', () => {
    const [result] = runCases(document.document as RuleSet, { measure, price })
    expect(result).toEqual({
      name: 'wrong in every way',
      passed: false,
      failures: [
        'verdict is `refuse`, not `release`',
        'duplex is `false`, not `true`',
        'cost is `0.00`, not `1.00`',
        'account is `user:alice`, not `user:bob`',
        'redirectTo is `none`, not `a@b`',
        'holdSeconds is `none`, not `60`',
        'reasons lack `rule-held`: there are `rule-refused`',
        'comments lack `x`: there are none',
        'notified lack `admins`: there are none',
        'matched is `a`, not ``',
        'message is `too long`, without `short`',
      ],
    })
  })
})
