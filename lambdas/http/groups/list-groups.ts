/** Groups of a tenant by name. */
import type { RouteHandler } from '../../middleware/call.ts'
import { loadGroupPage } from '../../stores/groups.ts'
import { loadList } from '../list.ts'
import { presentGroup } from './present-group.ts'

export const listGroups: RouteHandler<'listGroups'> = ({ params: { tenant }, query }) =>
  loadList(
    `${tenant}.groups`,
    query,
    (limit, after) => loadGroupPage(tenant, limit, after),
    presentGroup,
  )
