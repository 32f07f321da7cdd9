/** Names the accounts that pay: by a rule, by the user's split, by an answer, or the user's own; without one nothing prints. */

import { formatAmount } from '#shared/contracts/amounts.ts'
import type { AccountStanding, DecisionInput, DecisionTools } from '#shared/contracts/decision.ts'
import type { Prompt } from '#shared/contracts/prompt.ts'
import {
  CONFIRM_ANSWERS,
  PIN_VERIFIED,
  PROMPT_CHOICES_LIMIT,
  TIMEOUT_ANSWER,
} from '#shared/contracts/prompt-answers.ts'
import { defaultAccountOf, findAccount } from '../accounts.ts'
import { priceJob } from '../price-job.ts'
import { makeReason } from '../reasons.ts'
import { ask, type Draft, refuse, type Share, type Step, type StepResult } from '../step.ts'

const PROMPT_ID = 'account'
/** Shares in per cent may have two places. */
const PERCENT_TOLERANCE = 1e-6

export const account: Step = {
  name: 'account',
  version: 2,
  look(input, draft, tools) {
    if (draft.chargeTo !== null) return payWith('rule', draft.chargeTo, input)
    if (input.split !== null) return payWith('split', input.split, input)
    const selection = input.user?.selection ?? 'automatic'
    const usual = defaultAccountOf(input)
    if (usual === null) return refuseMissing(selection, input)
    switch (selection) {
      case 'automatic':
        return payUsually(selection, usual, input)
      case 'confirm':
        return confirm(usual, input, draft, tools)
      case 'list':
      case 'pin':
        return pick(selection, input)
      case 'manager':
        return leaveToManager(usual, input, draft)
    }
  },
}

function refuseMissing(selection: string, input: DecisionInput): StepResult {
  const looked = { selection, account: null }
  const first = input.accounts[0]
  if (first === undefined) return refuse(looked, makeReason('account-missing'))
  return refuse(looked, makeReason('account-disabled', { account: first.name }))
}

/** Personal accounts are used up in their order; a shared account pays alone. */
function payUsually(by: string, usual: AccountStanding, input: DecisionInput): StepResult {
  if (usual.kind === 'shared') return payWith(by, [{ accountId: usual.id, percent: 100 }], input)
  const others = input.accounts.filter(
    (one) => one.kind === 'personal' && !one.disabled && one !== usual && !one.pin,
  )
  const chain = [usual, ...others].map(({ id }) => ({ accountId: id, percent: null }))
  return payWith(by, chain, input)
}

function confirm(
  usual: AccountStanding,
  input: DecisionInput,
  draft: Draft,
  tools: DecisionTools,
): StepResult {
  const answer = input.answers[PROMPT_ID]
  const looked = { selection: 'confirm', account: usual.id, answer: answer ?? null }
  if (answer === 'yes') return payUsually('confirm', usual, input)
  if (answer !== undefined) return refuse(looked, declined(answer))
  const quote = priceJob(input, draft, tools)
  const cost = quote === null ? 'this job' : `${formatAmount(quote.totalMinor)} ${input.currency}`
  return ask(looked, {
    ...questionOf(input),
    kind: 'confirm',
    text: `Charge ${cost} to ${usual.name}?`,
    choices: CONFIRM_ANSWERS.map((value) => ({ value, label: value })),
  })
}

function pick(selection: 'list' | 'pin', input: DecisionInput): StepResult {
  const open = input.accounts.filter((one) => !one.disabled)
  const answer = input.answers[PROMPT_ID]
  const looked = { selection, accounts: open.length, answer: answer ?? null }
  const picked = open.find((one) => one.id === answer)
  if (picked !== undefined) {
    return payWith(selection, [{ accountId: picked.id, percent: 100 }], input)
  }
  if (answer === TIMEOUT_ANSWER || answer === 'no') return refuse(looked, declined(answer))
  return ask(looked, {
    ...questionOf(input),
    kind: 'account',
    text: 'Which account pays for this job?',
    choices: open
      .slice(0, PROMPT_CHOICES_LIMIT)
      .map(({ id, name }) => ({ value: id, label: name })),
  })
}

/** Reserved on the usual account until the manager has picked; picking decides again. */
function leaveToManager(usual: AccountStanding, input: DecisionInput, draft: Draft): StepResult {
  const answer = input.answers[PROMPT_ID]
  if (answer !== undefined && findAccount(input, answer) !== null) {
    return payWith('manager', [{ accountId: answer, percent: 100 }], input, new Set([answer]))
  }
  const paid = payUsually('manager', usual, input)
  if (paid.outcome !== 'passed') return paid
  return {
    ...paid,
    outcome: 'held',
    reason: makeReason('manager-selects'),
    draft: {
      ...paid.draft,
      hold: { releaseBy: 'manager', seconds: draft.hold?.seconds ?? null },
    },
  }
}

const NOBODY_ASKED: ReadonlySet<string> = new Set()

/** `opened`: accounts whose PIN nobody needs to tell. A rule opens every account that it names. */
function payWith(
  by: string,
  shares: readonly Share[],
  input: DecisionInput,
  opened: ReadonlySet<string> = NOBODY_ASKED,
): StepResult {
  const looked = { selection: by, account: shares.map(({ accountId }) => accountId).join(', ') }
  const percent = shares.reduce((sum, share) => sum + (share.percent ?? 0), 0)
  const chained = shares.every((share) => share.percent === null)
  if (!chained && Math.abs(percent - 100) > PERCENT_TOLERANCE) {
    return refuse(looked, makeReason('split-invalid', { percent }))
  }
  for (const { accountId } of shares) {
    const paying = findAccount(input, accountId)
    if (paying === null) return refuse(looked, makeReason('account-missing'))
    if (paying.disabled) {
      return refuse(looked, makeReason('account-disabled', { account: paying.name }))
    }
    if (by === 'rule' || opened.has(accountId) || !paying.pin) continue
    const answer = input.answers[`pin:${accountId}`]
    if (answer === PIN_VERIFIED) continue
    if (answer === TIMEOUT_ANSWER) return refuse(looked, declined(answer, `pin:${accountId}`))
    return ask(looked, {
      ...questionOf(input),
      id: `pin:${accountId}`,
      kind: 'pin',
      text: `PIN of ${paying.name}`,
      choices: [],
    })
  }
  return { looked, outcome: 'passed', reason: null, draft: { shares } }
}

function questionOf({
  settings,
}: DecisionInput): Pick<Prompt, 'id' | 'timeoutSeconds' | 'onTimeout'> {
  return { id: PROMPT_ID, timeoutSeconds: settings.askSeconds, onTimeout: 'refuse' }
}

function declined(answer: string, prompt = PROMPT_ID) {
  if (answer === TIMEOUT_ANSWER) return makeReason('question-unanswered', { prompt })
  return makeReason('question-declined', { prompt, answer })
}
