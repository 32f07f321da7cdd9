/** What the story of a job needs from the rest of the connector, and nothing more. */
import type { Readable } from 'node:stream'
import type { JobAnswer } from '#shared/contracts/decision.ts'
import type { Findings } from '#shared/contracts/findings.ts'
import type { JobFacts } from '#shared/contracts/job-facts.ts'
import type { JobProgress, JournalRecord } from '../disk/journal-records.ts'
import type { Clock, Log } from '../doors.ts'
import type { Spooler, SpoolJobRef } from '../spooler/spooler.ts'
import type { Gate } from './gate.ts'

export interface JobPorts {
  readonly site: { readonly siteId: string; readonly siteSlug: string }
  readonly spooler: Spooler
  readonly journal: {
    find(uuid: string): JobProgress | undefined
    append(record: JournalRecord): Promise<void>
  }
  /** Documents read and questions asked at the same time. Jobs that only wait hold no place. */
  readonly gate: Gate
  readonly clock: Clock
  readonly log: Log
  /** Aborts when no new step is to begin. What a step has begun, it finishes. */
  readonly stopping: AbortSignal
  /** Throws Problems of the cloud. */
  askCloud(facts: JobFacts, signal: AbortSignal): Promise<JobAnswer>
  /** Reads one document to its end. Budgets are the analyzer's own; throws only for what may pass. */
  analyze(document: Readable, signal: AbortSignal): Promise<Findings>
  /** Until the print system tells of this job, at most so long. Rejects when `stopping` aborts. */
  awaitChange(ref: SpoolJobRef, atMostMs: number): Promise<void>
}
