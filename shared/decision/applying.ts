/** What an action of a rule is handed, and what it makes of the job. */
import type { DecisionInput, DecisionTools, Reason } from '#shared/contracts/decision.ts'
import type { Draft, Outcome } from './step.ts'

export interface Applied {
  readonly outcome: Outcome
  readonly reason: Reason | null
  readonly draft?: Partial<Draft>
}

export interface Applying {
  readonly ruleId: string
  readonly promptId: string
  readonly input: DecisionInput
  readonly draft: Draft
  readonly tools: DecisionTools
}
