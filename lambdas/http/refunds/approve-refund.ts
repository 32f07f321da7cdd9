/** Gives back what a user asked for, or another amount; doing it again changes nothing. */
import { Problem } from '#shared/contracts/problem.ts'
import type { RefundRequest } from '#shared/contracts/refund.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { loadRefundRequest } from '../../stores/refunds.ts'
import { found } from '../found.ts'
import { bookRefund } from './book-refund.ts'

export const approveRefund: RouteHandler<'approveRefund'> = async (call) => {
  const { params, body, operation, credential, now } = call
  const { tenant, job: jobId } = params
  const request = found(await loadRefundRequest(tenant, jobId))
  if (request.state === 'approved') return request
  if (request.state === 'denied') throw new Problem('refund-decided', 'it was denied')
  const amount = body.amount ?? request.amount
  const decided: RefundRequest = {
    ...request,
    amount,
    state: 'approved',
    decidedAt: now,
    decidedBy: credential.tokenName,
    answer: body.comment,
  }
  const by = credential.tokenName
  const comment = body.comment || request.comment
  await bookRefund(tenant, { jobId, amount, comment, operation, by, request: decided })
  return decided
}
