// Rule sets from text: JSON and YAML both ways, and every problem with its rule, its line and its column.
import { describe, expect, it } from 'vitest'
import type { RuleSet } from '#shared/contracts/rules.ts'
import { RULES_LIMITS } from '#shared/contracts/rules.ts'
import { compileRules } from '#shared/decision/cel/compile.ts'
import { formatYaml, readDocument } from '#shared/decision/cel/read-document.ts'

const problemsOf = (text: string) => readDocument(text).problems

function documentOf(text: string): RuleSet {
  const { document } = readDocument(text)
  expect(document).not.toBeNull()
  return document as RuleSet
}

const WHOLE = `
rules:
  - id: big-job # for now
    name: Big jobs
    when: |
      job.sides > 100
        && !("staff" in user.groups)
    then:
      - do: ask
        message: really?
        choices: [{value: gray, label: In gray}, {value: no, label: Stop}]
        timeoutSeconds: 60
        onTimeout: gray
    stop: true
cases:
  - name: staff may
    given: {job: {pages: 101}, user: {groups: [staff]}}
    expect: {verdict: release}
`

describe('a rule set', () => {
  it('is the same from YAML, from JSON, and from the YAML that is written of it', () => {
    // \`no\` is text here (YAML 1.2), not false.
    const document = documentOf(WHOLE)
    expect(document.rules[0]?.then[0]).toMatchObject({ onTimeout: 'gray', timeoutSeconds: 60 })
    expect(documentOf(JSON.stringify(document))).toEqual(document)
    expect(documentOf(JSON.stringify(document, null, 2))).toEqual(document)
    expect(documentOf(formatYaml(document))).toEqual(document)
  })

  it('may be empty', () => {
    expect(documentOf('rules: []')).toEqual({ rules: [], cases: [] })
  })
})

describe('a problem', () => {
  const rule = (id: string, when: string, then = '[{do: hold}]') =>
    `  - id: ${id}\n    when: ${when}\n    then: ${then}\n`
  it.each([
    ['a plain expression', rule('a', 'job.page > 1'), 'a', '/rules/0/when', 3, 15],
    ['a quoted expression', rule('a', '"job.page > 1"'), 'a', '/rules/0/when', 3, 16],
    [
      'an expression in several lines',
      rule('a', '|\n      job.color &&\n       job.page > 1'),
      'a',
      '/rules/0/when',
      5,
      12,
    ],
    [
      'an expression with escapes',
      rule('a', '"job.name == \\"a\\" && job.page > 1"'),
      'a',
      '/rules/0/when',
      3,
      11,
    ],
    [
      'an action that does not exist',
      rule('a', 'job.color', '[{do: hold}, {do: burn}]'),
      'a',
      '/rules/0/then/1/do',
      4,
      29,
    ],
    [
      'a field that does not exist',
      rule('a', 'job.color', '[{do: hold, now: 1}]'),
      'a',
      '/rules/0/then/0',
      4,
      12,
    ],
    [
      'a second rule of that id',
      rule('a', 'job.color') + rule('a', 'job.color'),
      'a',
      '/rules/1/id',
      5,
      9,
    ],
    [
      'the second of two rules',
      rule('a', 'job.color') + rule('b', '1 + 1'),
      'b',
      '/rules/1/when',
      6,
      11,
    ],
  ])('in %s names rule, line and column', (_, rules, id, path, line, column) => {
    expect(problemsOf(`rules:\n${rules}`)).toEqual([
      { rule: id, path, line, column, message: expect.any(String) },
    ])
  })

  it.each([
    ['JSON that ends early', '{"rules": [', 'end with a ]'],
    ['a key that stands twice', 'rules: []\nrules: []', 'Map keys must be unique'],
    ['an alias', 'rules: &all []\ncases: *all', 'aliases (`*name`) are not taken'],
    ['nothing', '', 'expected object'],
    [
      'more than a rule set may have',
      `# ${'x'.repeat(RULES_LIMITS.documentBytes)}`,
      'may have 262144 bytes',
    ],
  ])('is found in %s', (_, text, message) => {
    const [problem] = problemsOf(text) ?? []
    expect(problem?.message).toContain(message)
    expect(problem?.line).toBeGreaterThan(0)
  })

  it('is told at most fifty times', () => {
    const rules = Array.from({ length: 80 }, (_, at) => rule(`r${at}`, 'job.page > 1')).join('')
    expect(problemsOf(`rules:\n${rules}`)).toHaveLength(50)
  })

  it('is that all expressions together are too costly, where that begins', () => {
    const when =
      'user.groups.exists(g, g.like("*staff*") || g.like("*teacher*") || g.like("*head*"))'
    const rules = Array.from({ length: 20 }, (_, at) => rule(`r${at}`, `'${when}'`)).join('')
    const [problem, ...others] = problemsOf(`rules:\n${rules}`) ?? []
    expect(others).toEqual([])
    expect(problem?.message).toMatch(/^all expressions up to this one could take \d+ steps/)
  })
})

describe('compiling', () => {
  it('is done once for a document', () => {
    const document = documentOf(WHOLE)
    expect(compileRules(document)).toBe(compileRules(document))
  })
})
