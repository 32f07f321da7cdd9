/** Redeems a voucher for any account, by an admin. */
import type { RouteHandler } from '../../middleware/call.ts'
import { presentEntry } from '../present.ts'
import { redeem } from './redeem.ts'

export const redeemVoucher: RouteHandler<'redeemVoucher'> = async (call) => {
  const { params, body, operation, credential } = call
  const { code, account: accountId, comment } = body
  const by = credential.tokenName
  return presentEntry(await redeem(params.tenant, { code, accountId, comment, operation, by }))
}
