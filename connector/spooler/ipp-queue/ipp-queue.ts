/** The built-in print queue: one port, several queues, every job on disk; a print system of its own behind the spooler port. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { loadFile, saveFile } from '../../disk/atomic-file.ts'
import { type Clock, type Log, type Random, secretBytes } from '../../doors.ts'
import type { Spooler } from '../spooler.ts'
import { makeSelfSigned, type SelfSigned } from './certificate.ts'
import { Deliveries, printerOf } from './deliveries.ts'
import { HttpFront } from './http-front.ts'
import { type JobStore, openJobStore } from './job-store.ts'
import { DEFAULT_LIMITS, type QueueLimits } from './limits.ts'
import { openOnePort } from './one-port.ts'
import { OpenQueue, type QueueSpec } from './open-queue.ts'
import { makeQueueSpooler } from './queue-spooler.ts'
import type { StoredJob } from './stored-job.ts'

export interface IppQueueOptions {
  /** Where jobs, documents and the certificate live. */
  readonly folder: string
  /** Documents are sealed with it (`makeSpoolKey`). */
  readonly key: Uint8Array
  readonly host: string
  /** 0 = any. */
  readonly port: number
  readonly queues: readonly QueueSpec[]
  readonly limits?: Partial<QueueLimits>
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

export interface IppQueue {
  readonly host: string
  readonly port: number
  /** Address of a queue for clients. */
  uriOf(queue: string): string
  /** Of the queues that know their users in this way. Closing one closes nothing of the others. */
  spooler(identity: QueueSpec['identity']): Spooler
  close(): Promise<void>
}

const CERTIFICATE_SERIAL_BYTES = 16
/** Between two looks at jobs whose documents do not come; nothing looks when there are none. */
const SWEEP_MS = 5_000

/** Throws `port-in-use`, `state-unreadable`, `disk-write-failed`. The caller holds the state folder's lock. */
export async function openIppQueue(options: IppQueueOptions): Promise<IppQueue> {
  const { folder, host, clock, random, log } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const startedMs = clock.nowMs()
  const store = await openJobStore({ folder, key: options.key, limits, clock, log })
  const tellers = new Set<(job: StoredJob) => void>()
  const tell = (job: StoredJob) => {
    for (const teller of tellers) teller(job)
  }
  const devices = new Map(options.queues.map(({ name, device }) => [name, device]))
  const deliveries = new Deliveries({
    ...{ store, devices, clock, random, log },
    onProgress(job) {
      const progress = deliveries.find(job.number)?.progress
      if (progress) queues.get(printerOf(job))?.noteTrouble(progress.reasons, progress.detail)
      tell(job)
    },
  })
  const queues = new Map(
    options.queues.map((spec) => [
      spec.name,
      new OpenQueue({
        ...{ spec, folder, clock, log },
        uuid: printerUuidOf(options.key, spec.name),
        isBusy: () => deliveries.isBusy(spec.name),
      }),
    ]),
  )
  const sweeper = new Sweeper(store, queues, limits, clock)
  store.onChange((job) => {
    if (job.step === 'incoming') sweeper.wake()
    if (job.step === 'completed' || job.step === 'aborted') queues.get(printerOf(job))?.noteIdle()
    tell(job)
  })
  await Promise.all([...queues.values()].map((queue) => queue.start()))
  const front = new HttpFront({
    queues,
    context: { ...{ store, deliveries, limits, clock, log }, startedMs },
  })
  const door = await openOnePort({
    ...{ host, limits, port: options.port },
    certificate: await ensureCertificate(folder, host, startedMs),
    onRequest: (request, response) => front.onRequest(request, response),
    onExpect: (request, response) => front.onExpect(request, response),
  })
  for (const job of store.all()) if (job.step === 'released') deliveries.add(job)
  sweeper.wake()
  log.info('ipp-queue-open', { host, port: door.port, queues: [...queues.keys()].join(' ') })

  return {
    host,
    port: door.port,
    uriOf: (queue) =>
      `ipp://${host.includes(':') ? `[${host}]` : host}:${door.port}/ipp/print/${queue}`,
    spooler: (identity) =>
      makeQueueSpooler({ ...{ identity, queues, store, deliveries, tellers } }),
    async close() {
      sweeper.stop()
      await door.close()
      await deliveries.stop()
      await Promise.all([...queues.values()].map((queue) => queue.stop()))
      await store.close()
    },
  }
}

/** Ends jobs whose documents do not come ("multiple-operation-time-out-action" `abort-job`). */
class Sweeper {
  readonly #store: JobStore
  readonly #queues: ReadonlyMap<string, OpenQueue>
  readonly #limits: QueueLimits
  readonly #clock: Clock
  #timer: NodeJS.Timeout | null = null
  #stopped = false

  constructor(
    store: JobStore,
    queues: ReadonlyMap<string, OpenQueue>,
    limits: QueueLimits,
    clock: Clock,
  ) {
    this.#store = store
    this.#queues = queues
    this.#limits = limits
    this.#clock = clock
  }

  wake(): void {
    if (this.#timer !== null || this.#stopped || this.#store.incoming().size === 0) return
    const everyMs = Math.min(SWEEP_MS, this.#limits.openJobMs)
    this.#timer = setTimeout(() => {
      this.#timer = null
      void this.#sweep().finally(() => this.wake())
    }, everyMs)
    this.#timer.unref()
  }

  stop(): void {
    this.#stopped = true
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  async #sweep(): Promise<void> {
    for (const number of [...this.#store.incoming()]) {
      const job = this.#store.find(number)
      if (job === undefined || this.#queues.get(job.queue)?.sending.has(number)) continue
      if (this.#clock.nowMs() - job.createdMs < this.#limits.openJobMs) continue
      // What cannot be written now is tried at the next look.
      await this.#store.end(number, TIMED_OUT).catch(() => {})
    }
  }
}

const TIMED_OUT = {
  step: 'aborted',
  reasons: ['aborted-by-system'],
  message: 'Its document did not come in time.',
} as const

/** The same for a queue as long as the connector is the same: clients know printers by it. */
export function printerUuidOf(key: Uint8Array, queue: string): string {
  const bytes = createHash('sha256').update(key).update(`printer ${queue}`).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `urn:uuid:${hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`
}

/** Made once: clients pin it. */
async function ensureCertificate(folder: string, host: string, nowMs: number): Promise<SelfSigned> {
  const keyPath = join(folder, 'tls-key.pem')
  const certPath = join(folder, 'tls-cert.pem')
  const [key, cert] = [await loadFile(keyPath), await loadFile(certPath)]
  if (key !== null && cert !== null) return { key, cert }
  const names = [...new Set(['localhost', '127.0.0.1', host])].filter((name) => !name.includes(':'))
  const serial = secretBytes(CERTIFICATE_SERIAL_BYTES)
  const made = makeSelfSigned(names, { nowMs, serial })
  await saveFile(keyPath, made.key)
  await saveFile(certPath, made.cert)
  return made
}
