/** The doors of the local cloud: clock, randomness, environment. Nothing else in this room reaches for them. */
import { randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'

/** Milliseconds since 1970, and timers that a test can drive by hand. */
export interface Clock {
  now(): number
  /** Calls back once after `delayMs`; the returned function takes the call back. */
  after(delayMs: number, call: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, call) => {
    const timer = setTimeout(call, delayMs)
    return () => clearTimeout(timer)
  },
}

export const makeId = (): string => randomUUID()

export const environment = (name: string): string | undefined => process.env[name]

/** For a child: what this process has, with changes. */
export const environmentWith = (changes: Readonly<Record<string, string>>) => ({
  ...process.env,
  ...changes,
})

export const cores = (): number => availableParallelism()

export const pause = (delayMs: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, delayMs))

/** One line of the local cloud's log, without a line end. */
export type Log = (line: string) => void
