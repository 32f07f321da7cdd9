/** What a replay found so far. */
import type { RouteHandler } from '../../middleware/call.ts'
import { loadReplay } from '../../stores/replays.ts'
import { found } from '../found.ts'
import { loadReplayResult } from './present-replay.ts'

export const showReplay: RouteHandler<'showReplay'> = async ({ params: { tenant, replay } }) =>
  loadReplayResult(tenant, found(await loadReplay(tenant, replay)))
