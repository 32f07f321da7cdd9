/** What a step of the decision is: a pure look at the job that passes, changes, prices, asks, holds or refuses, and tells what it saw. */
import type { Charge } from '#shared/contracts/account.ts'
import type { Counts } from '#shared/contracts/counts.ts'
import type {
  CostChange,
  DecisionInput,
  DecisionTools,
  JobChanges,
  Notification,
  Quote,
  Reason,
  RedirectTarget,
  TraceStep,
} from '#shared/contracts/decision.ts'
import type { GroupScope, PrinterPolicy } from '#shared/contracts/printer.ts'
import { assert } from '#shared/contracts/problem.ts'
import type { Prompt } from '#shared/contracts/prompt.ts'
import { makeReason } from './reasons.ts'

export interface Step {
  /** Kebab case, stable: traces are read by it. */
  readonly name: string
  /** Raised when the meaning changes, so that old traces stay readable. */
  readonly version: number
  readonly look: (input: DecisionInput, draft: Draft, tools: DecisionTools) => StepResult
}

/** What the steps before have made of the job. */
export interface Draft {
  readonly changes: JobChanges
  /** What `measure` said last, and of which changes. */
  readonly measured: { readonly changes: JobChanges; readonly counts: Counts | null } | null
  /** After the changes and under the printer's color mode; null = not counted: not yet, or nobody can. */
  readonly counts: Counts | null
  /** null = not priced: not yet, no more since something changed, or nothing to price by. */
  readonly quote: Quote | null
  /** The printer that prints it instead; null = the one it was sent to. */
  readonly redirect: RedirectTarget | null
  /** Printers that it was moved away from. */
  readonly left: readonly string[]
  /** Who pays, as a rule of the tenant said; null = none did. */
  readonly chargeTo: readonly Share[] | null
  readonly costChanges: readonly CostChange[]
  /** Who pays which part of the cost. */
  readonly shares: readonly Share[]
  readonly charges: readonly Charge[]
  readonly hold: HoldOrder | null
  readonly prompt: Prompt | null
  readonly comments: readonly string[]
  readonly notifications: readonly Notification[]
}

export interface Share {
  readonly accountId: string
  /** Of the cost; null = what the account can, the accounts after it pay the rest. */
  readonly percent: number | null
}

export interface HoldOrder {
  readonly releaseBy: 'user' | 'manager'
  /** null = as long as the printer or the tenant says. */
  readonly seconds: number | null
}

export const EMPTY_DRAFT: Draft = {
  changes: { grayscale: false, duplex: false },
  measured: null,
  counts: null,
  quote: null,
  redirect: null,
  left: [],
  chargeTo: null,
  costChanges: [],
  shares: [],
  charges: [],
  hold: null,
  prompt: null,
  comments: [],
  notifications: [],
}

export type Outcome = TraceStep['outcome']

export interface StepResult {
  readonly looked: TraceStep['looked']
  readonly outcome: Outcome
  readonly reason: Reason | null
  /** What later steps shall see; the rest of the draft stays. */
  readonly draft?: Partial<Draft>
  /** Further reasons, when a step gives several. */
  readonly reasons?: readonly Reason[]
  /** Lines of the trace below the step's own. */
  readonly below?: readonly TraceStep[]
}

export function pass(looked: TraceStep['looked'], draft?: Partial<Draft>): StepResult {
  return draft === undefined
    ? { looked, outcome: 'passed', reason: null }
    : { looked, outcome: 'passed', reason: null, draft }
}

export function refuse(looked: TraceStep['looked'], reason: Reason): StepResult {
  return { looked, outcome: 'refused', reason }
}

/** The job waits for an answer, and is decided again with it. */
export function ask(looked: TraceStep['looked'], prompt: Prompt): StepResult {
  const reason = makeReason('question-open', { question: prompt.text })
  return { looked, outcome: 'asked', reason, draft: { prompt } }
}

/** The first step refuses when there is no printer, so every later step may rely on one. */
export function printerOf(input: DecisionInput, draft: Draft): PrinterPolicy {
  const printer = draft.redirect?.policy ?? input.printer
  assert(printer, 'no step after `printer-enabled` runs without a printer')
  return printer
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
