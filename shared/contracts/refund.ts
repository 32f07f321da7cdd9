/** Refunds: money of a job given back, by an admin at once or as a user asked for it. */
import * as z from 'zod'
import { commentText, sumText } from './account.ts'
import { jobId } from './ids.ts'
import { amountText } from './money.ts'

export const refundBody = z
  .object({
    /** Left out: all that was charged and not given back yet. */
    amount: sumText.optional(),
    comment: commentText,
  })
  .strict()
  .meta({ id: 'RefundBody' })

export const refundDone = z
  .object({
    jobId,
    /** Given back by this refund. */
    amount: amountText,
    /** Given back in all. */
    refunded: amountText,
    charged: amountText,
  })
  .meta({ id: 'RefundDone' })

export const REFUND_STATES = ['open', 'approved', 'denied'] as const

/** A user's wish; a job has one at most. */
export const refundRequest = z
  .object({
    jobId,
    user: z.string(),
    /** null: all of it. */
    amount: amountText.nullable(),
    comment: z.string(),
    state: z.enum(REFUND_STATES),
    createdAt: z.iso.datetime(),
    decidedAt: z.iso.datetime().nullable(),
    decidedBy: z.string().nullable(),
    answer: z.string(),
  })
  .meta({ id: 'RefundRequest' })
export type RefundRequest = z.infer<typeof refundRequest>

export const refundDenial = z.object({ comment: commentText }).strict().meta({ id: 'RefundDenial' })
