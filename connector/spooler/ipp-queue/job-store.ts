/** The jobs of the built-in queue: on disk before anybody is told, whole after any crash, silent while they wait. */
import { join } from 'node:path'
import { Problem } from '#shared/contracts/problem.ts'
import { DocumentStore } from '../../disk/document-store.ts'
import { openRecordLog, type RecordLog } from '../../disk/record-log.ts'
import { type Clock, type Log, secretBytes } from '../../doors.ts'
import type { QueueLimits } from './limits.ts'
import { hasEnded, type SpoolRecord, type StoredJob, spoolRecord } from './stored-job.ts'

export interface JobStoreOptions {
  readonly folder: string
  readonly key: Uint8Array
  readonly limits: QueueLimits
  readonly clock: Clock
  readonly log: Log
}

export type NewJob = Omit<StoredJob, 'number' | 'uuid' | 'createdMs'>

/** The uuid's version and variant bits (RFC 9562 section 5.4) are the only ones that are not drawn. */
const UUID_BYTES = 16

/** Throws `state-unreadable` or `disk-write-failed`. The caller holds the state folder's lock. */
export async function openJobStore(options: JobStoreOptions): Promise<JobStore> {
  const { folder, log } = options
  const book = new JobBook()
  const records = await openRecordLog<SpoolRecord>({
    folder: join(folder, 'jobs'),
    parse: (value) => spoolRecord.safeParse(value).data ?? null,
    apply: (record) => book.apply(record),
    live: () => book.live(),
  })
  const documents = new DocumentStore({
    folder: join(folder, 'documents'),
    key: options.key,
    documentBytesLimit: options.limits.documentBytes,
    freeBytesFloor: options.limits.freeDiskBytes,
  })
  const open = [...book.jobs.values()].filter((job) => !hasEnded(job))
  const known = open.flatMap(({ document }) => document ?? [])
  const found = await documents.open(new Map(known.map(({ file, bytes }) => [file, bytes])))
  const store = new JobStore(options, { book, records, documents })
  // Record and document reach the disk side by side. A job with one and not the other was never acknowledged.
  for (const { number, document } of open) {
    if (document !== null && found.broken.has(document.file)) await store.end(number, TORN)
  }
  tellRepairs(records, found, log)
  return store
}

const TORN = {
  step: 'aborted',
  reasons: ['aborted-by-system'],
  message: 'The print queue lost power while this job came in.',
} as const

function tellRepairs(
  { repairs }: RecordLog<SpoolRecord>,
  { removedCount, broken }: Awaited<ReturnType<DocumentStore['open']>>,
  log: Log,
): void {
  const found = { ...repairs, removedCount, brokenCount: broken.size }
  if (Object.values(found).some((count) => count > 0)) log.warn('spool-repaired', found)
}

interface StoreParts {
  readonly book: JobBook
  readonly records: RecordLog<SpoolRecord>
  readonly documents: DocumentStore
}

export class JobStore {
  readonly documents: DocumentStore
  readonly #options: JobStoreOptions
  readonly #book: JobBook
  readonly #records: RecordLog<SpoolRecord>
  readonly #listeners = new Set<(job: StoredJob) => void>()

  constructor(options: JobStoreOptions, { book, records, documents }: StoreParts) {
    this.#options = options
    this.#book = book
    this.#records = records
    this.documents = documents
  }

  /** Jobs that have not ended. */
  get openCount(): number {
    return this.#book.openCount
  }

