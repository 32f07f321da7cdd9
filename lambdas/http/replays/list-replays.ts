/** Replays of a tenant, newest first. */
import type { RouteHandler } from '../../middleware/call.ts'
import { loadReplayPage } from '../../stores/replays.ts'
import { loadList } from '../list.ts'
import { presentSummary } from './present-replay.ts'

export const listReplays: RouteHandler<'listReplays'> = ({ params: { tenant }, query }) =>
  loadList(
    `${tenant}.replays`,
    query,
    (limit, after) => loadReplayPage(tenant, limit, after),
    presentSummary,
  )
