/** Walks the tenant's own rules in their order, and does what those that match say. */
import type { DecisionInput, DecisionTools, Reason, TraceStep } from '#shared/contracts/decision.ts'
import type { RuleVariables } from '#shared/contracts/rule-variables.ts'
import { applyAction } from '../apply-action.ts'
import type { Applied } from '../applying.ts'
import { type BoundVariables, bindVariables } from '../cel/compile.ts'
import { type PreparedRule, prepareRules } from '../prepare-rules.ts'
import { makeReason } from '../reasons.ts'
import { type Draft, type Outcome, pass, type Step, type StepResult } from '../step.ts'
import { type FixedVariables, makeFixedVariables, makeVariables } from '../variables.ts'

const ERROR_TEXT_LIMIT = 200
const LIST_TEXT_LIMIT = 200

/**
 * The first rule that refuses or asks ends the walk, and so does one that matched and says `stop`. A rule that errs is
 * skipped and listed; when it might have refused, or when no rule matched, the job is held.
 */
export const customRules: Step = {
  name: 'custom-rules',
  version: 1,
  look(input, draft, tools) {
    if (input.rules === null) return pass({ rules: 0 })
    const prepared = prepareRules(input.rules.document)
    if (prepared === null) {
      const looked = { rules: input.rules.document.rules.length, compiled: false }
      const error = 'the rule set does not compile'
      return {
        looked,
        outcome: 'held',
        reason: makeReason('rule-failed', { rule: 'custom-rules', error }),
      }
    }
    return new Walk(input, draft, tools, input.rules.version).over(prepared)
  },
}

type Looked = TraceStep['looked'][string]

const MATCHED = { matched: true } as const
const UNMATCHED = { matched: false } as const

/** One decision's way through the rules. */
class Walk {
  readonly #input: DecisionInput
  readonly #tools: DecisionTools
  readonly #version: number
  readonly #steps: TraceStep[] = []
  readonly #reasons: Reason[] = []
  readonly #failed: PreparedRule[] = []
  #draft: Draft
  #fixed: FixedVariables | null = null
  #variables: RuleVariables | null = null
  #bound: BoundVariables | null = null
  /** By the number of the variable: it was told as it is now. */
  #told: boolean[] = []
  readonly #lists = new Map<readonly unknown[], string>()
  #matched = 0
  #outcome: Outcome = 'passed'

  constructor(input: DecisionInput, draft: Draft, tools: DecisionTools, version: number) {
    this.#input = input
    this.#draft = draft
    this.#tools = tools
    this.#version = version
  }

  over(rules: readonly PreparedRule[]): StepResult {
    for (const one of rules) {
      const ended = this.#lookAt(one)
      if (ended !== null) return this.#end(rules, ended.outcome, ended.reason)
      if (this.#steps.at(-1)?.looked.matched === true && one.rule.stop === true) break
    }
    this.#holdForFailures()
    return this.#end(rules, this.#outcome, null)
  }

  /** What ends the walk: a refusal or a question; null = it goes on. */
  #lookAt(one: PreparedRule): Applied | null {
    let matched: boolean
    try {
      matched = one.matches(this.#bind())
    } catch (error) {
      const told = (error instanceof Error ? error.message : String(error)).slice(
        0,
        ERROR_TEXT_LIMIT,
      )
      this.#failed.push(one)
      this.#note(one, { error: told }, 'skipped', 'rule-failed')
      return null
    }
    const looked = this.#lookedAt(one, matched)
    if (!matched) {
      this.#note(one, looked, 'passed', null)
      return null
    }
    this.#matched++
    return this.#apply(one, looked)
  }

  #apply(one: PreparedRule, looked: TraceStep['looked']): Applied | null {
    let outcome: Outcome = 'passed'
    let code: string | null = null
    for (const [index, action] of one.rule.then.entries()) {
      const applied = applyAction(action, {
        ruleId: one.rule.id,
        // The same question has the same id in every decision.
        promptId: index === firstAskOf(one) ? one.traceName : `${one.traceName}:${index}`,
        input: this.#input,
        draft: this.#draft,
        tools: this.#tools,
      })
      if (applied.draft !== undefined) this.#change(applied.draft)
      outcome = higherOf(outcome, applied.outcome)
      code = applied.reason?.code ?? code
      if (applied.outcome === 'refused' || applied.outcome === 'asked') {
        this.#note(one, looked, applied.outcome, code)
        return applied
      }
      if (applied.reason !== null) this.#reasons.push(applied.reason)
    }
    this.#outcome = higherOf(this.#outcome, outcome)
    this.#note(one, looked, outcome, code)
    return null
  }

