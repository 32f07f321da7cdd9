/** What the journal holds: one record for each step of a job, and what the records of one job add up to. */
import * as z from 'zod'
import { type JobAnswer, jobAnswer } from '#shared/contracts/decision.ts'
import { jobId, queueName } from '#shared/contracts/ids.ts'
import { type JobFacts, jobFacts } from '#shared/contracts/job-facts.ts'
import { type Outcome, outcome } from '#shared/contracts/outcome.ts'
import type { SpoolJobRef } from '../spooler/spooler.ts'

const atMs = z.number()
const ref = z.object({ queue: queueName, number: z.int(), uuid: z.string().max(255) })

export const journalRecord = z.discriminatedUnion('type', [
  /** The facts, on disk before anybody is asked: a restart asks again with the very same. */
  z.object({ type: z.literal('SEEN'), jobId, ref, facts: jobFacts, atMs }),
  /** On disk before the print system is touched. */
  z.object({
    type: z.literal('DECIDED'),
    jobId,
    answer: jobAnswer,
    /** `order`: somebody decided anew while the job waited. */
    via: z.enum(['cloud', 'order']),
    atMs,
  }),
  z.object({ type: z.literal('ACTED'), jobId, action: z.enum(['released', 'canceled']), atMs }),
  /** Brings its own ref: a job may end before its facts are known. */
  z.object({ type: z.literal('ENDED'), jobId, ref, outcome, atMs }),
  z.object({ type: z.literal('REPORTED'), jobId, atMs }),
])
export type JournalRecord = z.infer<typeof journalRecord>
export type Action = Extract<JournalRecord, { type: 'ACTED' }>['action']

/** How far a job has come. */
export interface JobProgress {
  readonly jobId: string
  readonly ref: SpoolJobRef
  readonly facts?: JobFacts
  readonly decided?: { readonly answer: JobAnswer; readonly atMs: number }
  readonly acted?: { readonly action: Action; readonly atMs: number }
  readonly outcome?: Outcome
  /** The records that made it, for the next compaction. */
  readonly records: readonly JournalRecord[]
}

/** `null` = nothing more to remember. A record that was applied before changes nothing. */
export function applyRecord(
  before: JobProgress | undefined,
  record: JournalRecord,
): JobProgress | null {
  if (record.type === 'REPORTED') return null
  if (record.type === 'SEEN' || record.type === 'ENDED') {
    const start = before ?? { jobId: record.jobId, ref: record.ref, records: [] }
    return record.type === 'SEEN'
      ? add(start, record, { facts: record.facts })
      : add(start, record, { outcome: record.outcome })
  }
  // Its SEEN record was damaged on disk: the job is looked at and asked about again under the same id.
  if (before === undefined) return null
  const { atMs } = record
  return record.type === 'DECIDED'
    ? add(before, record, { decided: { answer: record.answer, atMs } })
    : add(before, record, { acted: { action: record.action, atMs } })
}

function add(before: JobProgress, record: JournalRecord, news: Partial<JobProgress>): JobProgress {
  const others = before.records.filter((other) => other.type !== record.type)
  return { ...before, ...news, records: [...others, record] }
}
