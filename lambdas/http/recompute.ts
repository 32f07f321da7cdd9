/** Decides a past job again from what was stored of it, and compares byte for byte. */
import type { DecisionTrace } from '#shared/contracts/decision.ts'
import { decide } from '#shared/decision/decide.ts'
import { type Explanation, hashDecision } from '../stores/explanations.ts'
import { loadRuleSet } from '../stores/rules.ts'
import { TOOLS } from './decide-job.ts'

export interface Recomputed {
  /** Every byte of the decision and of its trace is as it was. */
  readonly same: boolean
  readonly trace: DecisionTrace
}

export async function recompute(tenantId: string, explanation: Explanation): Promise<Recomputed> {
  const { rules: version, ...rest } = explanation.input
  const rules =
    version === null ? null : { version, document: await loadRuleSet(tenantId, version) }
  const decision = decide({ ...rest, rules }, TOOLS)
  const sameTrace = JSON.stringify(decision.trace) === explanation.trace
  return {
    same: sameTrace && hashDecision(decision) === explanation.decisionHash,
    trace: decision.trace,
  }
}
