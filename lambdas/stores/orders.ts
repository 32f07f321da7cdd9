/** Orders for connectors: a durable mailbox in the table; a ring at the door only says that there is something in it. */
import { jobAnswer } from '#shared/contracts/decision.ts'
import { ORDER_DAYS, type Order } from '#shared/contracts/order.ts'
import { text } from './attributes.ts'
import type { Item, Put } from './expressions.ts'
import { keys, partitions } from './keys.ts'
import { loadPage, saveItem } from './table.ts'

export interface OrderRecord {
  readonly id: string
  readonly jobId: string
  /** The answer as it stands with the job, byte for byte. */
  readonly answer: string
  readonly createdAt: string
}

/** Written together with what it orders. */
export function makeOrderRow(tenantId: string, connectorId: string, order: OrderRecord): Put {
  const { id, ...item } = order
  const expiresAt = Math.floor(Date.parse(order.createdAt) / 1000) + ORDER_DAYS * 24 * 3600
  return {
    kind: 'put',
    key: keys.order(tenantId, connectorId, id),
    item: { ...item, expiresAt },
    when: [],
  }
}

/** Oldest first. */
export async function loadOrders(
  tenantId: string,
  connectorId: string,
  limit: number,
): Promise<Order[]> {
  const partition = partitions.orders(tenantId, connectorId)
  const page = await loadPage({ partition, limit, backwards: false, consistent: true })
  return page.items.map(readOrder)
}

export async function deleteOrders(
  tenantId: string,
  connectorId: string,
  ids: readonly string[],
): Promise<void> {
  await Promise.all(
    ids.map((id) =>
      saveItem({ kind: 'delete', key: keys.order(tenantId, connectorId, id), when: [] }),
    ),
  )
}

function readOrder(item: Item): Order {
  return {
    id: text(item, 'sk'),
    kind: 'decision',
    jobId: text(item, 'jobId'),
    answer: jobAnswer.parse(JSON.parse(text(item, 'answer'))),
    createdAt: text(item, 'createdAt'),
  }
}
