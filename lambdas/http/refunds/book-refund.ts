/** Books one refund, however many come at once: together they never give back more than was charged. */
import type { Charge } from '#shared/contracts/account.ts'
import { type AmountText, formatAmount, parseAmount } from '#shared/contracts/money.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { RefundRequest } from '#shared/contracts/refund.ts'
import { refund } from '#shared/ledger/refund.ts'
import type { Operation } from '../../middleware/call.ts'
import { formatTime } from '../../middleware/doors.ts'
import { tellLate } from '../../reports/tell-late.ts'
import { loadEntry } from '../../stores/entries.ts'
import { type JobRecord, loadJob } from '../../stores/jobs.ts'
import { loadRefundRequest, saveRefund } from '../../stores/refunds.ts'
import { kept } from '../found.ts'

const TRIES_LIMIT = 10

export interface RefundOrder {
  readonly jobId: string
  /** null: all that is left. */
  readonly amount: AmountText | null
  readonly comment: string
  readonly operation: Operation
  readonly by: string
  /** The request as it will stand when this refund is booked; null when nobody asked. */
  readonly request: RefundRequest | null
}

export interface RefundBooked {
  readonly amountMinor: bigint
  readonly refundedMinor: bigint
  readonly chargedMinor: bigint
}

export async function bookRefund(tenantId: string, order: RefundOrder): Promise<RefundBooked> {
  const { jobId, amount, comment, operation, by, request } = order
  const stamp = { id: operation.id, at: formatTime(operation.timeMs), by }
  for (let attempt = 0; attempt < TRIES_LIMIT; attempt++) {
    const job = kept(await loadJob(tenantId, jobId), operation.timeMs)
    const repeated = await findRepeat(tenantId, job, operation.id)
    if (repeated !== null) {
      await tellLate(tenantId, jobId, operation.timeMs)
      return repeated
    }
    const refunding = refund(
      { ...job, refunds: job.refunds ?? [] },
      amount === null ? null : parseAmount(amount),
      comment,
      stamp,
    )
    if (refunding.verdict === 'exceeds') {
      const left = formatAmount(refunding.leftMinor)
      throw new Problem('refund-exceeds-charge', `\`${left}\` is left`)
    }
    if ((await saveRefund(tenantId, job, refunding, request)) === 'saved') {
      await tellLate(tenantId, jobId, operation.timeMs)
      const { amountMinor, refunds } = refunding
      return { amountMinor, refundedMinor: sumOf(refunds), chargedMinor: job.chargedMinor }
    }
    await refuseDecided(tenantId, request)
  }
  throw new Problem('too-busy')
}

/** The same refund, booked before: it is told again. */
async function findRepeat(
  tenantId: string,
  job: JobRecord,
  entryId: string,
): Promise<RefundBooked | null> {
  const refunds = job.refunds ?? []
  if (refunds.length === 0) return null
  const entries = await Promise.all(
    refunds.map(({ accountId }) => loadEntry(tenantId, accountId, entryId)),
  )
  const amountMinor = entries.reduce((sum, entry) => sum + (entry?.amountMinor ?? 0n), 0n)
  if (amountMinor === 0n) return null
  return { amountMinor, refundedMinor: sumOf(refunds), chargedMinor: job.chargedMinor }
}

async function refuseDecided(tenantId: string, request: RefundRequest | null): Promise<void> {
  if (request === null) return
  const stored = await loadRefundRequest(tenantId, request.jobId)
  if (stored?.state !== 'open') throw new Problem('refund-decided')
}

const sumOf = (charges: readonly Charge[]) =>
  charges.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)
