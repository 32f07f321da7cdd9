/** What a device is handed of the world. */
import type { Clock, Log } from '../../../doors.ts'

export interface DeviceDoors {
  readonly clock: Clock
  readonly log: Log
  /** The connector's state folder: pins of printers, documents while they are drawn. */
  readonly stateFolder: string
}
