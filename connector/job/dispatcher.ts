/** Runs the story of every job side by side, wakes the ones that changed, and starts again what the world interrupted. */
import { PROBLEMS } from '#shared/contracts/problem.ts'
import { backoffMs, planRetry } from '../cloud/retry.ts'
import { errorFields, type Random } from '../doors.ts'
import type { SpoolJobRef } from '../spooler/spooler.ts'
import { handleJob } from './handle-job.ts'
import type { JobPorts } from './ports.ts'

/** What would be refused for ever waits, held and logged, for a person to change something. */
const NEVER_RETRY_MS = 15 * 60_000
/** Even a job that changes all the time is not tried more often. */
const LEAST_PAUSE_MS = 250

interface Running {
  /** Set by a change that nobody has waited for yet. */
  changed: boolean
  wake: (() => void) | null
  done: Promise<void>
}

export interface DispatcherOptions {
  readonly ports: Omit<JobPorts, 'awaitChange' | 'stopping'>
  readonly random: Random
  /** The job's end is in the journal. */
  onEnded(): void
}

export class Dispatcher {
  readonly #running = new Map<string, Running>()
  readonly #stopping = new AbortController()
  readonly #aborting = new AbortController()
  readonly #ports: JobPorts
  readonly #options: DispatcherOptions

  constructor(options: DispatcherOptions) {
    this.#options = options
    this.#ports = {
      ...options.ports,
      stopping: this.#stopping.signal,
      awaitChange: (ref, ms) => this.#awaitChange(ref, ms),
    }
  }

  /** Jobs under way. */
  get size(): number {
    return this.#running.size
  }

  /** The job is new, or something about it changed. */
  notice(ref: SpoolJobRef): void {
    if (this.#stopping.signal.aborted) return
    const running = this.#running.get(ref.uuid)
    if (running !== undefined) {
      running.changed = true
      running.wake?.()
      return
    }
    const started: Running = { changed: false, wake: null, done: Promise.resolve() }
    this.#running.set(ref.uuid, started)
    started.done = this.#follow(ref).finally(() => this.#running.delete(ref.uuid))
  }

  /** Whoever waits for the world to get better tries now. */
  wakeAll(): void {
    for (const running of this.#running.values()) {
      running.changed = true
      running.wake?.()
    }
  }

  /** No new jobs, no new waits. Resolves when the steps under way are done, or aborted after `atMostMs`. */
  async stop(atMostMs: number): Promise<void> {
    const reason = new Error('the connector stops')
    this.#stopping.abort(reason)
    const overdue = setTimeout(() => this.#aborting.abort(reason), atMostMs)
    await Promise.all([...this.#running.values()].map(({ done }) => done))
    clearTimeout(overdue)
  }

  async #follow(ref: SpoolJobRef): Promise<void> {
    const stopping = this.#stopping.signal
    let failures = 0
    let stepsBefore = -1
    while (!stopping.aborted) {
      try {
        await handleJob(ref, this.#ports, this.#aborting.signal)
        if (this.#ports.journal.find(ref.uuid)?.outcome !== undefined) this.#options.onEnded()
        return
      } catch (error) {
        if (stopping.aborted) return
        const steps = this.#ports.journal.find(ref.uuid)?.records.length ?? 0
        failures = steps > stepsBefore ? 1 : failures + 1
        stepsBefore = steps
        await this.#pause(ref, error, failures).catch(() => {})
      }
    }
  }

  async #pause(ref: SpoolJobRef, error: unknown, failures: number): Promise<void> {
    const plan = planRetry(error)
    const usualMs = backoffMs(failures, this.#options.random.fraction())
    const waitMs =
      plan.when === 'never'
        ? NEVER_RETRY_MS
        : Math.max(usualMs, plan.when === 'later' ? (plan.afterMs ?? 0) : 0)
    const fields = errorFields(error)
    const level = levelOf(plan.when, fields.problem)
    this.#ports.log[level]('job-waits', { ...fields, queue: ref.queue, number: ref.number, waitMs })
    await this.#ports.clock.sleep(Math.min(LEAST_PAUSE_MS, waitMs), this.#stopping.signal)
    await this.#awaitChange(ref, waitMs - LEAST_PAUSE_MS)
  }

  async #awaitChange(ref: SpoolJobRef, atMostMs: number): Promise<void> {
    const signal = this.#stopping.signal
    signal.throwIfAborted()
    const running = this.#running.get(ref.uuid)
    if (running === undefined || running.changed) {
      if (running !== undefined) running.changed = false
      return
    }
    const woken = new AbortController()
    running.wake = () => woken.abort()
    try {
      await this.#ports.clock.sleep(atMostMs, AbortSignal.any([signal, woken.signal]))
    } catch (error) {
      if (signal.aborted || !woken.signal.aborted) throw error
    } finally {
      running.wake = null
      running.changed = false
    }
  }
}

/** An absent cloud is told once by whoever watches it, not once a job. */
function levelOf(when: 'now' | 'later' | 'never', code: unknown): 'debug' | 'warn' | 'error' {
  if (when === 'never' || !(typeof code === 'string' && code in PROBLEMS)) return 'error'
  return code === 'cloud-unreachable' ? 'debug' : 'warn'
}
