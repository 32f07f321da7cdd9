/** A connector's mailbox: forgets the orders that are in its journal, gives those that wait. */
import { ORDERS_LIMIT } from '#shared/contracts/order.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { deleteOrders, loadOrders } from '../../stores/orders.ts'

export const takeOrders: RouteHandler<'takeOrders'> = async ({ credential, body }) => {
  const { tenantId, connector } = credential
  await deleteOrders(tenantId, connector.id, body.taken)
  return { orders: await loadOrders(tenantId, connector.id, ORDERS_LIMIT) }
}
