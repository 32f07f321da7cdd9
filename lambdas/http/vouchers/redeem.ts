/** Redeems one voucher for one account, once. */
import { SYSTEM_ACCOUNTS } from '#shared/contracts/account.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { credit } from '#shared/ledger/adjust.ts'
import type { LedgerEntry } from '#shared/ledger/entry.ts'
import type { Operation } from '../../middleware/call.ts'
import { formatTime } from '../../middleware/doors.ts'
import { loadAccount } from '../../stores/accounts.ts'
import { todayIn } from '../../stores/quota-runs.ts'
import { loadVoucher, saveRedemption } from '../../stores/vouchers.ts'
import { refuseTooMuch } from '../accounts/refuse-too-much.ts'

export interface Redeeming {
  readonly code: string
  readonly accountId: string
  readonly comment: string
  readonly operation: Operation
  readonly by: string
}

/** Throws `voucher-unusable` alike for a code that is unknown, redeemed or expired. */
export async function redeem(tenantId: string, redeeming: Redeeming): Promise<LedgerEntry> {
  const { code, accountId, comment, operation, by } = redeeming
  const [voucher, account] = await Promise.all([
    loadVoucher(tenantId, code),
    loadAccount(tenantId, accountId),
  ])
  if (voucher === null) throw new Problem('voucher-unusable')
  if (account === null) throw new Problem('not-found', `there is no account \`${accountId}\``)
  const expired = voucher.expiresOn !== null && voucher.expiresOn < todayIn('UTC', operation.timeMs)
  if (expired && voucher.redemption !== operation.id) throw new Problem('voucher-unusable')
  const { amountMinor } = voucher
  if (voucher.state === 'open') refuseTooMuch(account, amountMinor)
  const cause = { kind: 'voucher', id: code } as const
  const booking = credit(
    { accountId, amountMinor, against: SYSTEM_ACCOUNTS.vouchers, cause, comment },
    { id: operation.id, at: formatTime(operation.timeMs), by },
  )
  const saved = await saveRedemption(tenantId, code, booking)
  if (saved === 'account-missing') throw new Problem('not-found')
  if (saved === null) throw new Problem('voucher-unusable')
  return saved
}
