/** Work over many users, newest first. */
import type { RouteHandler } from '../../middleware/call.ts'
import { loadBatchPage } from '../../stores/batches.ts'
import { loadList } from '../list.ts'
import { presentBatch } from './present-group.ts'

export const listBatches: RouteHandler<'listBatches'> = ({ params: { tenant }, query }) =>
  loadList(
    `${tenant}.batches`,
    query,
    (limit, after) => loadBatchPage(tenant, limit, after),
    presentBatch,
  )
