/** A print system in memory that keeps the port's promises and counts what reached the device. */
import { Readable } from 'node:stream'
import type {
  PrinterCondition,
  Spooler,
  SpoolJob,
  SpoolJobRef,
  SpoolState,
} from '#connector/spooler/spooler.ts'
import type { JobChanges } from '#shared/contracts/decision.ts'
import { Problem } from '#shared/contracts/problem.ts'

export interface FakeJob {
  job: SpoolJob
  documents: Buffer[]
  /** Times that a held job was let go. */
  releases: number
  prints: number
  /** The queue it was released on; null = its own. */
  printedOn: string | null
  changes: JobChanges | null
  /** What the user saw, in order. */
  messages: string[]
}

const TICKET = {
  copies: 1,
  duplex: false,
  grayscale: false,
  pagesPerSide: 1,
  pageRanges: '',
  collate: true,
}
const ENDED: readonly SpoolState[] = ['completed', 'canceled', 'aborted', 'gone']

export class FakeSpooler implements Spooler {
  readonly identity = 'claimed'
  readonly jobs = new Map<string, FakeJob>()
  /** Called around every operation; may throw, or change the world. */
  around: (operation: string, when: 'before' | 'after') => void = () => {}
  severalDocuments = true
  printsWatermarks = true
  printers: PrinterCondition[] = []
  #watchers = new Set<(ref: SpoolJobRef) => void>()

  add(more: Partial<SpoolJob> = {}, documents = ['first document']): SpoolJobRef {
    const number = this.jobs.size + 1
    const ref = { queue: 'office', number, uuid: `urn:uuid:job-${number}` }
    const job: SpoolJob = {
      ref,
      state: 'waiting',
      userName: 'alice',
      forged: false,
      documentName: 'Report',
      documentsCount: documents.length,
      ticket: TICKET,
      createdMs: Date.UTC(2026, 0, 1, 8),
      sidesDone: null,
      detail: '',
      ...more,
    }
    this.jobs.set(ref.uuid, {
      job,
      documents: documents.map((text) => Buffer.from(text)),
      releases: 0,
      prints: 0,
      printedOn: null,
      changes: null,
      messages: [],
    })
    this.#tell(ref)
    return ref
  }

  get(ref: SpoolJobRef): FakeJob {
    const found = this.jobs.get(ref.uuid)
    if (found === undefined) throw new Error(`no job ${ref.uuid}`)
    return found
  }

  /** What happens in the world outside. An ended job stays as it ended. */
  become(ref: SpoolJobRef, state: SpoolState, more: Partial<SpoolJob> = {}): void {
    const fake = this.get(ref)
    if (ENDED.includes(fake.job.state)) return
    fake.job = { ...fake.job, ...more, state }
    this.#tell(ref)
  }

  /** The device takes what was released. */
  print(ref: SpoolJobRef): void {
    const fake = this.get(ref)
    if (fake.job.state !== 'printing') return
    fake.prints++
    this.become(ref, 'completed', { sidesDone: 1, detail: 'job-completed-successfully' })
  }

  async *watch(signal: AbortSignal): AsyncIterable<SpoolJobRef> {
    const told: SpoolJobRef[] = [...this.jobs.values()].map(({ job }) => job.ref)
    let wake = () => {}
    const hear = (ref: SpoolJobRef) => {
      told.push(ref)
      wake()
    }
    this.#watchers.add(hear)
    signal.addEventListener('abort', () => wake(), { once: true })
    while (!signal.aborted) {
      const ref = told.shift()
      if (ref !== undefined) yield ref
      else {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    }
    this.#watchers.delete(hear)
  }

  fetchJob(ref: SpoolJobRef): Promise<SpoolJob> {
    return this.#do('fetchJob', () => this.get(ref).job)
  }

  seal(ref: SpoolJobRef): Promise<void> {
    return this.#do('seal', () => {
      this.#mustBeOpen(ref)
      if (this.get(ref).job.state !== 'printing') this.become(ref, 'sealed')
    })
  }

  openDocument(ref: SpoolJobRef, number: number): Promise<Readable> {
    return this.#do('openDocument', () => {
      this.#mustBeOpen(ref)
      const document = this.get(ref).documents[number - 1]
      if (document === undefined) throw new Problem('spooler-refused', `no document ${number}`)
      return Readable.from([document])
    })
  }

  printsSeveralDocuments(): boolean {
    return this.severalDocuments
  }

  release(
    ref: SpoolJobRef,
    changes: JobChanges,
    message: string,
    _signal: AbortSignal,
    queue?: string,
  ): Promise<void> {
    return this.#do('release', () => {
      const fake = this.get(ref)
      if (fake.job.state === 'printing' || fake.job.state === 'completed') return
      this.#mustBeOpen(ref)
      if (message !== '') fake.messages.push(message)
      fake.changes = changes
      fake.printedOn = queue ?? null
      fake.releases++
      this.become(ref, 'printing')
    })
  }

  cancel(ref: SpoolJobRef, message: string): Promise<void> {
    return this.#do('cancel', () => {
      const fake = this.get(ref)
      if (ENDED.includes(fake.job.state)) return
      if (message !== '') fake.messages.push(message)
      this.become(ref, 'canceled', { detail: 'job-canceled-by-operator' })
    })
  }

  fetchPrinters(): Promise<readonly PrinterCondition[]> {
    return this.#do('fetchPrinters', () => this.printers)
  }

  close(): Promise<void> {
    return Promise.resolve()
  }

  #mustBeOpen(ref: SpoolJobRef): void {
    const { state } = this.get(ref).job
    if (ENDED.includes(state)) throw new Problem('spooler-refused', `the job is ${state}`)
  }

  #tell(ref: SpoolJobRef): void {
    for (const hear of this.#watchers) hear(ref)
  }

  async #do<T>(operation: string, work: () => T): Promise<T> {
    await null
    this.around(operation, 'before')
    const result = work()
    this.around(operation, 'after')
    return result
  }
}
