/** A job older than the sweep's watermark was answered only now: the sweep must look at it again. */
import { ulidTimeMs } from '#shared/contracts/ids.ts'
import { STALE_AFTER_HOURS } from '#shared/contracts/wiring.ts'
import { isOpen } from '#shared/ledger/settle.ts'
import type { JobRecord } from '../stores/jobs.ts'
import { rewindSweep } from '../stores/sweeps.ts'

const HOUR_MS = 3_600_000
/** The watermark never comes nearer to now than the limit; the hour covers clocks that differ. */
const OLD_MS = (STALE_AFTER_HOURS - 1) * HOUR_MS

/** Rare: only when a connector was away for days. */
export async function rewindIfOld(tenantId: string, job: JobRecord, nowMs: number): Promise<void> {
  const old = nowMs - ulidTimeMs(job.jobId) > OLD_MS
  if (old && isOpen(job.state)) await rewindSweep(tenantId, job.jobId)
}
