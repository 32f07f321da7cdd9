/** Refuses what a restricted user cannot pay: balance less reservations, plus overdraft. */
import { formatAmount } from '#shared/contracts/money.ts'
import { makeReason } from '../reasons.ts'
import { pass, type Rule, refuse } from '../rule.ts'

export const funds: Rule = {
  name: 'funds',
  version: 1,
  look({ account, currency, user }, draft) {
    const costMinor = draft.quote?.totalMinor ?? 0n
    if (account === null) return pass({ balance: null })
    const balanceMinor = account.postedMinor - account.heldMinor
    // Guests together cannot spend more than their account holds.
    const restricted = user?.restricted ?? true
    const looked = {
      restricted,
      balance: formatAmount(balanceMinor),
      overdraft: formatAmount(account.overdraftMinor),
      cost: draft.quote === null ? null : formatAmount(costMinor),
    }
    // What costs nothing prints also for those who owe.
    const paid = costMinor === 0n || balanceMinor + account.overdraftMinor >= costMinor
    if (!restricted || paid) return pass(looked)
    const code = account.overdraftMinor > 0n ? 'overdraft-insufficient' : 'funds-insufficient'
    const words = {
      balance: `${formatAmount(balanceMinor)} ${currency}`,
      overdraft: `${formatAmount(account.overdraftMinor)} ${currency}`,
      cost: `${formatAmount(costMinor)} ${currency}`,
    }
    return refuse(looked, makeReason(code, words))
  },
}
