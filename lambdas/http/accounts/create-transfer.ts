/** Moves money from one account to another, by an admin. */
import { parseAmount } from '#shared/contracts/money.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { moveMoney } from './move-money.ts'

export const createTransfer: RouteHandler<'createTransfer'> = async (call) => {
  const { params, body, operation, credential } = call
  return moveMoney(params.tenant, {
    ...body,
    amountMinor: parseAmount(body.amount),
    operation,
    by: credential.tokenName,
    onlyWhatIsThere: false,
  })
}
