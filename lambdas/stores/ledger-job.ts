/** What of a stored job the ledger looks at. */
import type { LedgerJob } from '#shared/ledger/settle.ts'
import type { JobRecord } from './jobs.ts'

export function asLedgerJob(job: JobRecord): LedgerJob {
  return {
    jobId: job.jobId,
    state: job.state,
    charges: job.charges,
    chargedMinor: job.chargedMinor,
    sides: job.decided?.sides ?? null,
    endedBy: job.endedBy,
  }
}
