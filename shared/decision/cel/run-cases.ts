/** Runs the unit cases of a rule set with the real engine, and tells what came out otherwise than expected. */

import { formatAmount, parseAmount } from '#shared/contracts/amounts.ts'
import type { Decision, DecisionTools } from '#shared/contracts/decision.ts'
import type { CaseResult } from '#shared/contracts/rule-versions.ts'
import type { CaseExpected, RuleCase, RuleSet } from '#shared/contracts/rules.ts'
import { decide } from '../decide.ts'
import { makeCaseInput } from './case-input.ts'

/** Pure and total, in the order of the cases. */
export function runCases(document: RuleSet, tools: DecisionTools): readonly CaseResult[] {
  return document.cases.map((one) => runCase(one, document, tools))
}

function runCase({ name, given, expect }: RuleCase, document: RuleSet, tools: DecisionTools) {
  const decision = decide(makeCaseInput(given, document), tools)
  const failures = compare(expect, decision)
  return { name, passed: failures.length === 0, failures }
}

function compare(expected: CaseExpected, decision: Decision): string[] {
  const codes = decision.reasons.map((reason) => reason.code)
  return [
    ...differs('verdict', expected.verdict, decision.verdict),
    ...differs('grayscale', expected.grayscale, decision.changes.grayscale),
    ...differs('duplex', expected.duplex, decision.changes.duplex),
    ...differs('watermark', expected.watermark, decision.changes.watermark ?? ''),
    ...differs('cost', normal(expected.cost), decision.quoted ?? formatAmount(decision.costMinor)),
    ...differs('account', expected.account, decision.account ?? 'none'),
    ...differs('redirectTo', expected.redirectTo, decision.redirectTo ?? 'none'),
    ...differs('holdSeconds', expected.holdSeconds, decision.holdSeconds ?? 'none'),
    ...differs('releaseBy', expected.releaseBy, decision.releaseBy ?? 'none'),
    ...lacks('reasons', expected.reasons, codes),
    ...lacks('comments', expected.comments, decision.comments),
    ...lacks(
      'notified',
      expected.notified,
      decision.notifications.map(({ to }) => to),
    ),
    ...differs('matched', expected.matched?.join(', '), matchedIn(decision).join(', ')),
    ...lacksText(expected.message, decision.message),
  ]
}

function differs<Value>(
  what: string,
  expected: Value | undefined,
  found: Value | string,
): string[] {
  if (expected === undefined || expected === found) return []
  return [`${what} is \`${found}\`, not \`${expected}\``]
}

function lacks(what: string, expected: readonly string[] | undefined, found: readonly string[]) {
  const told = found.length === 0 ? 'none' : found.map((one) => `\`${one}\``).join(', ')
  return (expected ?? [])
    .filter((one) => !found.includes(one))
    .map((one) => `${what} lack \`${one}\`: there are ${told}`)
}

function lacksText(expected: string | undefined, message: string): string[] {
  if (expected === undefined || message.includes(expected)) return []
  return [`message is \`${message}\`, without \`${expected}\``]
}

/** `1`, `1.0` and `1.00` are one amount. */
function normal(amount: string | undefined): string | undefined {
  return amount === undefined ? undefined : formatAmount(parseAmount(amount))
}

function matchedIn({ trace }: Decision): readonly string[] {
  return trace.steps
    .filter(({ rule, looked }) => rule.startsWith('rule:') && looked.matched === true)
    .map(({ rule }) => rule.slice('rule:'.length))
}
