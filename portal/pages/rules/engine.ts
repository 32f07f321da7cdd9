/** The real compiler and the real engine in the browser; a chunk of its own, fetched when somebody opens the editor. */
import './without-eval.ts'
import type { CaseResult } from '#shared/contracts/rule-versions.ts'
import type { CaseGiven, RuleProblem, RuleSet } from '#shared/contracts/rules.ts'
import { makeRulesSchema } from '#shared/contracts/rules-schema.ts'
import { makeCaseInput } from '#shared/decision/cel/case-input.ts'
import { formatYaml, readDocument } from '#shared/decision/cel/read-document.ts'
import { runCases } from '#shared/decision/cel/run-cases.ts'
import { decide } from '#shared/decision/decide.ts'
import { presentDecision } from '#shared/decision/present-decision.ts'
import { price } from '#shared/pricing/price.ts'
import { measure } from '#shared/spool/measure.ts'
import type { Schema } from './complete.ts'
import type { DecisionShown } from './decision-shown.ts'
import { insertRules } from './insert-rules.ts'

const TOOLS = { measure, price } as const

export interface Checked {
  /** null while there are problems. */
  readonly document: RuleSet | null
  readonly problems: readonly RuleProblem[]
  /** Empty while there are problems. */
  readonly cases: readonly CaseResult[]
}

/** For completion. */
export const SCHEMA = makeRulesSchema() as Schema

/** Pure and total. An empty text is an empty rule set. */
export function checkText(text: string): Checked {
  const { document, problems } = readDocument(text.trim() === '' ? 'rules: []' : text)
  if (problems !== null) return { document: null, problems, cases: [] }
  return { document, problems: [], cases: runCases(document, TOOLS) }
}

/** Decides a made-up job, as a case would; `currency` is only written beside the amounts. */
export function tryGiven(document: RuleSet, given: CaseGiven, currency: string): DecisionShown {
  return presentDecision(decide({ ...makeCaseInput(given, document), currency }, TOOLS))
}

/** The text with one more case: the job that was tried, and what came out. */
export function insertCase(
  text: string,
  name: string,
  given: CaseGiven,
  { verdict, changes, quoted, redirectTo }: DecisionShown,
): string {
  const expect = {
    verdict,
    ...(changes.grayscale ? { grayscale: true } : {}),
    ...(changes.duplex ? { duplex: true } : {}),
    ...(quoted === null ? {} : { cost: quoted }),
    ...(redirectTo === null ? {} : { redirectTo }),
  }
  return insertRules(text, formatYaml({ rules: [], cases: [{ name, given, expect }] }))
}

export { insertRules }
