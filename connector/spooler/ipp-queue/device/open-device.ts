/** From a device's address to the device. */
import { join } from 'node:path'
import { Problem } from '#shared/contracts/problem.ts'
import { makePinStore } from '../../../disk/printer-pins.ts'
import type { Clock, Log } from '../../../doors.ts'
import { cleanText } from '../../cups/text.ts'
import type { Device } from './device.ts'
import { openDirDevice } from './dir-device.ts'
import { openIppConnection } from './ipp-connection.ts'
import { makeIppDevice } from './ipp-device.ts'
import { makeIppPrinter } from './ipp-printer.ts'

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
    case 'ipp:':
    case 'ipps:': {
      if (url.hostname === '' || url.username !== '') throw unknown(uri)
      const pins = makePinStore(doors.stateFolder)
      return makeIppDevice(makeIppPrinter(uri, openIppConnection({ uri: url, pins })), doors)
    }
    case 'dir:':
      if (!url.pathname.startsWith('/')) throw unknown(uri)
      return openDirDevice(join(decodeURIComponent(url.pathname)))
    default:
      throw unknown(uri)
  }
}

const unknown = (uri: string) =>
  new Problem('device-uri-unknown', `\`${cleanText(uri, 200)}\` is not the address of a printer`)
