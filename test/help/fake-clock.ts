/** The connector's clock, standing still until a test moves it. */
import type { Clock, Log, Random } from '#connector/doors.ts'

export class FakeClock implements Clock {
  #nowMs: number
  readonly #startMs: number
  readonly #sleepers = new Set<{ dueMs: number; wake: () => void }>()

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#nowMs = startMs
    this.#startMs = startMs
  }

  nowMs(): number {
    return this.#nowMs
  }

  monotonicMs(): number {
    return this.#nowMs - this.#startMs
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason)
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.#sleepers.delete(sleeper)
        reject(signal.reason)
      }
      const wake = () => {
        signal.removeEventListener('abort', abort)
        resolve()
      }
      const sleeper = { dueMs: this.#nowMs + Math.max(0, ms), wake }
      this.#sleepers.add(sleeper)
      signal.addEventListener('abort', abort, { once: true })
    })
  }

  /** Who sleeps now. */
  get sleepers(): number {
    return this.#sleepers.size
  }

  /** Wakes what falls due, in order; lets each one run before the next. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms
    for (;;) {
      await settle()
      const [due] = [...this.#sleepers]
        .filter(({ dueMs }) => dueMs <= endMs)
        .sort((a, b) => a.dueMs - b.dueMs)
      if (due === undefined) break
      this.#sleepers.delete(due)
      this.#nowMs = Math.max(this.#nowMs, due.dueMs)
      due.wake()
    }
    this.#nowMs = endMs
    await settle()
  }
}

/** Lets everything run that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((done) => setImmediate(done))
}

export interface LogLine {
  readonly level: string
  readonly event: string
  readonly [field: string]: unknown
}

/** A log that keeps its lines. */
export function makeFakeLog(): Log & { readonly lines: LogLine[] } {
  const lines: LogLine[] = []
  const at =
    (level: string) =>
    (event: string, fields: object = {}) => {
      lines.push({ level, event, ...fields })
    }
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

export const noRandom: Random = { fraction: () => 0 }
