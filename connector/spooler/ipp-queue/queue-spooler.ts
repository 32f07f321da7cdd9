/** The built-in queue behind the spooler port: a job is sealed from the moment it is complete. */
import type { Readable } from 'node:stream'
import type { JobChanges } from '#shared/contracts/decision.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { cleanText } from '../cups/text.ts'
import { parseTicket } from '../cups/ticket.ts'
import type { Spooler, SpoolJob, SpoolJobRef, SpoolState } from '../spooler.ts'
import type { Deliveries } from './deliveries.ts'
import type { JobStore } from './job-store.ts'
import { MESSAGE_LIMIT } from './limits.ts'
import type { OpenQueue, QueueIdentity } from './open-queue.ts'
import { hasEnded, type StoredJob, unpackTemplate } from './stored-job.ts'

export interface QueueSpoolerOptions {
  readonly identity: QueueIdentity
  readonly queues: ReadonlyMap<string, OpenQueue>
  readonly store: JobStore
  readonly deliveries: Deliveries
  /** Whoever is in it hears of every change. */
  readonly tellers: Set<(job: StoredJob) => void>
}

const STATES: Readonly<Record<StoredJob['step'], SpoolState>> = {
  incoming: 'incoming',
  held: 'sealed',
  released: 'printing',
  completed: 'completed',
  canceled: 'canceled',
  aborted: 'aborted',
}

export function makeQueueSpooler(options: QueueSpoolerOptions): Spooler {
  const { identity, queues, store, deliveries, tellers } = options
  const isOurs = ({ queue }: StoredJob) => queues.get(queue)?.identity === identity

  function find(ref: SpoolJobRef): StoredJob | null {
    const job = store.find(ref.number)
    return job !== undefined && job.uuid === ref.uuid && isOurs(job) ? job : null
  }

  async function fetchJob(ref: SpoolJobRef): Promise<SpoolJob> {
    const job = find(ref)
    return job === null ? goneJob(ref) : describeJob(job, deliveries)
  }

  async function seal(ref: SpoolJobRef): Promise<void> {
    const job = find(ref)
    if (job === null) throw missing(ref)
    if (job.step === 'held' || job.step === 'released') return
    const detail = `job ${ref.number} cannot be sealed: it is ${STATES[job.step]}`
    throw new Problem('spooler-refused', detail)
  }

  async function openDocument(ref: SpoolJobRef, number: number): Promise<Readable> {
    const job = find(ref)
    if (job === null) throw missing(ref)
    if (number === 1 && job.document !== null && !hasEnded(job)) {
      return store.documents.read(job.document.file)
    }
    throw new Problem('spooler-refused', `job ${ref.number} has no document ${number}`)
  }

  async function release(
    ref: SpoolJobRef,
    changes: JobChanges,
    message: string,
    _: AbortSignal,
    queue: string = ref.queue,
  ): Promise<void> {
    if (!queues.has(queue)) throw new Problem('queue-unknown', `\`${queue}\` is not managed here`)
    if (find(ref) === null) throw missing(ref)
    const printsOn = queue === ref.queue ? null : queue
    const released = await store.update(ref.number, (job) => {
      if (job.step === 'incoming') {
        throw new Problem('spooler-refused', `job ${ref.number} is not sealed: it is incoming`)
      }
      // Released before, perhaps by us before a crash: what it does now is for the watcher to see.
      if (job.step !== 'held') return null
      const words = cleanText(message, MESSAGE_LIMIT)
      return { ...job, step: 'released', changes, printsOn, message: words }
    })
    if (released !== null) deliveries.add(released)
  }

  async function cancel(ref: SpoolJobRef, message: string): Promise<void> {
    if (find(ref) === null) return
    const words = cleanText(message, MESSAGE_LIMIT)
    if (deliveries.find(ref.number) !== null) {
      await store.update(ref.number, (job) =>
        hasEnded(job) || words === '' ? null : { ...job, message: words },
      )
      if (deliveries.cancel(ref.number)) return
    }
    const reasons = ['job-canceled-by-operator']
    await store.end(ref.number, { step: 'canceled', reasons, message: words })
  }

  return {
    // A machine's address is no proof.
    identity: identity === 'authenticated' ? 'authenticated' : 'claimed',
    watch: (signal) => watch(signal),
    fetchJob,
    seal,
    openDocument,
    // A second document is refused at the door.
    printsSeveralDocuments: () => false,
    printsWatermarks: true,
    release,
    cancel,
    fetchPrinters: (signal) =>
      Promise.all(
        [...queues.values()]
          .filter((queue) => queue.identity === identity)
          .map(async (queue) => {
            const { state, reasons, lifeSides } = await queue.fetchStatus(signal)
            return { queue: queue.name, state, reasons, lifeSides }
          }),
      ),
    // The queue outlives its spoolers: whoever opened it closes it.
    async close() {},
  }

  async function* watch(signal: AbortSignal): AsyncGenerator<SpoolJobRef, void, void> {
    let news = new Map<number, SpoolJobRef>()
    let wake = () => {}
    const note = (job: StoredJob) => {
      if (job.step === 'incoming' || !isOurs(job)) return
      news.set(job.number, refOf(job))
      wake()
    }
    const stop = () => wake()
    tellers.add(note)
    signal.addEventListener('abort', stop)
    try {
      for (const job of store.all()) if (!hasEnded(job)) note(job)
      while (!signal.aborted) {
        const told = news
        news = new Map()
        yield* told.values()
        if (news.size > 0 || signal.aborted) continue
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    } finally {
      tellers.delete(note)
      signal.removeEventListener('abort', stop)
    }
  }
}

function describeJob(job: StoredJob, deliveries: Deliveries): SpoolJob {
  const progress = deliveries.find(job.number)?.progress
  return {
    ref: refOf(job),
    state: STATES[job.step],
    userName: job.userName,
    forged: job.forged,
    documentName: job.name,
    documentsCount: job.document === null ? 0 : 1,
    ticket: parseTicket(unpackTemplate(job.template)),
    createdMs: job.createdMs,
    sidesDone: progress?.sidesDone ?? job.sidesDone,
    detail: [...job.reasons, progress?.detail ?? '', job.message].filter(Boolean).join(', '),
  }
}

function goneJob(ref: SpoolJobRef): SpoolJob {
  return {
    ref,
    state: 'gone',
    userName: '',
    forged: false,
    documentName: '',
    documentsCount: 0,
    ticket: parseTicket({ tag: 0, attributes: [] }),
    createdMs: 0,
    sidesDone: null,
    detail: 'the print queue no longer has this job',
  }
}

const refOf = ({ queue, number, uuid }: StoredJob): SpoolJobRef => ({ queue, number, uuid })

const missing = (ref: SpoolJobRef) =>
  new Problem('spooler-job-missing', `the print queue no longer has job ${ref.number}`)
