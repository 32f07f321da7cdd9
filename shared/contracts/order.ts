/** Orders: what the cloud tells a connector to do with a job that it already holds. The list of kinds is closed. */
import * as z from 'zod'
import { jobAnswer } from './decision.ts'
import { jobId, ulid } from './ids.ts'

/** Orders in one reply. */
export const ORDERS_LIMIT = 25
/** Longer than any job may be held; what nobody fetched by then has nothing left to act on. */
export const ORDER_DAYS = 14

export const orderId = ulid.meta({ description: 'order id' })

/**
 * `decision`: the answer to a job has changed, because somebody released or canceled it, or answered a question.
 * The connector carries out the answer with the highest `revision` it ever saw of a job, once.
 */
export const order = z
  .object({
    id: orderId,
    kind: z.literal('decision'),
    jobId,
    answer: jobAnswer,
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Order' })
export type Order = z.infer<typeof order>

export const ordersRequest = z
  .object({
    /** Orders that are in the journal and may be forgotten; unknown ones do no harm. */
    taken: z.array(orderId).max(ORDERS_LIMIT),
  })
  .strict()
  .meta({ id: 'OrdersRequest' })

export const ordersReply = z
  .object({
    /** Oldest first. */
    orders: z.array(order).max(ORDERS_LIMIT),
  })
  .meta({ id: 'OrdersReply' })

/**
 * A queue of Amazon SQS that holds nothing but rings: `url` is a signed `ReceiveMessage` request that waits for one.
 * A ring says that there are orders; losing one costs time only, because orders are fetched every few minutes anyway.
 */
export const doorbell = z
  .object({ url: z.url().max(4_000), expiresAt: z.iso.datetime() })
  .meta({ id: 'Doorbell' })
export type Doorbell = z.infer<typeof doorbell>
