/** Tenants of a partner, newest first. */
import type { RouteHandler } from '../middleware/call.ts'
import { loadPartnerTenants } from '../stores/tenants.ts'
import { loadList } from './list.ts'

export const listTenants: RouteHandler<'listTenants'> = ({ params: { partner }, query }) =>
  loadList(
    `${partner}.tenants`,
    query,
    (limit, after) => loadPartnerTenants(partner, limit, after),
    (tenant) => tenant,
  )
