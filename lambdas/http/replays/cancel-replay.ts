/** Stops a replay; slices under way end with the step they are in. */
import type { RouteHandler } from '../../middleware/call.ts'
import { loadReplay, cancelReplay as saveCanceled } from '../../stores/replays.ts'
import { found } from '../found.ts'
import { loadReplayResult } from './present-replay.ts'

export const cancelReplay: RouteHandler<'cancelReplay'> = async ({ params }) => {
  const { tenant, replay } = params
  found(await loadReplay(tenant, replay))
  await saveCanceled(tenant, replay)
  return loadReplayResult(tenant, found(await loadReplay(tenant, replay)))
}
