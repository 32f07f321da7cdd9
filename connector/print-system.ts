/** The print system as commands and `run` need it: where queues are made, checked and opened. */
import type { KeyObject } from 'node:crypto'
import type { IppQueueSettings, ManagedQueue } from './disk/site-state.ts'
import type { Clock, Log, Random } from './doors.ts'
import type { People } from './people.ts'
import type { OpenSpooler } from './run-site.ts'

export type SpoolerName = ManagedQueue['spooler']

export interface QueueWish {
  readonly queue: string
  /** Absent = CUPS. */
  readonly spooler?: SpoolerName
  /** Of the connector, for a print system that keeps files there. */
  readonly state: string
  /** Where the built-in queue is to listen; null = as it does, or on this machine only. */
  readonly listen?: IppQueueSettings | null
  readonly deviceUri: string
  readonly identity: ManagedQueue['identity']
  /** null = the system's CUPS. */
  readonly cupsSocket: string | null
  /** What describes the device when it cannot do so itself; null = the print system finds out. */
  readonly ppd: string | null
}

export interface QueueFlaw {
  /** Which promise of which queue is broken, like `office intake-stopped`. */
  readonly name: string
  readonly detail: string
  readonly cure: string
}

export interface PrintSystem {
  /** Named in the sign of life. */
  readonly name: string
  /** Makes the pair of queues. Throws `queue-exists`, `spooler-refused`, `spooler-unreachable`. */
  addQueue(wish: QueueWish, signal: AbortSignal): Promise<Made>
  /** Turns an existing queue into a managed one, on the same device. Throws `queue-unknown` too. */
  adoptQueue(
    wish: Omit<QueueWish, 'deviceUri' | 'ppd' | 'listen'>,
    signal: AbortSignal,
  ): Promise<Made>
  /** Takes both queues away. Fine when they are gone. */
  removeQueue(queue: ManagedQueue, signal: AbortSignal): Promise<void>
  /** Throws `spooler-unreachable` when the print system of one of the queues does not answer. */
  ping(queues: readonly ManagedQueue[], site: Site, signal: AbortSignal): Promise<void>
  /** What no longer holds of the design; empty when nothing can print undecided. */
  inspectQueues(
    queues: readonly ManagedQueue[],
    site: Site,
    signal: AbortSignal,
  ): Promise<readonly QueueFlaw[]>
  /** Opens every print system that holds one of the queues. The caller holds the state folder's lock. */
  openSpoolers(queues: readonly ManagedQueue[], doors: SpoolerDoors): Promise<OpenSpooler[]>
}

/** Whose queues they are. */
export interface Site {
  /** The state folder. */
  readonly state: string
}

export interface SpoolerDoors extends Site {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly deviceKey: KeyObject
  readonly people: People
}

export interface Made {
  readonly outQueue: string
  readonly deviceUri: string
  readonly color: boolean
}
