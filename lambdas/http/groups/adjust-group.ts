/** Begins to add to or take from the main account of every member of a group. */
import type { RouteHandler } from '../../middleware/call.ts'
import { formatTime } from '../../middleware/doors.ts'
import { createBatch, sendBatch } from '../../stores/batches.ts'
import { loadGroup } from '../../stores/groups.ts'
import { found } from '../found.ts'
import { presentBatch } from './present-group.ts'

/** A repeat under the same Idempotency-Key makes the same batch, which does each member once. */
export const adjustGroup: RouteHandler<'adjustGroup'> = async (call) => {
  const { params, body, operation, credential, nowMs } = call
  const { tenant, group } = params
  found(await loadGroup(tenant, group))
  const batch = await createBatch(
    tenant,
    {
      id: operation.id,
      kind: 'adjustment',
      work: { group, amount: body.amount, comment: body.comment },
      createdAt: formatTime(operation.timeMs),
      by: credential.tokenName,
    },
    nowMs,
  )
  if (batch.state === 'running') await sendBatch({ tenantId: tenant, batchId: batch.id })
  return presentBatch(batch)
}
