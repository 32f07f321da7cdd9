/** Redeems a voucher for the own main account; few wrong codes are allowed. */
import { userAccountId } from '#shared/contracts/ids.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { forgetAttempts, takeAttempt } from '../../stores/attempts.ts'
import { refuseExhausted } from '../accounts/pin.ts'
import { ownName } from '../own-name.ts'
import { presentEntry } from '../present.ts'
import { redeem } from './redeem.ts'

export const redeemMyVoucher: RouteHandler<'redeemMyVoucher'> = async (call) => {
  const { body, operation, credential, nowMs, log } = call
  const { tenantId, username } = ownName(credential)
  const what = `voucher ${username}`
  const attempt = await takeAttempt(tenantId, what, nowMs)
  refuseExhausted(attempt)
  try {
    const entry = await redeem(tenantId, {
      code: body.code,
      accountId: userAccountId(username),
      comment: '',
      operation,
      by: username,
    })
    await forgetAttempts(tenantId, what)
    return presentEntry(entry)
  } catch (error) {
    if (attempt.allowed && attempt.last) log.alarm('voucher-guessed', { tenantId, username })
    throw error
  }
}
