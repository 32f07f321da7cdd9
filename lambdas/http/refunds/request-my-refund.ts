/** Asks for money of an own job back. */
import { formatAmount, parseAmount } from '#shared/contracts/money.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { RefundRequest } from '#shared/contracts/refund.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { loadJob } from '../../stores/jobs.ts'
import { saveRefundRequest } from '../../stores/refunds.ts'
import { kept } from '../found.ts'
import { ownName } from '../own-name.ts'

export const requestMyRefund: RouteHandler<'requestMyRefund'> = async (call) => {
  const { credential, params, body, now, nowMs } = call
  const { tenantId, username } = ownName(credential)
  const job = kept(await loadJob(tenantId, params.job), nowMs)
  // Somebody else's job answers like one that is not there.
  if (job.decided?.user !== username) throw new Problem('not-found')
  const back = (job.refunds ?? []).reduce((sum, one) => sum + one.amountMinor, 0n)
  const leftMinor = job.chargedMinor - back
  const amountMinor = body.amount === undefined ? leftMinor : parseAmount(body.amount)
  if (amountMinor === 0n || amountMinor > leftMinor) {
    throw new Problem('refund-exceeds-charge', `\`${formatAmount(leftMinor)}\` is left`)
  }
  const request: RefundRequest = {
    jobId: params.job,
    user: username,
    amount: body.amount === undefined ? null : formatAmount(amountMinor),
    comment: body.comment,
    state: 'open',
    createdAt: now,
    decidedAt: null,
    decidedBy: null,
    answer: '',
  }
  if (!(await saveRefundRequest(tenantId, request))) {
    throw new Problem('refund-decided', 'this job has a request already')
  }
  return request
}
