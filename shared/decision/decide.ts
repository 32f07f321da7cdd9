/** Decides one job: every step in its published order, then one verdict with its reasons and its full trace. */

import { AMOUNT_MINOR_LIMIT, formatAmount } from '#shared/contracts/amounts.ts'
import type {
  Decision,
  DecisionInput,
  DecisionTools,
  JobChanges,
  Quote,
  Reason,
  TraceStep,
} from '#shared/contracts/decision.ts'
import type { Verdict } from '#shared/contracts/verdict.ts'
import { defaultAccountOf, findAccount } from './accounts.ts'
import { priceJob } from './price-job.ts'
import { makeReason } from './reasons.ts'
import { type Draft, EMPTY_DRAFT, type Step, type StepResult } from './step.ts'
import { STEPS } from './steps/index.ts'

/** Raised when the same input may be decided otherwise than before. */
export const ENGINE_VERSION = 2

const NO_CHANGES: JobChanges = EMPTY_DRAFT.changes
const ERROR_TEXT_LIMIT = 200
/** As the contract of the answer allows. */
const MESSAGE_LIMIT = 500
const REASONS_LIMIT = 50

/**
 * Pure and total: the same input gives the same bytes, and no input throws. The first refusal or question ends the
 * looking; the steps after it are listed as `skipped` with nothing looked at. A step that errs is `skipped` too, with
 * the error in place of what it looked at, and the job is held: the step might have refused.
 */
export function decide(input: DecisionInput, tools: DecisionTools): Decision {
  let draft: Draft = EMPTY_DRAFT
  const findings: StepResult[] = []
  for (const step of STEPS) {
    const finding = look(step, input, draft, tools)
    if (finding.draft !== undefined) draft = { ...draft, ...finding.draft }
    findings.push(finding)
    if (finding.outcome === 'refused' || finding.outcome === 'asked') break
  }
  const quoted = draft.quote ?? (draft.prompt === null ? null : quoteEarly(input, draft, tools))
  return conclude(input, draft, findings, quoted)
}

function look(step: Step, input: DecisionInput, draft: Draft, tools: DecisionTools): StepResult {
  try {
    return step.look(input, draft, tools)
  } catch (error) {
    const told = String(error).slice(0, ERROR_TEXT_LIMIT)
    return {
      looked: { error: told },
      outcome: 'skipped',
      reason: makeReason('rule-failed', { rule: step.name, error: told }),
      draft: { hold: { releaseBy: 'manager', seconds: draft.hold?.seconds ?? null } },
    }
  }
}

/** Who is asked something before the job is priced should see what it costs as it stands; nobody knows = null. */
function quoteEarly(input: DecisionInput, draft: Draft, tools: DecisionTools): Quote | null {
  try {
    const quote = priceJob(input, draft, tools)
    return quote === null || quote.totalMinor > AMOUNT_MINOR_LIMIT ? null : quote
  } catch {
    return null
  }
}

function conclude(
  input: DecisionInput,
  draft: Draft,
  findings: readonly StepResult[],
  quoted: Quote | null,
): Decision {
  const verdict = verdictOf(draft, findings)
  const prints = verdict !== 'refuse' && verdict !== 'ask'
  const reasons = reasonsOf(verdict, findings)
  const costMinor = prints ? (draft.quote?.totalMinor ?? 0n) : 0n
  const charges = prints ? draft.charges : []
  const paying = payingOf(input, draft)
  const paidMinor = charges.find((one) => one.accountId === paying?.id)?.amountMinor ?? 0n
  const balanceMinor = paying === null ? null : paying.postedMinor - paying.heldMinor
  return {
    verdict,
    changes: prints ? draft.changes : NO_CHANGES,
    reasons,
    message: makeMessage(reasons),
    costMinor,
    quoted: quoted && formatAmount(quoted.totalMinor),
    account: paying?.id ?? null,
    charges,
    payers: draft.shares.map(({ accountId }) => accountId),
    prompt: verdict === 'ask' ? draft.prompt : null,
    redirectTo: prints ? (draft.redirect?.printerId ?? null) : null,
    holdSeconds: holdSecondsOf(verdict, input, draft),
    releaseBy: verdict === 'hold' ? (draft.hold?.releaseBy ?? 'manager') : null,
    comments: draft.comments,
    notifications: draft.notifications,
    trace: {
      engine: ENGINE_VERSION,
      rules: input.rules?.version ?? null,
      steps: makeSteps(findings),
      counts: draft.counts,
      priceLines: [...(draft.quote?.lines ?? [])],
      balanceBefore: balanceMinor === null ? null : formatAmount(balanceMinor),
      balanceAfter: balanceMinor === null ? null : formatAmount(balanceMinor - paidMinor),
      ...(draft.comments.length === 0 ? {} : { comments: [...draft.comments] }),
      ...(draft.notifications.length === 0 ? {} : { notifications: [...draft.notifications] }),
    },
  }
}

/** Of all that was found, what ranks highest: refuse, ask, hold, redirect, release. */
function verdictOf(draft: Draft, findings: readonly StepResult[]): Verdict {
  const last = findings.at(-1)?.outcome
  if (last === 'refused') return 'refuse'
  if (last === 'asked') return 'ask'
  if (findings.some(({ outcome }) => outcome === 'held' || outcome === 'skipped')) return 'hold'
  return draft.redirect === null ? 'release' : 'redirect'
}

/** A refused job was neither changed nor held, and neither was one that asks, whatever steps before said. */
function reasonsOf(verdict: Verdict, findings: readonly StepResult[]): readonly Reason[] {
  if (verdict === 'refuse' || verdict === 'ask') {
    const reason = findings.at(-1)?.reason
    return reason ? [reason] : []
  }
  const reasons: Reason[] = []
  for (const finding of findings) {
    if (finding.reasons !== undefined) reasons.push(...finding.reasons)
    if (finding.reason !== null) reasons.push(finding.reason)
  }
  return reasons.slice(0, REASONS_LIMIT)
}

/** Shown with its balance: the first that pays, or would have. */
function payingOf(input: DecisionInput, draft: Draft) {
  const first = draft.shares[0] ?? draft.chargeTo?.[0]
  return first === undefined ? defaultAccountOf(input) : findAccount(input, first.accountId)
}

/** A job that asks waits on site as long as a held one at least: the cloud decides when its question is over. */
function holdSecondsOf(verdict: Verdict, input: DecisionInput, draft: Draft): number | null {
  if (verdict !== 'hold' && verdict !== 'ask') return null
  const usual =
    (draft.redirect?.policy ?? input.printer)?.hold.seconds ?? input.settings.holdSeconds
  if (verdict === 'ask') return Math.max(usual, draft.prompt?.timeoutSeconds ?? 0)
  return draft.hold?.seconds ?? usual
}

function makeMessage(reasons: readonly Reason[]): string {
  const text = reasons.map((reason) => reason.text).join('; ')
  return text.length <= MESSAGE_LIMIT ? text : `${text.slice(0, MESSAGE_LIMIT - 1)}…`
}

/** A step without a finding was not reached: an earlier one refused or asked. */
function makeSteps(findings: readonly StepResult[]): TraceStep[] {
  const steps: TraceStep[] = []
  for (const [index, step] of STEPS.entries()) {
    const finding = findings[index]
    steps.push({
      rule: step.name,
      version: step.version,
      looked: finding?.looked ?? {},
      outcome: finding?.outcome ?? 'skipped',
      reason: finding?.reason?.code ?? null,
    })
    if (finding?.below !== undefined) steps.push(...finding.below)
  }
  return steps
}
