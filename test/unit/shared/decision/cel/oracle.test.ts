// Whatever the guard lets in means what another implementation of CEL says it means, errors included.
import { celEnv, isCelError, parse, plan } from '@bufbuild/cel'
import { describe, expect, it } from 'vitest'
import { drawExpression, makeRuleVariables } from '#help/cel-grammar.ts'
import { makeChance } from '#help/seeded.ts'
import { bindVariables, compileExpression, Fault } from '#shared/decision/cel/guard.ts'

const EXPRESSIONS = 3_000
const variables = makeRuleVariables()
const bound = bindVariables(variables)
const context = Object.fromEntries(
  Object.entries(variables).map(([name, fields]) => [name, new Map(Object.entries(fields))]),
)
const environment = celEnv()

function askOracle(source: string): unknown {
  const result = plan(environment, parse(source))(context as never)
  return isCelError(result) ? 'error' : result
}

function askOurs(matches: (variables: typeof bound) => boolean): boolean | 'error' {
  try {
    return matches(bound)
  } catch {
    return 'error'
  }
}

describe('expressions by chance', () => {
  it('mean the same to both', () => {
    const seen = new Map<unknown, number>()
    for (let seed = 0; seed < EXPRESSIONS; seed++) {
      const source = drawExpression(makeChance(seed), 5)
      const compiled = compileExpression(source)
      if (compiled instanceof Fault) {
        expect(compiled.message).toMatch(/could take \d+ steps/)
        continue
      }
      const ours = askOurs(compiled.matches)
      expect([source, ours]).toEqual([source, askOracle(source)])
      seen.set(ours, (seen.get(ours) ?? 0) + 1)
    }
    for (const result of [true, false, 'error']) expect(seen.get(result)).toBeGreaterThan(300)
  })
})

describe('where we are stricter', () => {
  it('a whole number is never compared with a fraction for equality', () => {
    expect(askOracle('1.0 == 1')).toBe(true)
    expect(compileExpression('1.0 == 1')).toBeInstanceOf(Fault)
  })
})
