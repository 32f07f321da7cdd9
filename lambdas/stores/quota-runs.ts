/** Runs of all quotas of a tenant: which day it is there, and how a run begins. */
import { type BatchRecord, createBatch, sendBatch } from './batches.ts'
import { loadTenant } from './tenants.ts'

/** The tenant's day, `YYYY-MM-DD`. */
export function todayIn(timeZone: string, nowMs: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(nowMs)
}

/** The batch of this id, new or as it is; a repeat sends it on its way again. */
export async function startQuotaRun(
  tenantId: string,
  batchId: string,
  nowMs: number,
): Promise<BatchRecord> {
  const { settings } = await loadTenant(tenantId)
  const work = { today: todayIn(settings.timeZone, nowMs) }
  const createdAt = new Date(nowMs).toISOString()
  const run = { id: batchId, kind: 'quota', work, createdAt, by: 'quota' } as const
  const batch = await createBatch(tenantId, run, nowMs)
  if (batch.state === 'running') await sendBatch({ tenantId, batchId })
  return batch
}
