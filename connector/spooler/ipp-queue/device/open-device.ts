/** From a device's address to the device. */
import { Problem } from '#shared/contracts/problem.ts'
import type { Clock, Log } from '../../../doors.ts'
import { cleanText } from '../../cups/text.ts'
import type { Device } from './device.ts'
import { openDirDevice } from './dir-device.ts'

export interface DeviceDoors {
  readonly clock: Clock
  readonly log: Log
  /** The connector's state folder: pins of printers, documents while they are drawn. */
  readonly stateFolder: string
}

/** Nothing is sent yet. Throws `device-uri-unknown`. */
export function openDevice(uri: string, doors: DeviceDoors): Device {
  const url = URL.canParse(uri) ? new URL(uri) : null
  switch (url?.protocol) {
    case 'dir:':
      return openDirDevice(decodeURIComponent(url.pathname))
    default:
      throw unknown(uri)
  }
}

const unknown = (uri: string) =>
  new Problem('device-uri-unknown', `\`${cleanText(uri, 200)}\` is not the address of a printer`)
