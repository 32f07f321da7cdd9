/** The job journal: what each job has come to, on disk before `append` returns. */
import type { Outcome } from '#shared/contracts/outcome.ts'
import {
  applyRecord,
  type JobProgress,
  type JournalRecord,
  journalRecord,
} from './journal-records.ts'
import { type LogRepairs, type OpenSegment, openRecordLog, type RecordLog } from './record-log.ts'

export type { OpenSegment, SegmentFile } from './record-log.ts'

/** Throws `state-unreadable` or `disk-write-failed`. The caller holds the state folder's lock. */
export async function openJournal(folder: string, openSegment?: OpenSegment): Promise<Journal> {
  const jobs = new JournalJobs()
  const log = await openRecordLog<JournalRecord>({
    folder,
    ...(openSegment === undefined ? {} : { openSegment }),
    parse: (value) => journalRecord.safeParse(value).data ?? null,
    apply: (record) => jobs.apply(record),
    live: () => jobs.all().flatMap(({ records }) => records),
  })
  return new Journal(log, jobs)
}

export type EndedJob = JobProgress & { readonly outcome: Outcome }

export class Journal {
  readonly #log: RecordLog<JournalRecord>
  readonly #jobs: JournalJobs

  constructor(log: RecordLog<JournalRecord>, jobs: JournalJobs) {
    this.#log = log
    this.#jobs = jobs
  }

  get repairs(): LogRepairs {
    return this.#log.repairs
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.#log.bytes
  }

  find(uuid: string): JobProgress | undefined {
    return this.#jobs.find(uuid)
  }

  findById(jobId: string): JobProgress | undefined {
    return this.#jobs.findById(jobId)
  }

  /** Jobs under way, oldest first. */
  openJobs(): JobProgress[] {
    return this.#jobs.all().filter((job) => job.outcome === undefined)
  }

  /** Jobs that ended and were not reported yet, oldest first. */
  endedJobs(): EndedJob[] {
    return this.#jobs.all().filter((job): job is EndedJob => job.outcome !== undefined)
  }

  /**
   * Returns when the record would survive a power cut. Records appended meanwhile share one fsync.
   * Throws `disk-write-failed`; the record may then be on disk or not, and may be appended again.
   */
  append(record: JournalRecord): Promise<void> {
    return this.#log.append(record)
  }

  /** Rewrites what is still needed and drops the rest. True when it did. Throws `disk-write-failed`. */
  compact(fromBytes?: number): Promise<boolean> {
    return this.#log.compact(fromBytes)
  }

  /** What was appended before is on disk afterwards. */
  close(): Promise<void> {
    return this.#log.close()
  }
}

class JournalJobs {
  readonly #jobs = new Map<string, JobProgress>()
  readonly #jobIdOfUuid = new Map<string, string>()

  all(): JobProgress[] {
    return [...this.#jobs.values()]
  }

  find(uuid: string): JobProgress | undefined {
    const jobId = this.#jobIdOfUuid.get(uuid)
    return jobId === undefined ? undefined : this.#jobs.get(jobId)
  }

  findById(jobId: string): JobProgress | undefined {
    return this.#jobs.get(jobId)
  }

  apply(record: JournalRecord): void {
    const before = this.#jobs.get(record.jobId)
    const after = applyRecord(before, record)
    if (after !== null) {
      this.#jobs.set(record.jobId, after)
      this.#jobIdOfUuid.set(after.ref.uuid, record.jobId)
    } else if (before !== undefined) {
      this.#jobs.delete(record.jobId)
      this.#jobIdOfUuid.delete(before.ref.uuid)
    }
  }
}
