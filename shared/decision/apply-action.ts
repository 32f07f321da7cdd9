/** Does one action of a rule that matched: what becomes of the job, and what is told about it. */
import type { CostChange, JobChanges, Reason } from '#shared/contracts/decision.ts'
import type { Prompt } from '#shared/contracts/prompt.ts'
import { CONFIRM_ANSWERS, TIMEOUT_ANSWER } from '#shared/contracts/prompt-answers.ts'
import type { Action } from '#shared/contracts/rules.ts'
import type { Applied, Applying } from './applying.ts'
import { countSides } from './count-sides.ts'
import { makeReason } from './reasons.ts'
import { redirect } from './redirect.ts'
import type { Draft } from './step.ts'

type Of<Name extends Action['do']> = Extract<Action, { do: Name }>

export function applyAction(action: Action, applying: Applying): Applied {
  const { ruleId: rule, draft } = applying
  switch (action.do) {
    case 'refuse':
      return { outcome: 'refused', reason: tell('rule-refused', action.message, rule) }
    case 'warn':
      return { outcome: 'passed', reason: tell('rule-warned', action.message, rule) }
    case 'ask':
      return question(action, applying)
    case 'hold':
      return hold(action, applying)
    case 'convert':
      return convert(action, applying)
    case 'redirect':
      return redirect(action, applying)
    case 'charge-to':
      return changed({ chargeTo: sharesOf(action) })
    case 'set-cost':
      return changeCost({ rule, set: action.amount }, draft)
    case 'adjust-cost':
      return changeCost(makeAdjustment(action, rule), draft)
    case 'watermark':
      return changed({ changes: { ...draft.changes, watermark: action.text } })
    case 'comment':
      return { ...PASSED, draft: { comments: [...draft.comments, action.text] } }
    case 'notify': {
      const { to, message: text } = action
      return { ...PASSED, draft: { notifications: [...draft.notifications, { to, text }] } }
    }
  }
}

const PASSED = { outcome: 'passed', reason: null } as const

function changed(draft: Partial<Draft>): Applied {
  return { outcome: 'changed', reason: null, draft }
}

function tell(
  code: 'rule-refused' | 'rule-warned' | 'rule-held' | 'rule-converted',
  message: string,
  rule: string,
): Reason {
  return makeReason(code, { message, rule })
}

function question(action: Of<'ask'>, { input, promptId }: Applying): Applied {
  const choices =
    action.choices?.map(({ value, label }) => ({ value, label })) ??
    CONFIRM_ANSWERS.map((value) => ({ value, label: value }))
  const { onTimeout } = action
  const given = input.answers[promptId]
  const answer =
    given === TIMEOUT_ANSWER && choices.some((one) => one.value === onTimeout) ? onTimeout : given
  if (answer === 'no' || answer === 'refuse') {
    return {
      outcome: 'refused',
      reason: makeReason('question-declined', { prompt: promptId, answer }),
    }
  }
  if (answer === TIMEOUT_ANSWER) {
    if (onTimeout === 'continue') return PASSED
    return { outcome: 'refused', reason: makeReason('question-unanswered', { prompt: promptId }) }
  }
  if (choices.some((one) => one.value === answer)) return PASSED
  const prompt: Prompt = {
    id: promptId,
    kind: action.choices === undefined ? 'confirm' : 'choice',
    text: action.message,
    choices,
    timeoutSeconds: action.timeoutSeconds,
    onTimeout,
  }
  const reason = makeReason('question-open', { question: action.message })
  return { outcome: 'asked', reason, draft: { prompt } }
}

/** Of several holds the stricter one says who may release, and the last one that says so how long it waits. */
function hold(action: Of<'hold'>, { ruleId: rule, draft }: Applying): Applied {
  const before = draft.hold
  const releaseBy = before?.releaseBy === 'manager' ? 'manager' : action.releaseBy
  const seconds = action.timeoutSeconds ?? before?.seconds ?? null
  const reason =
    action.message === undefined
      ? makeReason('held-by-rule', { rule })
      : tell('rule-held', action.message, rule)
  return { outcome: 'held', reason, draft: { hold: { releaseBy, seconds } } }
}

function convert(action: Of<'convert'>, { ruleId, input, draft, tools }: Applying): Applied {
  const { ticket } = input.facts
  const toGray = action.grayscale === true && !(ticket.grayscale || draft.changes.grayscale)
  const toDuplex = action.duplex === true && !(draft.counts?.duplex ?? ticket.duplex)
  if (!toGray && !toDuplex) return PASSED
  const changes: JobChanges = {
    ...draft.changes,
    ...(toGray ? { grayscale: true } : {}),
    ...(toDuplex ? { duplex: true } : {}),
  }
  const { counts } = countSides(input, { ...draft, changes }, tools)
  const usual = toGray ? 'changed-to-grayscale' : 'changed-to-duplex'
  const reason =
    action.message === undefined
      ? makeReason(usual)
      : tell('rule-converted', action.message, ruleId)
  return { outcome: 'changed', reason, draft: { changes, counts, quote: null } }
}

function sharesOf({ account, split }: Of<'charge-to'>): NonNullable<Draft['chargeTo']> {
  if (account !== undefined) return [{ accountId: account, percent: 100 }]
  return (split ?? []).map((share) => ({ accountId: share.account, percent: share.percent }))
}

function makeAdjustment({ percent, amount }: Of<'adjust-cost'>, rule: string): CostChange {
  return percent === undefined ? { rule, add: amount ?? '0.00' } : { rule, percent }
}

function changeCost(change: CostChange, draft: Draft): Applied {
  return changed({ costChanges: [...draft.costChanges, change], quote: null })
}
