/** Looks up accounts among those that a decision was handed. */
import type { AccountStanding, DecisionInput } from '#shared/contracts/decision.ts'

/** Of the user's own candidates first, then of those that only a rule may charge. */
export function findAccount(input: DecisionInput, id: string): AccountStanding | null {
  return (
    input.accounts.find((one) => one.id === id) ??
    input.ruleAccounts.find((one) => one.id === id) ??
    null
  )
}

/** What pays when nobody says otherwise; null = no account is there, or all are switched off. */
export function defaultAccountOf({ accounts, user }: DecisionInput): AccountStanding | null {
  const open = accounts.filter((one) => !one.disabled)
  return open.find((one) => one.id === user?.defaultAccount) ?? open[0] ?? null
}
