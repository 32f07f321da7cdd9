/** What every command is handed: its place, its voice, and how to be stopped. */
import type { Readable } from 'node:stream'
import type { Clock, Log, Random } from '../doors.ts'
import type { PrintSystem } from '../print-system.ts'

export interface CommandDoors {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly environment: (name: string) => string | undefined
  readonly pid: number
  /** Takes whole lines for people and scripts, without the line feed. */
  readonly out: (line: string) => void
  readonly complain: (line: string) => void
  readonly input: () => Readable
  /** How far a long file is, 0 to 1; null = done. Absent when nobody watches. */
  readonly progress?: (file: string, done: number | null) => void
  /** Aborts on SIGTERM and SIGINT. */
  readonly signal: AbortSignal
  /** Loaded on demand: most commands do without. */
  readonly loadPrintSystem: () => Promise<PrintSystem>
}

/** A wrong call of the command line; told in one line, exit code 2. */
export class UsageError extends Error {}
