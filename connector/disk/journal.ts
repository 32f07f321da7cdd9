/** The job journal: append-only, on disk before `append` returns, whole again after any crash, bounded in size. */
import { mkdir, open, readdir, readFile, rename, truncate, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Outcome } from '#shared/contracts/outcome.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { reasonOf, syncFolder } from './atomic-file.ts'
import { makeFrame, parseFrames } from './journal-frames.ts'
import {
  applyRecord,
  type JobProgress,
  type JournalRecord,
  journalRecord,
} from './journal-records.ts'

/** What the journal does with a segment; a test's disk can be full. */
export interface SegmentFile {
  write(bytes: Buffer): Promise<void>
  sync(): Promise<void>
  close(): Promise<void>
}
export type OpenSegment = (path: string) => Promise<SegmentFile>

/** What opening found; anything but zeros is worth a line in the log. */
export interface JournalRepairs {
  /** Bytes of unfinished records at the end of a segment: a crash while writing, nothing acknowledged. */
  readonly cutBytes: number
  /** Places amid good records that no longer read: the disk lost something. */
  readonly damagedPlaces: number
  /** Whole records that do not fit this version's schema. */
  readonly unreadableRecords: number
}

/** Rewriting is worth it from this size on, if at least half of it is history; every start adds a segment. */
const COMPACT_FROM_BYTES = 1024 * 1024
const SEGMENTS_LIMIT = 16
const SEGMENT_PATTERN = /^\d{8}\.journal$/

/** Throws `state-unreadable` or `disk-write-failed`. The caller holds the state folder's lock. */
export async function openJournal(
  folder: string,
  openSegment: OpenSegment = openRealSegment,
): Promise<Journal> {
  const journal = new Journal(folder, openSegment)
  await journal.load()
  return journal
}

export type EndedJob = JobProgress & { readonly outcome: Outcome }

export class Journal {
  repairs: JournalRepairs = { cutBytes: 0, damagedPlaces: 0, unreadableRecords: 0 }
  readonly #folder: string
  readonly #openSegment: OpenSegment
  readonly #jobs = new Map<string, JobProgress>()
  readonly #jobIdOfUuid = new Map<string, string>()
  #segments: number[] = []
  #bytes = 0
  #file: SegmentFile | null = null
  #fileBytes = 0
  #pending: Waiting[] = []
  /** Everything that touches files runs one after another on this chain. */
  #work: Promise<void> = Promise.resolve()
  #closed = false

  constructor(folder: string, openSegment: OpenSegment) {
    this.#folder = folder
    this.#openSegment = openSegment
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.#bytes
  }

  find(uuid: string): JobProgress | undefined {
    const jobId = this.#jobIdOfUuid.get(uuid)
    return jobId === undefined ? undefined : this.#jobs.get(jobId)
  }

