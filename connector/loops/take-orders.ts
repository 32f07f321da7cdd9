/** Takes orders: fetched when the bell rings and every few minutes regardless, in the journal before they are forgotten. */
import { type Doorbell, ORDERS_LIMIT, type Order } from '#shared/contracts/order.ts'
import type { Cloud } from '../cloud/client.ts'
import type { Doorway } from '../cloud/doorbell.ts'
import type { Journal } from '../disk/journal.ts'
import type { Clock, Log } from '../doors.ts'
import type { SpoolJobRef } from '../spooler/spooler.ts'
import type { Loop } from './runner.ts'

/** Between two rounds; each round waits at the door itself. */
const PAUSE_MS = 50
/** A ring may get lost, an order must not. */
const LOOK_MS = 5 * 60_000
/** Without a bell orders are looked for, as seldom as people bear. */
const LOOK_WITHOUT_BELL_MS = 10_000
/** Whoever has just started is told of a bell within a second or two, and must not sleep through it. */
const BELL_WANTED_MS = 500
/** Full pages in one round: more orders than a site has held jobs mean that something is wrong. */
const PAGES_LIMIT = 100

export interface OrderDoors {
  readonly journal: Pick<Journal, 'findById' | 'append'>
  readonly cloud: Pick<Cloud, 'call'>
  readonly doorway: Pick<Doorway, 'awaitRing'>
  readonly clock: Clock
  readonly log: Log
  /** As the last sign of life told; null = none. */
  doorbell(): Doorbell | null
  /** Wakes the story of the job. */
  notice(ref: SpoolJobRef): void
}

export function takeOrders(doors: OrderDoors): Loop {
  const { journal, cloud, clock, log } = doors
  let lookedMs = Number.NEGATIVE_INFINITY
  return {
    name: 'take-orders',
    intervalMs: PAUSE_MS,
    jitter: 0,
    async round(signal) {
      const sinceMs = clock.monotonicMs() - lookedMs
      if (sinceMs >= LOOK_MS || (await awaitReason(LOOK_MS - sinceMs, signal))) {
        await fetchAll(signal)
        lookedMs = clock.monotonicMs()
      }
    },
  }

  /** True when it is time to look. */
  async function awaitReason(leftMs: number, signal: AbortSignal): Promise<boolean> {
    const doorbell = validDoorbell()
    const limitMs = Math.min(LOOK_WITHOUT_BELL_MS, leftMs)
    if (doorbell !== null) {
      try {
        return await doors.doorway.awaitRing(doorbell, signal)
      } catch (error) {
        signal.throwIfAborted()
        log.debug('doorbell-unreachable', { error: String(error) })
      }
      await clock.sleep(limitMs, signal)
      return true
    }
    const endMs = clock.monotonicMs() + limitMs
    while (validDoorbell() === null && clock.monotonicMs() < endMs) {
      await clock.sleep(Math.min(BELL_WANTED_MS, endMs - clock.monotonicMs()), signal)
    }
    return true
  }

  function validDoorbell(): Doorbell | null {
    const doorbell = doors.doorbell()
    if (doorbell === null) return null
    return Date.parse(doorbell.expiresAt) > clock.nowMs() ? doorbell : null
  }

  async function fetchAll(signal: AbortSignal): Promise<void> {
    let taken: string[] = []
    for (let page = 0; page < PAGES_LIMIT; page++) {
      const { orders } = await cloud.call('takeOrders', { body: { taken }, signal })
      for (const order of orders) await takeOrder(order)
      taken = orders.map(({ id }) => id)
      if (taken.length === 0) return
      // The last page is acknowledged too, or its orders would come again for nothing.
      if (taken.length < ORDERS_LIMIT) {
        await cloud.call('takeOrders', { body: { taken }, signal })
        return
      }
    }
    log.error('too-many-orders', { pages: PAGES_LIMIT })
  }

  /** An order for a job that was acted on already, or ended, comes too late. */
  async function takeOrder({ id, jobId, answer }: Order): Promise<void> {
    const progress = journal.findById(jobId)
    const known = progress?.decided?.answer.revision ?? 1
    const late =
      progress === undefined || progress.acted !== undefined || progress.outcome !== undefined
    if (late || (answer.revision ?? 1) <= known) {
      return log.info('order-too-late', { orderId: id, jobId })
    }
    await journal.append({ type: 'DECIDED', jobId, answer, via: 'order', atMs: clock.nowMs() })
    log.info('order-taken', { orderId: id, jobId, verdict: answer.verdict })
    doors.notice(progress.ref)
  }
}
