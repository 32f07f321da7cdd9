/** One transfer: both accounts must be there, and the one that gives must have it. */
import { formatAmount } from '#shared/contracts/money.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { transfer } from '#shared/ledger/transfer.ts'
import type { Operation } from '../../middleware/call.ts'
import { formatTime } from '../../middleware/doors.ts'
import { loadAccount, payerOf } from '../../stores/accounts.ts'
import { loadTenant } from '../../stores/tenants.ts'
import { saveTransfer } from '../../stores/transfers.ts'
import { refuseTooMuch } from './refuse-too-much.ts'

export interface Moving {
  readonly from: string
  readonly to: string
  readonly amountMinor: bigint
  readonly comment: string
  readonly operation: Operation
  readonly by: string
  /** Nobody gives away what they owe, also where the account is not restricted; overdraft is no gift either. */
  readonly onlyWhatIsThere: boolean
}

export async function moveMoney(tenantId: string, moving: Moving) {
  const { from, to, amountMinor, comment, operation, by } = moving
  const [{ settings }, giver, taker] = await Promise.all([
    loadTenant(tenantId),
    loadAccount(tenantId, from),
    loadAccount(tenantId, to),
  ])
  if (giver === null) throw new Problem('not-found', `there is no account \`${from}\``)
  if (taker === null) throw new Problem('not-found', `there is no account \`${to}\``)
  refuseTooMuch(taker, amountMinor)
  refuseTooMuch(giver, -amountMinor)
  const payer = moving.onlyWhatIsThere
    ? { id: from, restricted: true, grantedMinor: -giver.overdraftMinor }
    : payerOf(giver, settings)
  const at = formatTime(operation.timeMs)
  const booking = transfer(payer, to, amountMinor, comment, { id: operation.id, at, by })
  if ((await saveTransfer(tenantId, booking)) === 'insufficient') {
    const availableMinor = giver.availableMinor + (payer.grantedMinor ?? 0n)
    const available = formatAmount(availableMinor)
    throw new Problem('transfer-exceeds-balance', `\`${available}\` is available`)
  }
  return { id: operation.id, at, from, to, amount: formatAmount(amountMinor), comment }
}
