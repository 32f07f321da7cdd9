/** Released jobs on their way to the printers: one at a time a printer, in their order, on through every restart. */
import type { Readable } from 'node:stream'
import type { JobChanges } from '#shared/contracts/decision.ts'
import type { JobTicket } from '#shared/contracts/job-facts.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { backoffMs } from '../../cloud/retry.ts'
import { type Clock, errorFields, type Log, type Random } from '../../doors.ts'
import { cleanText } from '../cups/text.ts'
import { parseTicket } from '../cups/ticket.ts'
import type { Delivered, Delivery, DeliveryProgress, Device } from './device/device.ts'
import { isWatermarked } from './device/printable.ts'
import type { JobStore } from './job-store.ts'
import { MESSAGE_LIMIT } from './limits.ts'
import { hasEnded, type StoredJob, unpackTemplate } from './stored-job.ts'

export interface DeliveriesOptions {
  readonly store: JobStore
  readonly devices: ReadonlyMap<string, Device>
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Told when a job's progress changed without its record. */
  onProgress(job: StoredJob): void
}

/** A device that fails in ways nobody foresaw is not asked for ever. */
const FAILURES_LIMIT = 5
const HEAD_BYTES = 4_096
const STEPS = { completed: 'completed', canceled: 'canceled', failed: 'aborted' } as const
const REASONS = {
  completed: [],
  canceled: ['job-canceled-by-user'],
  failed: ['aborted-by-system', 'job-completed-with-errors'],
} as const

interface Underway {
  readonly number: number
  readonly canceled: AbortController
  progress: DeliveryProgress | null
}

export class Deliveries {
  readonly #options: DeliveriesOptions
  readonly #waiting = new Map<string, number[]>()
  readonly #running = new Map<string, Promise<void>>()
  readonly #underway = new Map<number, Underway>()
  readonly #stopping = new AbortController()

  constructor(options: DeliveriesOptions) {
    this.#options = options
  }

