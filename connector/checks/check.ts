/** What one check looks like: a name, what it found, and what to do when it failed. */
import type { CommandDoors } from '../commands/doors.ts'

export interface CheckContext {
  readonly folder: string
  /** The cloud's address, should it have moved since enrolling. */
  readonly api?: string
  readonly doors: CommandDoors
}

export interface Check {
  readonly name: string
  /** For people, when it failed. */
  readonly cure: string
  /** A thrown Problem is a failure with its detail. */
  run(context: CheckContext): Promise<{ ok: boolean; detail: string }>
}

export interface CheckResult {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
  readonly cure: string | null
}
