/** A balance must stay an amount that the contract can write. */
import { amountText, formatAmount } from '#shared/contracts/money.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { AccountRecord } from '../../stores/accounts.ts'

export function refuseTooMuch(account: AccountRecord, amountMinor: bigint): void {
  const after = formatAmount(account.postedMinor + amountMinor)
  if (amountText.safeParse(after).success) return
  const fields = [{ path: '/amount', message: 'the balance would be larger than an amount can be' }]
  throw new Problem('request-malformed', 'the body does not fit its contract', { fields })
}