  /** Jobs under way, oldest first. */
  openJobs(): JobProgress[] {
    return [...this.#jobs.values()].filter((job) => job.outcome === undefined)
  }

  /** Jobs that ended and were not reported yet, oldest first. */
  endedJobs(): EndedJob[] {
    return [...this.#jobs.values()].filter((job): job is EndedJob => job.outcome !== undefined)
  }

  /**
   * Returns when the record would survive a power cut. Records appended meanwhile share one fsync.
   * Throws `disk-write-failed`; the record may then be on disk or not, and may be appended again.
   */
  append(record: JournalRecord): Promise<void> {
    const done = Promise.withResolvers<void>()
    if (this.#closed) return Promise.reject(writeProblem(new Error('the journal is closed')))
    this.#pending.push({ record, frame: makeFrame(record), done })
    if (this.#pending.length === 1) void this.#alone(() => this.#flush())
    return done.promise
  }

  /** Rewrites what is still needed and drops the rest. True when it did. Throws `disk-write-failed`. */
  async compact(fromBytes = COMPACT_FROM_BYTES): Promise<boolean> {
    let compacted = false
    await this.#alone(async () => {
      if (this.#closed || (this.#bytes < fromBytes && this.#segments.length <= SEGMENTS_LIMIT))
        return
      const frames = [...this.#jobs.values()].flatMap((job) => job.records).map(makeFrame)
      const live = Buffer.concat(frames)
      if (live.length * 2 > this.#bytes && this.#segments.length <= SEGMENTS_LIMIT) return
      await this.#replaceSegments(live)
      compacted = true
    })
    return compacted
  }

  /** What was appended before is on disk afterwards. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#alone(async () => {
      await this.#file?.close()
      this.#file = null
    })
  }

  async load(): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 })
      const names = (await readdir(this.#folder)).filter((name) => SEGMENT_PATTERN.test(name))
      this.#segments = names.map((name) => Number.parseInt(name, 10)).sort((a, b) => a - b)
      for (const segment of this.#segments) await this.#loadSegment(segment)
    } catch (cause) {
      if (cause instanceof Problem) throw cause
      throw new Problem('state-unreadable', `the journal cannot be read: ${reasonOf(cause)}`, {
        cause,
      })
    }
  }

  async #loadSegment(segment: number): Promise<void> {
    const path = this.#path(segment)
    const bytes = await readFile(path)
    const { values, damagedPlaces, goodBytes } = parseFrames(bytes)
    let unreadable = 0
    for (const value of values) {
      const record = journalRecord.safeParse(value)
      if (record.success) this.#apply(record.data)
      else unreadable++
    }
    if (goodBytes < bytes.length) await truncate(path, goodBytes)
    this.#bytes += goodBytes
    this.repairs = {
      cutBytes: this.repairs.cutBytes + bytes.length - goodBytes,
      damagedPlaces: this.repairs.damagedPlaces + damagedPlaces,
      unreadableRecords: this.repairs.unreadableRecords + unreadable,
    }
  }

  async #flush(): Promise<void> {
    const batch = this.#pending
    this.#pending = []
    try {
      const bytes = Buffer.concat(batch.map(({ frame }) => frame))
      this.#file ??= await this.#startSegment()
      await this.#file.write(bytes)
      await this.#file.sync()
      this.#fileBytes += bytes.length
      this.#bytes += bytes.length
      for (const { record } of batch) this.#apply(record)
      for (const { done } of batch) done.resolve()
    } catch (cause) {
      // After a failed fsync nobody knows what this file holds: never write behind it again.
      await this.#file?.close().catch(() => {})
      if (this.#file !== null && this.#fileBytes === 0) this.#segments.pop()
      this.#file = null
      const problem = writeProblem(cause)
      for (const { done } of batch) done.reject(problem)
    }
  }

  async #startSegment(): Promise<SegmentFile> {
    const segment = (this.#segments.at(-1) ?? 0) + 1
    const file = await this.#openSegment(this.#path(segment))
    await syncFolder(this.#folder)
    this.#segments.push(segment)
    this.#fileBytes = 0
    return file
  }

  /**
   * The new segment gets its name only when it is whole; the old ones go oldest first, so that a crash in between
   * leaves the end of a job's records rather than their beginning.
   */
  async #replaceSegments(live: Buffer): Promise<void> {
    const segment = (this.#segments.at(-1) ?? 0) + 1
    const draft = `${this.#path(segment)}.new`
    try {
      const file = await this.#openSegment(draft)
      try {
        await file.write(live)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(draft, this.#path(segment))
      await this.#file?.close()
      this.#file = null
      this.#segments.push(segment)
      this.#bytes += live.length
      await syncFolder(this.#folder)
      while (this.#segments.length > 1) await this.#dropOldestSegment()
      this.#bytes = live.length
    } catch (cause) {
      throw writeProblem(cause)
    }
  }

  async #dropOldestSegment(): Promise<void> {
    await unlink(this.#path(this.#segments[0] as number))
    this.#segments.shift()
  }

  #apply(record: JournalRecord): void {
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

  #alone(work: () => Promise<void>): Promise<void> {
    const result = this.#work.then(work)
    this.#work = result.catch(() => {})
    return result
  }

  #path(segment: number): string {
    return join(this.#folder, `${String(segment).padStart(8, '0')}.journal`)
  }
}

interface Waiting {
  readonly record: JournalRecord
  readonly frame: Buffer
  readonly done: PromiseWithResolvers<void>
}

async function openRealSegment(path: string): Promise<SegmentFile> {
  const file = await open(path, 'w', 0o600)
  return {
    write: (bytes) => file.writeFile(bytes),
    sync: () => file.datasync(),
    close: () => file.close(),
  }
}

function writeProblem(cause: unknown): Problem {
  return new Problem('disk-write-failed', `the journal cannot be written: ${reasonOf(cause)}`, {
    cause,
  })
}
