/** Makes a rule set ready for many decisions: compiled, and with what each of its rules reads. */
import { RULE_VARIABLES } from '#shared/contracts/rule-variables.ts'
import type { ActionName, CustomRule, RuleSet } from '#shared/contracts/rules.ts'
import { type CompiledRule, compileRules } from './cel/compile.ts'

export interface PreparedRule {
  readonly rule: CustomRule
  readonly matches: CompiledRule['matches']
  /** Name in traces. */
  readonly traceName: string
  /** Variables in the expression, like `job.pages`, each with its parts. */
  readonly reads: readonly Read[]
  /** When it errs, it might have kept the paper away. */
  readonly mayRefuse: boolean
}

interface Read {
  readonly path: string
  readonly variable: keyof typeof RULE_VARIABLES
  /** One of that variable's. */
  readonly field: never
  /** Its number among all variables. */
  readonly index: number
}

/** A rule with one of these could have kept the paper away: when it errs, the job is held. */
const REFUSING_ACTIONS: ReadonlySet<ActionName> = new Set(['refuse', 'ask', 'hold'])

const PREPARED = new WeakMap<RuleSet, readonly PreparedRule[] | null>()
const PATHS = Object.entries(RULE_VARIABLES).flatMap(([variable, fields]) =>
  Object.keys(fields).map((field) => `${variable}.${field}`),
)
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
  const reads = new Map<string, Read>()
  for (const [path, variable = '', field = ''] of expression.matchAll(READ)) {
    if (!Object.hasOwn(RULE_VARIABLES, variable)) continue
    const name = variable as keyof typeof RULE_VARIABLES
    if (!Object.hasOwn(RULE_VARIABLES[name], field)) continue
    reads.set(path, { path, variable: name, field: field as never, index: PATHS.indexOf(path) })
  }
  return [...reads.values()]
}
