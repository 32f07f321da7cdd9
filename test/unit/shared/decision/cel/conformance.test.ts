// CEL's own conformance suite: whatever of it the guard lets in comes out as the specification says.
import { tests } from '@bufbuild/cel-spec/testdata/conformance.js'
import { describe, expect, it } from 'vitest'
import { makeRuleVariables } from '#help/cel-grammar.ts'
import { bindVariables, compileExpression, Fault } from '#shared/decision/cel/guard.ts'

/** Files of the suite about what rules can say; the others are about messages, time and extensions. */
const FILES = ['basic', 'comparisons', 'conversions', 'fp_math', 'integer_math', 'lists', 'logic']
const MORE_FILES = ['macros', 'parse', 'string']
const LEAST_TAKEN = 380

interface Suite {
  readonly name: string
  readonly suites?: readonly Suite[]
  readonly tests?: readonly { readonly original: Test }[]
}
interface Test {
  readonly name?: string
  readonly expr: string
  readonly value?: Readonly<Record<string, unknown>>
  readonly evalError?: unknown
  readonly bindings?: unknown
  readonly container?: unknown
}

const bound = bindVariables(makeRuleVariables())
const cases = ((tests as Suite).suites ?? [])
  .filter(({ name }) => [...FILES, ...MORE_FILES].includes(name))
  .flatMap((file) => testsIn(file))
  .filter(({ bindings, container }) => bindings === undefined && container === undefined)

function testsIn({ suites = [], tests: own = [] }: Suite): Test[] {
  return [...own.map(({ original }) => original), ...suites.flatMap(testsIn)]
}

/** A rule is true or false, so what gives anything else is compared with what it is to give. */
function makeSource({ expr, value, evalError }: Test): string | null {
  if (evalError !== undefined) return `(${expr}) == (${expr})`
  if (value === undefined) return expr
  const literal = makeLiteral(value)
  if (literal === null) return null
  return literal === 'true' ? expr : literal === 'false' ? `!(${expr})` : `(${expr}) == ${literal}`
}

function makeLiteral(value: Readonly<Record<string, unknown>>): string | null {
  const [[kind, content] = []] = Object.entries(value)
  switch (kind) {
    case 'boolValue':
      return String(content)
    case 'int64Value':
      return String(content)
    case 'doubleValue': {
      const text = String(content)
      return /^-?\d+$/.test(text) ? `${text}.0` : /^-?\d+\.\d+$/.test(text) ? text : null
    }
    case 'stringValue':
      return JSON.stringify(content)
    default:
      return null
  }
}

function evaluate(source: string): boolean | 'refused' | 'error' {
  const compiled = compileExpression(source)
  if (compiled instanceof Fault) return 'refused'
  try {
    return compiled.matches(bound)
  } catch {
    return 'error'
  }
}

describe('the conformance suite', () => {
  const results = cases.flatMap((test) => {
    const source = makeSource(test)
    if (source === null) return []
    const result = evaluate(source)
    return [{ source, result, expected: test.evalError === undefined ? true : 'error' }]
  })

  it('is kept by everything that is let in', () => {
    const taken = results.filter(({ result }) => result !== 'refused')
    expect(taken.length).toBeGreaterThan(LEAST_TAKEN)
    expect(taken.filter(({ result, expected }) => result !== expected)).toEqual([])
  })
})
