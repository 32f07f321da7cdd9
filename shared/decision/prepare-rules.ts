/** Makes a rule set ready for many decisions: compiled, and with what each of its rules reads. */
import { RULE_VARIABLES } from '#shared/contracts/rule-variables.ts'
import { type CustomRule, REFUSING_ACTIONS, type RuleSet } from '#shared/contracts/rules.ts'
import { type CompiledRule, compileRules } from './cel/compile.ts'

export interface PreparedRule {
  readonly rule: CustomRule
  readonly matches: CompiledRule['matches']
  /** Name in traces. */
  readonly traceName: string
  /** Variables in the expression, like `job.pages`, each with its parts. */
  readonly reads: readonly (readonly [path: string, variable: string, field: string])[]
  /** When it errs, it might have kept the paper away. */
  readonly mayRefuse: boolean
}

const PREPARED = new WeakMap<RuleSet, readonly PreparedRule[] | null>()
const READ = /\b([a-z]+)\.([A-Za-z]+)\b/g

/** null = the set does not compile. The same document object is prepared once. */
export function prepareRules(document: RuleSet): readonly PreparedRule[] | null {
  const known = PREPARED.get(document)
  if (known !== undefined) return known
  const prepared = compileRules(document).rules?.map(prepareRule) ?? null
  PREPARED.set(document, prepared)
  return prepared
}

function prepareRule({ rule, matches }: CompiledRule): PreparedRule {
  return {
    rule,
    matches,
    traceName: `rule:${rule.id}`,
    reads: readsOf(rule.when),
    mayRefuse: rule.then.some((action) => REFUSING_ACTIONS.has(action.do)),
  }
}

/** A name inside a text literal is told too: harmless, and cheaper than a second look at the syntax. */
function readsOf(expression: string): PreparedRule['reads'] {
  const paths = new Map<string, readonly [string, string, string]>()
  for (const [path, variable = '', field = ''] of expression.matchAll(READ)) {
    const fields = Object.hasOwn(RULE_VARIABLES, variable)
      ? RULE_VARIABLES[variable as keyof typeof RULE_VARIABLES]
      : {}
    if (Object.hasOwn(fields, field)) paths.set(path, [path, variable, field])
  }
  return [...paths.values()]
}
