/** Deletes a group that nobody is in. */
import type { RouteHandler } from '../../middleware/call.ts'
import { deleteGroup as dropGroup, loadGroup } from '../../stores/groups.ts'
import { found } from '../found.ts'
import { presentGroup } from './present-group.ts'

export const deleteGroup: RouteHandler<'deleteGroup'> = async ({ params }) => {
  const group = found(await loadGroup(params.tenant, params.group))
  await dropGroup(params.tenant, params.group)
  return presentGroup(group)
}
