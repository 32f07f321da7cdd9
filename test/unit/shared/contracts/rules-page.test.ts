// docs/rules.md tells what the schema and the engine know, and nothing else: tables and code are compared both ways.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { RULES_ROUTES } from '#shared/contracts/routes/rules.ts'
import { RULE_FUNCTIONS, RULE_VARIABLES } from '#shared/contracts/rule-variables.ts'
import {
  action,
  caseExpected,
  caseGiven,
  RULES_LIMITS,
  rule,
  ruleCase,
} from '#shared/contracts/rules.ts'
import { STEPS } from '#shared/decision/steps/index.ts'

const page = readFileSync(new URL('../../../../docs/rules.md', import.meta.url), 'utf8')

/** Rows of the table whose first heading is this, as cells. */
function tableOf(heading: string): string[][] {
  const lines = page.split('\n')
  const start = lines.findIndex((line) => line.startsWith(`| ${heading}`))
  expect(start).toBeGreaterThan(-1)
  const end = lines.findIndex((line, at) => at > start && !line.startsWith('|'))
  const cells = (line: string) => line.split(/(?<!\\)\|/).map((cell) => cell.trim())
  return lines.slice(start + 2, end).map((line) => cells(line).slice(1, -1))
}

const wordsIn = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word!)
const sorted = (words: Iterable<string>) => [...words].sort()
const firstWords = (heading: string) => tableOf(heading).flatMap(([first]) => wordsIn(first))
const keysOf = (schema: { shape: object }) => Object.keys(schema.shape)

describe('the page of rules', () => {
  it('tells every step in its order', () => {
    expect(firstWords('step')).toEqual(STEPS.map(({ name }) => name))
  })

  it('tells every field of a rule, and of a case', () => {
    const [fields, caseFields] = page.split('## Cases')
    const rows = (text = '') => [...text.matchAll(/^\| `(\w+)` +\|/gm)].map(([, word]) => word!)
    expect(sorted(rows(fields?.split('## A rule')[1]?.split('## Actions')[0]))).toEqual(
      sorted(keysOf(rule)),
    )
    expect(sorted(rows(caseFields?.split('| given')[0]))).toEqual(sorted(keysOf(ruleCase)))
  })

  it('tells every action with every field of it', () => {
    const told = tableOf('`do`').map(([name, fields]) => [
      wordsIn(name)[0],
      sorted(wordsIn(fields)),
    ])
    const known = action.options.map((option) => {
      const { do: name, ...fields } = option.shape
      return [name.value, sorted(Object.keys(fields))]
    })
    expect(told).toEqual(known)
  })

  it('tells every variable with its type', () => {
    const told = tableOf('field').length
    expect(told).toBeGreaterThan(0)
    const rows = page.split('## Expressions')[1]?.split('## Errors')[0] ?? ''
    const variables = [...rows.matchAll(/^\| `(\w+\.\w+)` +\| ([^|]+?) +\| (.+?) +\|$/gm)]
    const known = Object.entries(RULE_VARIABLES).flatMap(([variable, fields]) =>
      Object.entries(fields).map(([field, one]) => {
        const type = one.type === 'list<string>' ? 'list of strings' : one.type
        return [
          `${variable}.${field}`,
          'unknown' in one ? `${type}, may be unknown` : type,
          one.about,
        ]
      }),
    )
    expect(variables.map(([, name, type, about]) => [name, type, about])).toEqual(known)
  })

  it('tells every function', () => {
    const told = tableOf('function').map(([signature, about]) => [wordsIn(signature)[0], about])
    expect(told).toEqual(RULE_FUNCTIONS.map(({ signature, about }) => [signature, about]))
  })

  it('tells everything that a case may give and expect', () => {
    expect(sorted(firstWords('given'))).toEqual(sorted(keysOf(caseGiven)))
    expect(sorted(firstWords('expected'))).toEqual(sorted(keysOf(caseExpected)))
    const given = new Map(tableOf('given').map(([name, fields]) => [wordsIn(name)[0], fields]))
    for (const part of ['job', 'user'] as const) {
      const fields = wordsIn(given.get(part)).filter((word) => word !== 'null')
      expect(sorted(fields)).toEqual(sorted(keysOf(unwrap(caseGiven.shape[part]))))
    }
  })

  it('tells every limit as it is', () => {
    const told = tableOf('limit').map(([name, text]) => [
      wordsIn(name)[0],
      Number.parseInt(text!, 10),
    ])
    expect(Object.fromEntries(told)).toEqual(RULES_LIMITS)
  })

  it('tells every path', () => {
    const known = Object.values(RULES_ROUTES).map(
      ({ method, path }) => `${method} ${path.replace('/v1/tenants/{tenant}', '…')}`,
    )
    expect(sorted(firstWords('request'))).toEqual(sorted(known))
  })
})

/** The object inside of `optional` and `nullable`. */
function unwrap(schema: unknown): { shape: object } {
  const wrapped = schema as { shape?: object; unwrap?: () => unknown }
  return wrapped.shape === undefined ? unwrap(wrapped.unwrap!()) : { shape: wrapped.shape }
}
