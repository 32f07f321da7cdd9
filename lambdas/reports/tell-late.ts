/** Says that a job changed after its quarter of an hour was counted. */
import { ulidTimeMs } from '#shared/contracts/ids.ts'
import { saveLateSlot } from '../stores/rollups.ts'
import { RECENT_MS, slotOf } from './slots.ts'

/** Called when a job ended or its money changed, after that is saved; repeating it is harmless. */
export async function tellLate(tenantId: string, jobId: string, nowMs: number): Promise<void> {
  if (nowMs - ulidTimeMs(jobId) <= RECENT_MS) return
  await saveLateSlot(tenantId, slotOf(jobId), nowMs)
}
