/** One virtual queue: what its printer can do, how the printer is, and who may print. */
import { saveFile } from '../../disk/atomic-file.ts'
import { type Clock, errorFields, type Log } from '../../doors.ts'
import type { Device, DeviceCapabilities, DeviceStatus } from './device/device.ts'
import { GENERIC_CAPABILITIES } from './device/generic-capabilities.ts'
import type { IdentityCheck } from './identity.ts'
import { findSavedCapabilities, savedCapabilitiesPath } from './saved-capabilities.ts'

export type QueueIdentity = 'claimed' | 'authenticated' | 'address'

export interface QueueSpec {
  readonly name: string
  readonly device: Device
  /** How `identityCheck` knows names: proved, by machine or else proved, or believed. */
  readonly identity: QueueIdentity
  readonly identityCheck: IdentityCheck
  /** "printer-location" */
  readonly location?: string
}

export interface OpenQueueOptions {
  readonly spec: QueueSpec
  /** "printer-uuid": the same at every start. */
  readonly uuid: string
  /** Remembers what the printer said last, for starts without it. */
  readonly folder: string
  readonly clock: Clock
  readonly log: Log
  /** The device has a job: it is not disturbed. */
  isBusy(): boolean
}

const REFRESH_MS = 10 * 60_000
const RETRY_MS = 15_000
/** A start does not wait longer for a printer that nothing is known of. */
const FIRST_MS = 3_000
/** Clients look often; the printer is not asked more often than this. */
const STATUS_MS = 10_000
const UNKNOWN: DeviceStatus = { state: 'idle', reasons: [], detail: '', lifeSides: null }

export class OpenQueue {
  readonly name: string
  readonly identity: QueueSpec['identity']
  readonly identityCheck: IdentityCheck
  readonly location: string
  readonly uuid: string
  /** Jobs whose document is on its way. */
  readonly sending = new Set<number>()
  readonly #options: OpenQueueOptions
  #capabilities: DeviceCapabilities = GENERIC_CAPABILITIES
  #status: DeviceStatus = UNKNOWN
  #statusSinceMs: number
  #statusAskedMs = Number.NEGATIVE_INFINITY
  #asking: Promise<void> | null = null
  readonly #stopping = new AbortController()
  #refreshing: Promise<void> = Promise.resolve()

  constructor(options: OpenQueueOptions) {
    const { spec } = options
    this.#options = options
    this.name = spec.name
    this.identity = spec.identity
    this.identityCheck = spec.identityCheck
    this.location = spec.location ?? ''
    this.uuid = options.uuid
    this.#statusSinceMs = options.clock.nowMs()
  }

  get device(): Device {
    return this.#options.spec.device
  }

  /** What was known last, if anything; then asks the printer again and again, in the background. */
  async start(): Promise<void> {
    const saved = await findSavedCapabilities(this.#options.folder, this.name)
    if (saved !== null) this.#capabilities = saved
    const first = Promise.withResolvers<void>()
    this.#refreshing = this.#keepFresh(first.resolve)
    // A printer that answers at once is advertised as what it is from the first request on.
    if (saved === null)
      await Promise.race([
        first.promise,
        this.#options.clock.sleep(FIRST_MS, this.#stopping.signal),
      ])
  }

  capabilities(): DeviceCapabilities {
    return this.#capabilities
  }

  /** What was seen last; looks anew in the background when that is old. */
  status(nowMs: number): { readonly status: DeviceStatus; readonly sinceMs: number } {
    const isOld = nowMs - this.#statusAskedMs > STATUS_MS
    if (isOld && this.#asking === null && !this.#options.isBusy()) {
      this.#asking = this.#askStatus().finally(() => {
        this.#asking = null
      })
    }
    const isPrinting = this.#options.isBusy() && this.#status.state === 'idle'
    const status = isPrinting ? { ...this.#status, state: 'printing' as const } : this.#status
    return { status, sinceMs: this.#statusSinceMs }
  }

  /** As it is now, or as it was seen last if the printer takes longer than `signal` lets it. */
  async fetchStatus(signal: AbortSignal): Promise<DeviceStatus> {
    const { clock } = this.#options
    this.status(clock.nowMs())
    const late = Promise.withResolvers<void>()
    const stop = () => late.resolve()
    signal.addEventListener('abort', stop, { once: true })
    await Promise.race([this.#asking, late.promise])
    signal.removeEventListener('abort', stop)
    return this.status(clock.nowMs()).status
  }

  /** Told by a delivery, which knows first. */
  noteTrouble(reasons: readonly string[], detail: string): void {
    const state = reasons.length === 0 ? 'printing' : 'stopped'
    this.#setStatus({ ...this.#status, state, reasons, detail })
  }

  /** The printer has nothing of ours any more. */
  noteIdle(): void {
    this.#setStatus(UNKNOWN)
    this.#statusAskedMs = Number.NEGATIVE_INFINITY
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the connector stops'))
    await this.#refreshing
    await this.#asking?.catch(() => {})
    await this.device.close()
  }

  async #keepFresh(onFirst: () => void): Promise<void> {
    const { spec, clock, log, folder } = this.#options
    const path = savedCapabilitiesPath(folder, this.name)
    const signal = this.#stopping.signal
    let isAway = false
    while (!signal.aborted) {
      try {
        const fresh = await spec.device.fetchCapabilities(signal)
        isAway = false
        if (JSON.stringify(fresh) !== JSON.stringify(this.#capabilities)) {
          this.#capabilities = fresh
          await saveFile(path, `${JSON.stringify(fresh)}\n`)
        }
      } catch (error) {
        if (signal.aborted) return
        if (!isAway) log.warn('printer-away', { queue: spec.name, ...errorFields(error) })
        isAway = true
      }
      onFirst()
      await clock.sleep(isAway ? RETRY_MS : REFRESH_MS, signal).catch(() => {})
    }
  }

  async #askStatus(): Promise<void> {
    const { spec, clock } = this.#options
    this.#statusAskedMs = clock.nowMs()
    const status = await spec.device.fetchStatus(this.#stopping.signal).catch(() => null)
    if (status !== null && !this.#options.isBusy()) this.#setStatus(status)
  }

  #setStatus(status: DeviceStatus): void {
    const isNew =
      status.state !== this.#status.state || status.reasons.join() !== this.#status.reasons.join()
    if (isNew) this.#statusSinceMs = this.#options.clock.nowMs()
    this.#status = status
  }
}
