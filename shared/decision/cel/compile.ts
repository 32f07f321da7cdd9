/** Compiles the expressions of a rule set, all of them or none, and keeps what it made. */
import type { CustomRule, RuleProblem, RuleSet } from '#shared/contracts/rules.ts'
import { type BoundVariables, compileExpression, positionOf } from './guard.ts'

export { type BoundVariables, bindVariables, CelError } from './guard.ts'

export interface CompiledRule {
  readonly rule: CustomRule
  /** Throws a `CelError` when the expression looks at what is not known, divides by zero, and the like. */
  readonly matches: (variables: BoundVariables) => boolean
}

/** Line and column are those of the expression. */
export interface ExpressionProblem extends RuleProblem {
  /** Characters into the expression, from 0. */
  readonly start: number
}

export type CompiledRules =
  | { readonly rules: readonly CompiledRule[]; readonly problems: null }
  | { readonly rules: null; readonly problems: readonly ExpressionProblem[] }

const COMPILED = new WeakMap<RuleSet, CompiledRules>()

/** Pure. The same document object is compiled once; a document must therefore never be changed in place. */
export function compileRules(document: RuleSet): CompiledRules {
  const known = COMPILED.get(document)
  if (known !== undefined) return known
  const compiled = compileAll(document)
  COMPILED.set(document, compiled)
  return compiled
}

function compileAll(document: RuleSet): CompiledRules {
  const rules: CompiledRule[] = []
  const problems: ExpressionProblem[] = []
  for (const [index, rule] of document.rules.entries()) {
    const made = compileExpression(rule.when)
    if (made.fault === null) {
      rules.push({ rule, matches: made.matches })
      continue
    }
    problems.push({
      rule: rule.id,
      path: `/rules/${index}/when`,
      ...positionOf(rule.when, made.fault.start),
      start: made.fault.start,
      message: made.fault.message,
    })
  }
  return problems.length > 0 ? { rules: null, problems } : { rules, problems: null }
}
