/** Refuses what a user asked for; doing it again changes nothing. */
import { Problem } from '#shared/contracts/problem.ts'
import type { RefundRequest } from '#shared/contracts/refund.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { loadRefundRequest, saveRefundDecision } from '../../stores/refunds.ts'
import { found } from '../found.ts'

export const denyRefund: RouteHandler<'denyRefund'> = async (call) => {
  const { params, body, credential, now } = call
  const request = found(await loadRefundRequest(params.tenant, params.job))
  if (request.state === 'denied') return request
  if (request.state === 'approved') throw new Problem('refund-decided', 'it was approved')
  const decided: RefundRequest = {
    ...request,
    state: 'denied',
    decidedAt: now,
    decidedBy: credential.tokenName,
    answer: body.comment,
  }
  if (!(await saveRefundDecision(params.tenant, decided))) throw new Problem('refund-decided')
  return decided
}
