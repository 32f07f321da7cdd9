// Writing rules in the browser: what may be typed where, what the compiler and the cases say, what is put into a text.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { completeAt } from '#portal/pages/rules/complete.ts'
import { checkText, insertCase, insertRules, SCHEMA, tryGiven } from '#portal/pages/rules/engine.ts'
import { NOTHING_TYPED, readGiven } from '#portal/pages/rules/read-given.ts'

const root = join(import.meta.dirname, '../../..')
const recipesIn = (folder: string) =>
  readdirSync(join(root, folder))
    .sort()
    .map((name) => [name, readFileSync(join(root, folder, name), 'utf8')] as const)

const LONG = `# Long ones go on both sides.
rules:
  - id: long
    when: job.counted && job.pages > 10
    then:
      - do: convert
        duplex: true
cases: []
`

describe('completion', () => {
  const RULE = 'rules:\n  - id: long\n    '
  const ACTION = `${RULE}when: x\n    then:\n      - do: `
  it.each([
    ['', ['rules: ', 'cases: ']],
    ['rules:\n  - i', ['id: ', 'when: ', 'then: ']],
    ['rules:\n- id: long\n  w', ['when: ']],
    [`${RULE}when: job.pa`, ['pages', 'paperSizes']],
    [`${RULE}when: job.counted && us`, ['user.groups', 'size']],
    [`${RULE}when: |\n      job.counted\n        && user.name.st`, ['startsWith']],
    [ACTION, ['refuse', 'set-cost']],
    [`${ACTION}hold\n        `, ['releaseBy: ', 'timeoutSeconds: ']],
    [`${ACTION}hold\n        releaseBy: `, ['user', 'manager']],
    [`${ACTION}hold\n      - do: convert\n        gr`, ['grayscale: ', 'duplex: ']],
    ['cases:\n  - name: x\n    given:\n      job:\n        ', ['pages: ', 'copies: ']],
    ['cases:\n  - name: x\n    expect:\n      verdict: ', ['refuse', 'release']],
  ])('at the end of %j offers %j', (before, expected) => {
    const labels = completeAt(before, SCHEMA)?.options.map(({ label }) => label) ?? []
    expect(labels).toEqual(expect.arrayContaining(expected))
  })

  it('offers fields of an action only where that action stands', () => {
    const before = `${ACTION}refuse\n        message: no\n      - do: hold\n        `
    const labels = completeAt(before, SCHEMA)?.options.map(({ label }) => label)
    expect(labels).not.toContain('duplex: ')
  })

  it('begins where the word begins', () => {
    const before = `${RULE}when: job.pa`
    expect(completeAt(before, SCHEMA)?.from).toBe(before.length - 'pa'.length)
  })

  it('has nothing to say inside a name', () => {
    expect(completeAt('rules:\n  - id: lo', SCHEMA)).toBeNull()
  })
})

describe('checking', () => {
  it('tells line and column of a mistake in an expression', () => {
    const { document, problems } = checkText(LONG.replace('job.pages', 'job.pagse'))
    expect(document).toBeNull()
    expect(problems).toMatchObject([{ rule: 'long', line: 4, column: 30 }])
  })

  it('takes an empty text for no rules', () => {
    expect(checkText(' \n')).toEqual({
      document: { rules: [], cases: [] },
      problems: [],
      cases: [],
    })
  })

  it.each(recipesIn('portal/pages/rules/recipes'))('%s compiles and its cases pass', (_, text) => {
    const { problems, cases } = checkText(text)
    expect(problems).toEqual([])
    expect(cases.filter(({ passed }) => !passed)).toEqual([])
    expect(cases).not.toEqual([])
  })

  it('offers the recipes that the engine’s own tests decide', () => {
    expect(recipesIn('portal/pages/rules/recipes')).toEqual(recipesIn('test/cases/rules'))
  })
})

describe('trying', () => {
  const { document } = checkText(LONG)
  it('decides a made-up job by the real engine', () => {
    const { given } = readGiven({ ...NOTHING_TYPED, pages: '11' })
    expect(tryGiven(document!, given, 'CHF')).toMatchObject({
      verdict: 'release',
      changes: { duplex: true },
      cost: '0.44',
    })
  })

  it('leaves out what does not fit and says what', () => {
    const typed = { ...NOTHING_TYPED, pages: 'ten', copies: '2', clock: '25:00', balance: '1,5' }
    expect(readGiven(typed)).toEqual({
      given: { job: { copies: 2 }, user: { balance: '1.5' } },
      wrong: ['clock', 'pages'],
    })
  })
})

describe('putting into a text', () => {
  it('keeps comments and what is there already', () => {
    const twice = insertRules(insertRules(LONG, LONG), LONG.replace('id: long', 'id: longer'))
    expect(twice).toContain('# Long ones go on both sides.')
    expect(checkText(twice).document?.rules.map(({ id }) => id)).toEqual(['long', 'longer'])
  })

  it('makes a case of what was tried, and the case comes true', () => {
    const given = { job: { pages: 12 } }
    const decision = tryGiven(checkText(LONG).document!, given, 'EUR')
    const { cases } = checkText(insertCase(LONG, 'twelve pages', given, decision))
    expect(cases).toEqual([{ name: 'twelve pages', passed: true, failures: [] }])
  })

  it.each(['', 'rules: []\n', '# nothing yet\n'])('begins well from %j', (text) => {
    expect(checkText(insertRules(text, LONG)).document?.rules).toHaveLength(1)
  })
})
