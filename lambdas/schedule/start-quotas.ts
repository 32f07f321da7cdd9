/** Once an hour: whoever has quotas and no run of today yet gets one, and a run that stands still is sent on. */
import { createHash } from 'node:crypto'
import { makeUlid } from '#shared/contracts/ids.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { composeSchedule, type ScheduleCall } from '../middleware/compose-schedule.ts'
import { loadBatch } from '../stores/batches.ts'
import { loadQuotas } from '../stores/groups.ts'
import { startQuotaRun, todayIn } from '../stores/quota-runs.ts'
import { loadPlatformTenants, loadTenant } from '../stores/tenants.ts'

/** A step takes seconds: who was not heard of for that long has lost its message. */
const STILL_AFTER_MS = 30 * 60_000

export async function startQuotas({ nowMs, log }: ScheduleCall): Promise<{ started: number }> {
  let started = 0
  let after: string | null = null
  do {
    const page = await loadPlatformTenants(after)
    for (const tenantId of page.tenantIds) {
      // One tenant that is written to too much must not keep the others waiting.
      try {
        if (await startTenant(tenantId, nowMs)) started++
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        log.error('tenant skipped', { tenantId, code: error.code })
      }
    }
    after = page.after
  } while (after !== null)
  log.info('quota runs started', { started })
  return { started }
}

export const handler = composeSchedule('start-quotas', startQuotas)

async function startTenant(tenantId: string, nowMs: number): Promise<boolean> {
  if ((await loadQuotas(tenantId)).length === 0) return false
  const { settings } = await loadTenant(tenantId)
  const today = todayIn(settings.timeZone, nowMs)
  const tail = createHash('sha256').update(`quota ${today}`).digest()
  const batchId = makeUlid(Date.parse(today), tail)
  const batch = await loadBatch(tenantId, batchId)
  const still = batch?.state === 'running' && nowMs - batch.touchedMs > STILL_AFTER_MS
  if (batch !== null && !still) return false
  await startQuotaRun(tenantId, batchId, nowMs)
  return true
}
