/** Decides one job: every rule in its published order, then one verdict with its reasons and its full trace. */
import type {
  Decision,
  DecisionInput,
  DecisionTools,
  JobChanges,
  Reason,
  TraceStep,
  Verdict,
} from '#shared/contracts/decision.ts'
import { formatAmount } from '#shared/contracts/money.ts'
import { makeReason } from './reasons.ts'
import type { Draft, Rule, RuleResult } from './rule.ts'
import { RULES } from './rules/index.ts'

/** Raised when the same input may be decided otherwise than before. */
export const ENGINE_VERSION = 1

const NO_CHANGES: JobChanges = { grayscale: false, duplex: false }
const ERROR_TEXT_LIMIT = 200
/** As the contract of the answer allows. */
const MESSAGE_LIMIT = 500

/**
 * Pure and total: the same input gives the same bytes, and no input throws. The first refusal ends the looking;
 * the rules after it are listed as `skipped` with nothing looked at. A rule that errs is `skipped` too, with the
 * error in place of what it looked at, and the job is held: the rule might have refused.
 */
export function decide(input: DecisionInput, tools: DecisionTools): Decision {
  let draft: Draft = { changes: NO_CHANGES, counts: null, quote: null }
  const findings: Finding[] = []
  for (const rule of RULES) {
    const refused = findings.at(-1)?.outcome === 'refused'
    if (refused) break
    const finding = look(rule, input, draft, tools)
    draft = { ...draft, ...finding.draft }
    findings.push(finding)
  }
  return conclude(input, draft, findings)
}

/** What a rule found, or that it erred. */
type Finding = Omit<RuleResult, 'outcome'> & { readonly outcome: TraceStep['outcome'] }

function look(rule: Rule, input: DecisionInput, draft: Draft, tools: DecisionTools): Finding {
  try {
    return rule.look(input, draft, tools)
  } catch (error) {
    return {
      looked: { error: String(error).slice(0, ERROR_TEXT_LIMIT) },
      outcome: 'skipped',
      reason: makeReason('rule-failed', { rule: rule.name }),
    }
  }
}

function conclude(input: DecisionInput, draft: Draft, findings: readonly Finding[]): Decision {
  const verdict = verdictOf(findings)
  const reasons = findings.filter((one) => tells(verdict, one)).flatMap((one) => one.reason ?? [])
  const costMinor = verdict === 'refuse' ? 0n : (draft.quote?.totalMinor ?? 0n)
  const balanceMinor = input.account && input.account.postedMinor - input.account.heldMinor
  return {
    verdict,
    changes: verdict === 'refuse' ? NO_CHANGES : draft.changes,
    reasons,
    message: makeMessage(reasons),
    costMinor,
    quoted: draft.quote && formatAmount(draft.quote.totalMinor),
    account: input.account?.id ?? null,
    holdSeconds: verdict === 'hold' ? input.settings.holdSeconds : null,
    trace: {
      engine: ENGINE_VERSION,
      steps: RULES.map((rule, index) => makeStep(rule, findings[index])),
      counts: draft.counts,
      priceLines: [...(draft.quote?.lines ?? [])],
      balanceBefore: balanceMinor === null ? null : formatAmount(balanceMinor),
      balanceAfter: balanceMinor === null ? null : formatAmount(balanceMinor - costMinor),
    },
  }
}

/** A refusal beats a hold, a hold beats everything else. */
function verdictOf(findings: readonly Finding[]): Verdict {
  if (findings.some((one) => one.outcome === 'refused')) return 'refuse'
  if (findings.some((one) => one.outcome === 'held' || one.outcome === 'skipped')) return 'hold'
  return 'release'
}

/** A refused job was neither changed nor held, whatever rules before said. */
function tells(verdict: Verdict, finding: Finding): boolean {
  return verdict !== 'refuse' || finding.outcome === 'refused'
}

function makeMessage(reasons: readonly Reason[]): string {
  const text = reasons.map((reason) => reason.text).join('; ')
  return text.length <= MESSAGE_LIMIT ? text : `${text.slice(0, MESSAGE_LIMIT - 1)}…`
}

/** A rule without a finding was not reached: an earlier one refused. */
function makeStep(rule: Rule, finding: Finding | undefined): TraceStep {
  return {
    rule: rule.name,
    version: rule.version,
    looked: finding?.looked ?? {},
    outcome: finding?.outcome ?? 'skipped',
    reason: finding?.reason?.code ?? null,
  }
}
