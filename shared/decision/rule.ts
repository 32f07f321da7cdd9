/** What a rule is: a pure look at the job that passes, changes, prices, holds or refuses, and tells what it saw. */
import type { Counts } from '#shared/contracts/counts.ts'
import type {
  DecisionInput,
  DecisionTools,
  JobChanges,
  Quote,
  Reason,
  TraceStep,
} from '#shared/contracts/decision.ts'
import type { GroupScope, PrinterPolicy } from '#shared/contracts/printer.ts'
import { assert } from '#shared/contracts/problem.ts'

export interface Rule {
  /** Kebab case, stable: traces are read by it. */
  readonly name: string
  /** Raised when the meaning changes, so that old traces stay readable. */
  readonly version: number
  readonly look: (input: DecisionInput, draft: Draft, tools: DecisionTools) => RuleResult
}

/** What the rules before have made of the job. */
export interface Draft {
  readonly changes: JobChanges
  /** After the changes and under the printer's color mode; null = not counted: not yet, or nobody can. */
  readonly counts: Counts | null
  /** null = not priced: not yet, or nothing to price by. */
  readonly quote: Quote | null
}

export interface RuleResult {
  readonly looked: TraceStep['looked']
  readonly outcome: Exclude<TraceStep['outcome'], 'skipped'>
  readonly reason: Reason | null
  /** What later rules shall see; the rest of the draft stays. */
  readonly draft?: Partial<Draft>
}

export function pass(looked: TraceStep['looked'], draft: Partial<Draft> = {}): RuleResult {
  return { looked, outcome: 'passed', reason: null, draft }
}

export function refuse(looked: TraceStep['looked'], reason: Reason): RuleResult {
  return { looked, outcome: 'refused', reason }
}

/** The first rule refuses when there is no printer, so every later rule may rely on one. */
export function printerOf(input: DecisionInput): PrinterPolicy {
  assert(input.printer, 'no rule after `printer-enabled` runs without a printer')
  return input.printer
}

/** Guests belong to no group. */
export function inScope(scope: GroupScope, input: DecisionInput): boolean {
  if (scope === 'everyone') return true
  if (scope === 'nobody') return false
  return input.user?.groups.some((group) => scope.includes(group)) ?? false
}

/** A scope as one trace value: `everyone`, `nobody`, or the groups. */
export function formatScope(scope: GroupScope): string {
  return typeof scope === 'string' ? scope : scope.join(', ')
}
