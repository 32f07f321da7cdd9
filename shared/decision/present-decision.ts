/** A decision as people and programs read it: amounts as text, everything else as it is. */
import { formatAmount } from '#shared/contracts/amounts.ts'
import type { Decision } from '#shared/contracts/decision.ts'

export function presentDecision(decision: Decision) {
  const { verdict, changes, reasons, message, quoted, account, prompt } = decision
  const { redirectTo, holdSeconds, releaseBy, trace } = decision
  return {
    verdict,
    changes,
    reasons: [...reasons],
    message,
    cost: formatAmount(decision.costMinor),
    quoted,
    account,
    charges: decision.charges.map(({ accountId, amountMinor }) => ({
      account: accountId,
      amount: formatAmount(amountMinor),
    })),
    prompt,
    redirectTo,
    holdSeconds,
    releaseBy,
    comments: [...decision.comments],
    notifications: decision.notifications.map(({ to, text }) => ({ to, text })),
    trace,
  }
}