  #change(draft: Partial<Draft>): void {
    this.#draft = { ...this.#draft, ...draft }
    if (!SEEN_BY_RULES.some((name) => name in draft)) return
    this.#variables = null
    this.#bound = null
  }

  #bind(): BoundVariables {
    if (this.#bound !== null) return this.#bound
    this.#fixed ??= makeFixedVariables(this.#input)
    this.#told = []
    this.#variables = makeVariables(this.#fixed, this.#input, this.#draft, this.#tools)
    this.#bound = bindVariables(this.#variables)
    return this.#bound
  }

  /**
   * A rule that matched tells all that it read. One that did not leaves out what a rule above it told, and nothing
   * changed since: fifty rules look at the same few facts.
   */
  #lookedAt({ reads }: PreparedRule, matched: boolean): TraceStep['looked'] {
    let looked: Record<string, Looked> | null = null
    for (const { path, variable, field, index } of reads) {
      if (!matched && this.#told[index] === true) continue
      this.#told[index] = true
      looked ??= { matched }
      looked[path] = this.#valueOf(variable, field)
    }
    return looked ?? (matched ? MATCHED : UNMATCHED)
  }

  /** Lists are long, and several rules look at the same one. */
  #valueOf(variable: keyof RuleVariables, field: never): Looked {
    const value: unknown = this.#variables?.[variable][field]
    if (!Array.isArray(value)) return toLooked(value)
    const known = this.#lists.get(value)
    if (known !== undefined) return known
    const told = value.join(', ').slice(0, LIST_TEXT_LIMIT)
    this.#lists.set(value, told)
    return told
  }

  #note(one: PreparedRule, looked: TraceStep['looked'], outcome: Outcome, code: string | null) {
    this.#steps.push({
      rule: one.traceName,
      version: this.#version,
      looked,
      outcome,
      reason: code,
    })
  }

  #holdForFailures(): void {
    const decisive = this.#failed.filter((one) => one.mayRefuse || this.#matched === 0)
    for (const { rule } of decisive) {
      const error = this.#steps.find((step) => step.rule === `rule:${rule.id}`)?.looked.error
      this.#reasons.push(makeReason('rule-failed', { rule: rule.id, error: String(error) }))
    }
    if (decisive.length > 0) {
      this.#outcome = higherOf(this.#outcome, 'held')
      const seconds = this.#draft.hold?.seconds ?? null
      this.#draft = { ...this.#draft, hold: { releaseBy: 'manager', seconds } }
    }
  }

  #end(rules: readonly PreparedRule[], outcome: Outcome, reason: Reason | null): StepResult {
    const looked = { rules: rules.length, matched: this.#matched, failed: this.#failed.length }
    return {
      looked,
      outcome,
      reason,
      reasons: this.#reasons,
      draft: this.#draft,
      below: this.#steps,
    }
  }
}

/** What of a draft the variables of rules are made of. */
const SEEN_BY_RULES = [
  'changes',
  'quote',
  'redirect',
  'chargeTo',
] as const satisfies readonly (keyof Draft)[]

const RANKS: readonly Outcome[] = ['passed', 'changed', 'held', 'asked', 'refused']

function higherOf(one: Outcome, other: Outcome): Outcome {
  return RANKS.indexOf(one) >= RANKS.indexOf(other) ? one : other
}

function firstAskOf(one: PreparedRule): number {
  return one.rule.then.findIndex((action) => action.do === 'ask')
}

function toLooked(value: unknown): Looked {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value
  }
  return null
}
