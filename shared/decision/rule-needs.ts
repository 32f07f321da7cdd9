/** What a rule set may need beside the job: printers it sends jobs to, accounts it charges. */
import type { RuleSet } from '#shared/contracts/rules.ts'

export interface RuleNeeds {
  readonly printers: readonly string[]
  readonly accounts: readonly string[]
}

const NEEDS = new WeakMap<RuleSet, RuleNeeds>()

/** The same document object is read once. */
export function needsOf(document: RuleSet): RuleNeeds {
  const known = NEEDS.get(document)
  if (known !== undefined) return known
  const printers = new Set<string>()
  const accounts = new Set<string>()
  for (const action of document.rules.flatMap((rule) => rule.then)) {
    if (action.do === 'redirect') for (const id of action.among ?? [action.to]) printers.add(id)
    if (action.do !== 'charge-to') continue
    if (action.account !== undefined) accounts.add(action.account)
    for (const share of action.split ?? []) accounts.add(share.account)
  }
  const needs = { printers: [...printers], accounts: [...accounts] }
  NEEDS.set(document, needs)
  return needs
}
