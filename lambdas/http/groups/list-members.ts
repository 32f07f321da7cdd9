/** Users of a group by name. */
import type { RouteHandler } from '../../middleware/call.ts'
import { loadMemberPage } from '../../stores/groups.ts'
import { loadList } from '../list.ts'

export const listMembers: RouteHandler<'listMembers'> = ({ params, query }) =>
  loadList(
    `${params.tenant}.members.${params.group}`,
    query,
    (limit, after) => loadMemberPage(params.tenant, params.group, limit, after),
    ({ username }) => ({ username }),
  )
