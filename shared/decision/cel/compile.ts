/** Compiles the expressions of a rule set, all of them or none, and keeps what it made. */
import { RULES_LIMITS } from '#shared/contracts/rule-limits.ts'
import type { CustomRule, RuleProblem, RuleSet } from '#shared/contracts/rules.ts'
import { type BoundVariables, compileExpression, Fault, positionOf } from './guard.ts'

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
  let steps = 0
  for (const [index, rule] of document.rules.entries()) {
    const made = compileExpression(rule.when)
    if (made instanceof Fault) {
      problems.push(makeProblem(rule, index, made))
      continue
    }
    rules.push({ rule, matches: made.matches })
    steps += made.steps
    const limit = RULES_LIMITS.documentSteps
    if (steps > limit && steps - made.steps <= limit) {
      const told = `all expressions up to this one could take ${steps} steps, more than the ${limit}`
      problems.push(makeProblem(rule, index, new Fault(0, told)))
    }
  }
  return problems.length > 0 ? { rules: null, problems } : { rules, problems: null }
}

function makeProblem(rule: CustomRule, index: number, fault: Fault): ExpressionProblem {
  const { start, message } = fault
  const path = `/rules/${index}/when`
  return { rule: rule.id, path, ...positionOf(rule.when, start), start, message }
}