  /** Oldest first. */
  all(): readonly StoredJob[] {
    return [...this.#book.jobs.values()]
  }

  find(number: number): StoredJob | undefined {
    return this.#book.jobs.get(number)
  }

  /** Jobs of a queue that have not ended. */
  waitingCount(queue: string): number {
    return this.#book.countOf(queue)
  }

  /** Numbers of jobs whose documents are still to come. */
  incoming(): ReadonlySet<number> {
    return this.#book.incoming
  }

  /** Told of every job that changed, once it is on disk. Returns how to stop. */
  onChange(listener: (job: StoredJob) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** A number and a lasting name for a job to come; the number is not given away again. */
  reserve(): Pick<StoredJob, 'number' | 'uuid' | 'createdMs'> {
    const number = this.#book.next++
    return { number, uuid: makeUuid(), createdMs: this.#options.clock.nowMs() }
  }

  /** Throws `disk-write-failed`; then nothing changed. */
  async save(job: StoredJob): Promise<void> {
    await this.#records.append({ type: 'JOB', job })
    for (const listener of this.#listeners) listener(job)
  }

  /**
   * Changes a job as it stands now. `change` returns null to leave it. Throws `spooler-job-missing`, `disk-write-failed`.
   * Changes of one job wait for each other, so none is lost.
   */
  async update(
    number: number,
    change: (job: StoredJob) => StoredJob | null,
  ): Promise<StoredJob | null> {
    return await this.#book.alone(number, async () => {
      const job = this.find(number)
      if (job === undefined) throw new Problem('spooler-job-missing', `there is no job ${number}`)
      const changed = change(job)
      if (changed === null) return null
      await this.save(changed)
      return changed
    })
  }

  /** Its end; the document goes with it, and the oldest ended jobs fall out of the history. False when it had ended. */
  async end(
    number: number,
    how: Pick<StoredJob, 'step' | 'reasons' | 'message'> & { readonly sidesDone?: number | null },
  ): Promise<boolean> {
    const endedMs = this.#options.clock.nowMs()
    let file: string | undefined
    const ended = await this.update(number, (job) => {
      if (hasEnded(job)) return null
      file = job.document?.file
      const sidesDone = how.sidesDone ?? job.sidesDone
      return {
        ...job,
        ...how,
        sidesDone,
        endedMs,
        document: job.document && { ...job.document, file: '' },
      }
    })
    if (file !== undefined && file !== '') await this.documents.remove(file)
    await this.#forgetOldest()
    return ended !== null
  }

  compact(): Promise<boolean> {
    return this.#records.compact()
  }

  close(): Promise<void> {
    return this.#records.close()
  }

  async #forgetOldest(): Promise<void> {
    for (const number of this.#book.endedBeyond(this.#options.limits.history)) {
      await this.#records.append({ type: 'FORGOTTEN', number })
    }
    // Cheap to ask: most of the time the log is too short, or mostly needed.
    await this.#records.compact()
  }
}

/** What the records add up to. */
class JobBook {
  readonly jobs = new Map<number, StoredJob>()
  next = 1
  readonly incoming = new Set<number>()
  openCount = 0
  readonly #countOfQueue = new Map<string, number>()
  readonly #ended = new Set<number>()
  readonly #turns = new Map<number, Promise<unknown>>()

  apply(record: SpoolRecord): void {
    if (record.type === 'NEXT') this.next = Math.max(this.next, record.number)
    else if (record.type === 'FORGOTTEN') this.#forget(record.number)
    else this.#put(record.job)
  }

  live(): SpoolRecord[] {
    const jobs = [...this.jobs.values()].map((job) => ({ type: 'JOB' as const, job }))
    return [{ type: 'NEXT', number: this.next }, ...jobs]
  }

  countOf(queue: string): number {
    return this.#countOfQueue.get(queue) ?? 0
  }

  endedBeyond(limit: number): number[] {
    return [...this.#ended].slice(0, Math.max(0, this.#ended.size - limit))
  }

  async alone<Result>(number: number, work: () => Promise<Result>): Promise<Result> {
    const before = this.#turns.get(number)
    const result = before === undefined ? work() : before.then(work)
    const turn = result.catch(() => {})
    this.#turns.set(number, turn)
    try {
      return await result
    } finally {
      if (this.#turns.get(number) === turn) this.#turns.delete(number)
    }
  }

  #put(job: StoredJob): void {
    const before = this.jobs.get(job.number)
    this.jobs.set(job.number, job)
    this.next = Math.max(this.next, job.number + 1)
    const wasOpen = before !== undefined && !hasEnded(before)
    const isOpen = !hasEnded(job)
    if (isOpen !== wasOpen) this.#count(job.queue, isOpen ? 1 : -1)
    if (!isOpen) this.#ended.add(job.number)
    if (job.step === 'incoming') this.incoming.add(job.number)
    else this.incoming.delete(job.number)
  }

  #forget(number: number): void {
    const job = this.jobs.get(number)
    if (job === undefined) return
    if (!hasEnded(job)) this.#count(job.queue, -1)
    this.jobs.delete(number)
    this.#ended.delete(number)
    this.incoming.delete(number)
  }

  #count(queue: string, by: number): void {
    // A job that was never open adds nothing when it ends.
    this.openCount = Math.max(0, this.openCount + by)
    this.#countOfQueue.set(queue, Math.max(0, this.countOf(queue) + by))
  }
}

function makeUuid(): string {
  const bytes = Buffer.from(secretBytes(UUID_BYTES))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `urn:uuid:${hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`
}
