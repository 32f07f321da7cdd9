/** Adds to or takes from an account: one entry and one move, both or neither. */
import { formatAmount, parseAmount } from '#shared/contracts/money.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { adjust } from '#shared/ledger/adjust.ts'
import type { RouteHandler } from '../middleware/call.ts'
import { formatTime } from '../middleware/doors.ts'
import { grantedMinor, loadAccount, payerOf } from '../stores/accounts.ts'
import { saveAdjustment } from '../stores/entries.ts'
import { loadTenant } from '../stores/tenants.ts'
import { refuseTooMuch } from './accounts/refuse-too-much.ts'
import { found } from './found.ts'
import { presentEntry } from './present.ts'

export const adjustAccount: RouteHandler<'adjustAccount'> = async (call) => {
  const { params, body, operation, credential } = call
  const amountMinor = parseAmount(body.amount)
  const [{ settings }, stored] = await Promise.all([
    loadTenant(params.tenant),
    loadAccount(params.tenant, params.account),
  ])
  const account = found(stored)
  refuseTooMuch(account, amountMinor)
  const stamp = {
    id: operation.id,
    at: formatTime(operation.timeMs),
    by: credential.tokenName,
  }
  const saved = await saveAdjustment(
    params.tenant,
    adjust(payerOf(account, settings), amountMinor, body.comment, stamp),
  )
  if (saved === 'insufficient') {
    const available = formatAmount(account.availableMinor + grantedMinor(account, settings))
    throw new Problem('adjustment-exceeds-balance', `\`${available}\` is available`)
  }
  return presentEntry(saved)
}
