/** One group. */
import type { RouteHandler } from '../../middleware/call.ts'
import { loadGroup } from '../../stores/groups.ts'
import { found } from '../found.ts'
import { presentGroup } from './present-group.ts'

export const showGroup: RouteHandler<'showGroup'> = async ({ params }) =>
  presentGroup(found(await loadGroup(params.tenant, params.group)))
