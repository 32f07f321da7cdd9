/** An append-only log of records: on disk before `append` returns, whole again after any crash, bounded in size. */
import { mkdir, open, readdir, readFile, rename, truncate, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { Problem } from '#shared/contracts/problem.ts'
import { reasonOf, syncFolder } from './atomic-file.ts'
import { makeFrame, parseFrames } from './journal-frames.ts'

/** What the log does with a segment; a test's disk can be full. */
export interface SegmentFile {
  write(bytes: Buffer): Promise<void>
  sync(): Promise<void>
  close(): Promise<void>
}
export type OpenSegment = (path: string) => Promise<SegmentFile>

/** What opening found; anything but zeros is worth a line in the log. */
export interface LogRepairs {
  /** Bytes of unfinished records at the end of a segment: a crash while writing, nothing acknowledged. */
  readonly cutBytes: number
  /** Places amid good records that no longer read: the disk lost something. */
  readonly damagedPlaces: number
  /** Whole records that do not fit this version's schema. */
  readonly unreadableRecords: number
}

export interface RecordLogOptions<Value> {
  readonly folder: string
  readonly openSegment?: OpenSegment
  /** A record read from disk; null = it does not fit this version. */
  parse(value: unknown): Value | null
  /** In the order written: while opening, and afterwards as soon as each is on disk. */
  apply(value: Value): void
  /** What is still needed, in an order that `apply` understands. */
  live(): readonly Value[]
}

/** Rewriting is worth it from this size on, if at least half of it is history; every start adds a segment. */
const COMPACT_FROM_BYTES = 1024 * 1024
const SEGMENTS_LIMIT = 16
const SEGMENT_PATTERN = /^\d{8}\.journal$/

/** Throws `state-unreadable` or `disk-write-failed`. The caller holds the state folder's lock. */
export async function openRecordLog<Value>(
  options: RecordLogOptions<Value>,
): Promise<RecordLog<Value>> {
  const log = new RecordLog(options)
  await log.load()
  return log
}

export class RecordLog<Value> {
  repairs: LogRepairs = { cutBytes: 0, damagedPlaces: 0, unreadableRecords: 0 }
  readonly #options: RecordLogOptions<Value>
  readonly #folder: string
  readonly #openSegment: OpenSegment
  #segments: number[] = []
  #bytes = 0
  #file: SegmentFile | null = null
  #fileBytes = 0
  #pending: Waiting<Value>[] = []
  /** Everything that touches files runs one after another on this chain. */
  #work: Promise<void> = Promise.resolve()
  #closed = false

  constructor(options: RecordLogOptions<Value>) {
    this.#options = options
    this.#folder = options.folder
    this.#openSegment = options.openSegment ?? openRealSegment
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.#bytes
  }

  /**
   * Returns when the record would survive a power cut. Records appended meanwhile share one fsync.
   * Throws `disk-write-failed`; the record may then be on disk or not, and may be appended again.
   */
  append(record: Value): Promise<void> {
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
      const live = Buffer.concat(this.#options.live().map(makeFrame))
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
      const record = this.#options.parse(value)
      if (record !== null) this.#options.apply(record)
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
      for (const { record } of batch) this.#options.apply(record)
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

  #alone(work: () => Promise<void>): Promise<void> {
    const result = this.#work.then(work)
    this.#work = result.catch(() => {})
    return result
  }

  #path(segment: number): string {
    return join(this.#folder, `${String(segment).padStart(8, '0')}.journal`)
  }
}

interface Waiting<Value> {
  readonly record: Value
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
