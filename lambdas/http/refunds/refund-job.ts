/** Gives back what a job was charged, or a part of it. */
import { formatAmount } from '#shared/contracts/money.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { bookRefund } from './book-refund.ts'

export const refundJob: RouteHandler<'refundJob'> = async (call) => {
  const { params, body, operation, credential } = call
  const { amountMinor, refundedMinor, chargedMinor } = await bookRefund(params.tenant, {
    jobId: params.job,
    amount: body.amount ?? null,
    comment: body.comment,
    operation,
    by: credential.tokenName,
    request: null,
  })
  return {
    jobId: params.job,
    amount: formatAmount(amountMinor),
    refunded: formatAmount(refundedMinor),
    charged: formatAmount(chargedMinor),
  }
}
