/** How far one batch got. */
import type { RouteHandler } from '../../middleware/call.ts'
import { loadBatch } from '../../stores/batches.ts'
import { found } from '../found.ts'
import { presentBatch } from './present-group.ts'

export const showBatch: RouteHandler<'showBatch'> = async ({ params }) =>
  presentBatch(found(await loadBatch(params.tenant, params.batch)))
