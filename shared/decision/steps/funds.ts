/** Shares the cost out over the accounts that pay, and refuses what a restricted one does not have: balance less reservations, plus overdraft. */
import type { Charge } from '#shared/contracts/account.ts'
import { formatAmount, splitAmount } from '#shared/contracts/amounts.ts'
import type { AccountStanding, DecisionInput } from '#shared/contracts/decision.ts'
import { assert } from '#shared/contracts/problem.ts'
import { findAccount } from '../accounts.ts'
import { makeReason } from '../reasons.ts'
import { pass, refuse, type Share, type Step } from '../step.ts'

/** Shares have two places. */
const SHARES_PER_PERCENT = 100

export const funds: Step = {
  name: 'funds',
  version: 2,
  look(input, { quote, shares }) {
    const paying = shares.map(({ accountId }) => {
      const found = findAccount(input, accountId)
      assert(found, 'the step `account` names accounts that are there')
      return found
    })
    const first = paying[0]
    if (first === undefined) return pass({ balance: null })
    const costMinor = quote?.totalMinor ?? 0n
    const charges = shareOut(costMinor, shares, paying)
    const lacking = charges.findIndex(({ amountMinor }, index) => {
      const account = paying[index]
      // What costs nothing prints also for those who owe.
      return account?.restricted && amountMinor > 0n && availableOf(account) < amountMinor
    })
    const told = paying[Math.max(0, lacking)] ?? first
    const looked = {
      account: told.id,
      restricted: told.restricted,
      balance: formatAmount(told.postedMinor - told.heldMinor),
      overdraft: formatAmount(told.overdraftMinor),
      cost: quote === null ? null : formatAmount(charges[Math.max(0, lacking)]?.amountMinor ?? 0n),
    }
    if (lacking >= 0) return refuse(looked, makeReasonOf(told, charges[lacking], input))
    return pass(looked, { charges: charges.filter(({ amountMinor }) => amountMinor > 0n) })
  },
}

/** One charge for each share, in the same order; they add up to the cost to the last unit. */
function shareOut(
  costMinor: bigint,
  shares: readonly Share[],
  paying: readonly AccountStanding[],
): readonly Charge[] {
  if (shares.length === 1) return [{ accountId: paying[0]?.id ?? '', amountMinor: costMinor }]
  const chained = shares.every(({ percent }) => percent === null)
  const amounts = chained
    ? drawDown(costMinor, paying)
    : splitAmount(
        costMinor,
        shares.map(({ percent }) => BigInt(Math.round((percent ?? 0) * SHARES_PER_PERCENT))),
      )
  return paying.map(({ id }, index) => ({ accountId: id, amountMinor: amounts[index] ?? 0n }))
}

/** Each pays what it can; what nobody can pay is the first one's, so that its balance stands in the refusal. */
function drawDown(costMinor: bigint, paying: readonly AccountStanding[]): readonly bigint[] {
  let restMinor = costMinor
  const amounts = paying.map((account) => {
    const mostMinor = account.restricted ? availableOf(account) : restMinor
    const amountMinor = mostMinor < 0n ? 0n : mostMinor < restMinor ? mostMinor : restMinor
    restMinor -= amountMinor
    return amountMinor
  })
  return amounts.map((amountMinor, index) => (index === 0 ? amountMinor + restMinor : amountMinor))
}

function availableOf({ postedMinor, heldMinor, overdraftMinor }: AccountStanding): bigint {
  return postedMinor - heldMinor + overdraftMinor
}

function makeReasonOf(account: AccountStanding, charge: Charge | undefined, input: DecisionInput) {
  const money = (amountMinor: bigint) => `${formatAmount(amountMinor)} ${input.currency}`
  const code = account.overdraftMinor > 0n ? 'overdraft-insufficient' : 'funds-insufficient'
  return makeReason(code, {
    account: account.name,
    balance: money(account.postedMinor - account.heldMinor),
    overdraft: money(account.overdraftMinor),
    cost: money(charge?.amountMinor ?? 0n),
  })
}
