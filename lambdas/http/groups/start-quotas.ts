/** Begins a run of all quotas of a tenant. */
import { formatTime } from '../../middleware/doors.ts'
import { type BatchRecord, createBatch, sendBatch } from '../../stores/batches.ts'
import { loadTenant } from '../../stores/tenants.ts'

/** The tenant's day, `YYYY-MM-DD`. */
export function todayIn(timeZone: string, nowMs: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(nowMs)
}

/** The batch of this id, new or as it is; a repeat sends it on its way again. */
export async function startQuotas(
  tenantId: string,
  batchId: string,
  nowMs: number,
): Promise<BatchRecord> {
  const { settings } = await loadTenant(tenantId)
  const batch = await createBatch(
    tenantId,
    {
      id: batchId,
      kind: 'quota',
      work: { today: todayIn(settings.timeZone, nowMs) },
      createdAt: formatTime(nowMs),
      by: 'quota',
    },
    nowMs,
  )
  if (batch.state === 'running') await sendBatch({ tenantId, batchId })
  return batch
}
