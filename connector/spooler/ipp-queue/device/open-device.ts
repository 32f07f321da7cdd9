/** From a device's address to the device. */
import { join } from 'node:path'
import { Problem } from '#shared/contracts/problem.ts'
import { makePinStore } from '../../../disk/printer-pins.ts'
import { cleanText } from '../../cups/text.ts'
import type { Device } from './device.ts'
import type { DeviceDoors } from './device-doors.ts'
import { openDirDevice } from './dir-device.ts'
import { openIppConnection } from './ipp-connection.ts'
import { makeIppDevice } from './ipp-device.ts'
import { makeIppPrinter } from './ipp-printer.ts'
import { fetchLifeSides } from './page-counter.ts'
import { openSocketDevice, RAW_PORT } from './socket-device.ts'

/** Nothing is sent yet. Throws `device-uri-unknown`. */
export function openDevice(uri: string, doors: DeviceDoors): Device {
  const url = URL.canParse(uri) ? new URL(uri) : null
  switch (url?.protocol) {
    case 'ipp:':
    case 'ipps:': {
      if (url.hostname === '' || url.username !== '') throw unknown(uri)
      const pins = makePinStore(doors.stateFolder)
      const printer = makeIppPrinter(uri, openIppConnection({ uri: url, pins }))
      return makeIppDevice(printer, doors, () => fetchLifeSides({ host: hostOf(url) }))
    }
    case 'socket:': {
      const host = hostOf(url)
      if (host === '' || url.username !== '') throw unknown(uri)
      const port = url.port === '' ? RAW_PORT : Number(url.port)
      return openSocketDevice({ host, port }, doors, () => fetchLifeSides({ host }))
    }
    case 'dir:':
      if (!url.pathname.startsWith('/')) throw unknown(uri)
      return openDirDevice(join(decodeURIComponent(url.pathname)))
    default:
      throw unknown(uri)
  }
}

const hostOf = (url: URL) => url.hostname.replace(/^\[|\]$/g, '')
const unknown = (uri: string) =>
  new Problem('device-uri-unknown', `\`${cleanText(uri, 200)}\` is not the address of a printer`)
