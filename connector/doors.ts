/** The room's only doors to time, chance, the environment and the log's stream. */
import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Problem } from '#shared/contracts/problem.ts'

export interface Clock {
  /** Wall clock, milliseconds since 1970; may jump. */
  nowMs(): number
  /** Never goes back; only differences mean something. */
  monotonicMs(): number
  /** Rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

export interface Random {
  /** 0 ≤ fraction < 1; for jitter only, never for secrets. */
  fraction(): number
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>

/** One JSON line an event. `event` is a kebab-case name, stable for programs that read the log. */
export interface Log {
  debug(event: string, fields?: LogFields): void
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields): void
}

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']
/** Whose print this is and what it is called stays out of logs that travel. */
const PRIVATE_FIELDS = new Set(['documentName', 'userName', 'detailOfJob'])
const TIMER_LIMIT_MS = 2 ** 31 - 1

export function makeClock(): Clock {
  return {
    nowMs: () => Date.now(),
    // Unlike `performance`, nothing has to be loaded for it.
    monotonicMs: () => Number(process.hrtime.bigint()) / 1e6,
    async sleep(ms, signal) {
      signal.throwIfAborted()
      try {
        await wait(Math.min(Math.max(ms, 0), TIMER_LIMIT_MS), undefined, { signal })
      } catch {
        throw signal.reason
      }
    },
  }
}

export function makeRandom(): Random {
  return { fraction: () => Math.random() }
}

/** Bytes that nobody can guess: salts, uuids, serial numbers. */
export function secretBytes(count: number): Uint8Array {
  return randomBytes(count)
}

/** `write` takes whole lines; `least` is the lowest level that is written. */
export function makeLog(
  write: (line: string) => void,
  clock: Pick<Clock, 'nowMs'>,
  least: LogLevel,
): Log {
  const at =
    (level: LogLevel) =>
    (event: string, fields: LogFields = {}) => {
      if (LEVELS.indexOf(level) < LEVELS.indexOf(least)) return
      const shown = Object.entries(fields).filter(
        ([name]) => level === 'debug' || !PRIVATE_FIELDS.has(name),
      )
      const time = new Date(clock.nowMs()).toISOString()
      write(`${JSON.stringify({ time, level, event, ...Object.fromEntries(shown) })}\n`)
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/** What a log line tells of an error: the code of a Problem, the stack of a fault. */
export function errorFields(error: unknown): LogFields {
  if (error instanceof Problem) return { problem: error.code, detail: error.detail }
  if (error instanceof Error) return { fault: error.message, stack: error.stack }
  return { fault: String(error) }
}

export function readEnvironment(name: string): string | undefined {
  return process.env[name]
}

/** RFC 3339 UTC, the one form of times in facts and outcomes. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString()
}

/** A full garbage collection, now. */
export function collectGarbage(): void {
  findCollector()()
}

/** Only what was just made, in about a millisecond: the buffers of a stream, which lie where V8 does not count them. */
export function collectYoungGarbage(): void {
  findCollector()({ type: 'minor' })
}

type Collect = (options?: { readonly type: 'minor' }) => void
let collector: Collect | null = null

/** V8 offers it only behind a flag, which may be set at any time. */
function findCollector(): Collect {
  if (collector !== null) return collector
  setFlagsFromString('--expose-gc')
  const found: unknown = runInNewContext('gc')
  collector = typeof found === 'function' ? (found as Collect) : () => {}
  return collector
}