  /** The job is released. */
  add({ number, ...job }: Pick<StoredJob, 'queue' | 'printsOn' | 'number'>): void {
    const queue = printerOf(job)
    const waiting = this.#waiting.get(queue) ?? []
    this.#waiting.set(queue, waiting)
    if (!waiting.includes(number)) waiting.push(number)
    if (this.#running.has(queue) || this.#stopping.signal.aborted) return
    const running = this.#work(queue, waiting).finally(() => this.#running.delete(queue))
    this.#running.set(queue, running)
  }

  /** null = the device does not have it. */
  find(number: number): { readonly progress: DeliveryProgress | null } | null {
    return this.#underway.get(number) ?? null
  }

  /** What the queue's device prints now. */
  isBusy(queue: string): boolean {
    return this.#running.has(queue)
  }

  /** False when the device does not have it. */
  cancel(number: number): boolean {
    const underway = this.#underway.get(number)
    underway?.canceled.abort(new Error('the job is to be canceled'))
    return underway !== undefined
  }

  /** What is under way goes on at the next start, from where the device remembered. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the connector stops'))
    await Promise.all(this.#running.values())
  }

  async #work(queue: string, waiting: number[]): Promise<void> {
    for (;;) {
      const number = waiting[0]
      if (number === undefined || this.#stopping.signal.aborted) return
      await this.#deliver(queue, number).catch((error) => {
        if (!this.#stopping.signal.aborted)
          this.#options.log.error('delivery-lost', errorFields(error))
      })
      waiting.shift()
    }
  }

  async #deliver(queue: string, number: number): Promise<void> {
    const { store, devices, clock, random, log } = this.#options
    const device = devices.get(queue)
    const signal = this.#stopping.signal
    const underway: Underway = { number, canceled: new AbortController(), progress: null }
    this.#underway.set(number, underway)
    try {
      for (let failures = 1; ; failures++) {
        const job = store.find(number)
        if (job === undefined || job.step !== 'released' || device === undefined) return
        try {
          return await this.#end(number, await this.#handOver(device, job, underway))
        } catch (error) {
          // Canceled in the very moment it was handed over.
          if (signal.aborted || store.find(number)?.step !== 'released') return
          log.warn('delivery-waits', { queue, number, ...errorFields(error) })
          const isLasting = error instanceof Problem && error.retry === 'never'
          if (isLasting || (failures >= FAILURES_LIMIT && !(error instanceof Problem))) {
            const detail = error instanceof Problem ? error.detail : 'the printer cannot take it'
            const started = store.find(number)?.delivery !== null
            return await this.#end(number, { state: 'failed', started, sidesDone: null, detail })
          }
          await clock.sleep(backoffMs(failures, random.fraction()), signal)
        }
      }
    } finally {
      this.#underway.delete(number)
    }
  }

  async #handOver(device: Device, job: StoredJob, underway: Underway): Promise<Delivered> {
    const { store, clock, log, onProgress } = this.#options
    const { number } = job
    const startedMs = job.startedMs ?? clock.nowMs()
    await store.update(number, (now) =>
      now.step === 'released' && now.startedMs === null ? { ...now, startedMs } : null,
    )
    const delivery = await this.#makeDelivery(job, underway)
    const delivered = await device.deliver(
      delivery,
      (progress) => {
        underway.progress = progress
        onProgress(store.find(number) ?? job)
      },
      this.#stopping.signal,
    )
    const { format } = delivery.document
    if (!isWatermarked(delivery) || device.drawsWatermark(format) || !delivered.started) {
      return delivered
    }
    log.warn('watermark-not-printed', { queue: job.queue, number, format })
    const lack = `the watermark was not printed: this printer gets \`${format}\` as it came`
    return { ...delivered, detail: [delivered.detail, lack].filter(Boolean).join('; ') }
  }

  async #makeDelivery(job: StoredJob, { canceled }: Underway): Promise<Delivery> {
    const { store } = this.#options
    const { number, document } = job
    if (document === null) throw new Problem('spooler-job-missing', 'the job has no document')
    const template = unpackTemplate(job.template)
    const open = async () => store.documents.read(document.file)
    return {
      jobUuid: job.uuid,
      jobName: job.name,
      userName: job.userName,
      ticket: applyChanges(parseTicket(template), job.changes),
      changes: job.changes,
      template: template.attributes,
      document: { format: await detectFormat(await open()), bytes: document.bytes, open },
      remembered: job.delivery,
      async remember(state) {
        await store.update(number, (now) => (hasEnded(now) ? null : { ...now, delivery: state }))
      },
      canceled: canceled.signal,
    }
  }

  async #end(number: number, delivered: Delivered): Promise<void> {
    const { store } = this.#options
    const job = store.find(number)
    if (job === undefined || hasEnded(job)) return
    const detail = cleanText(delivered.detail, MESSAGE_LIMIT)
    const message = cleanText([job.message, detail].filter(Boolean).join(' '), MESSAGE_LIMIT)
    await store.end(number, {
      step: STEPS[delivered.state],
      reasons: [...REASONS[delivered.state]],
      message,
      sidesDone: delivered.sidesDone,
    })
  }
}

/** The queue whose printer prints it. */
export const printerOf = ({ queue, printsOn }: Pick<StoredJob, 'queue' | 'printsOn'>) =>
  printsOn ?? queue

/** What was decided or chosen later stands above what the job came with. */
function applyChanges(ticket: JobTicket, changes: JobChanges): JobTicket {
  return {
    ...ticket,
    copies: changes.copies ?? ticket.copies,
    duplex: changes.simplex !== true && (ticket.duplex || changes.duplex),
    grayscale: ticket.grayscale || changes.grayscale,
  }
}

/** MIME type by looking at the beginning, whatever the client said. */
async function detectFormat(document: Readable): Promise<string> {
  const { detectMimeType } = await import('./mime-type.ts')
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of document as AsyncIterable<Uint8Array>) {
    parts.push(chunk)
    bytes += chunk.length
    if (bytes >= HEAD_BYTES) break
  }
  return detectMimeType(Buffer.concat(parts).subarray(0, HEAD_BYTES))
}
