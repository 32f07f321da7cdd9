/** `dir:` a folder as printer: keeps one file for every document that really arrived. For trying and for tests. */
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { loadFile } from '../../../disk/atomic-file.ts'
import { isThere, keepStream, keepText } from '../../../disk/kept-file.ts'
import type { Delivery, Device, DeviceCapabilities, DeviceStatus } from './device.ts'
import { GENERIC_CAPABILITIES } from './generic-capabilities.ts'

/**
 * In the folder; "printer-state-reasons" in it, separated by spaces, put the printer into trouble until it is gone:
 * `media-needed` and nothing prints, as if a tray were empty.
 */
export const TROUBLE_FILE = 'meta/trouble'
const TROUBLE_POLL_MS = 100

const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'application/postscript': 'ps',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/pwg-raster': 'pwg',
  'image/urf': 'urf',
}

export function openDirDevice(folder: string): Device {
  const loadTrouble = async () =>
    ((await loadFile(join(folder, TROUBLE_FILE))) ?? '').split(/\s+/).filter((word) => word !== '')

  return {
    async fetchCapabilities(): Promise<DeviceCapabilities> {
      return {
        ...GENERIC_CAPABILITIES,
        makeAndModel: 'Spoolgate folder',
        formats: Object.keys(EXTENSIONS),
        // Nothing is printed, and all that was asked for is written down.
        pageRanges: true,
        pagesPerSide: [1, 2, 4, 6, 9, 16],
      }
    },

    async fetchStatus(): Promise<DeviceStatus> {
      const reasons = await loadTrouble()
      const state = reasons.length === 0 ? 'idle' : 'stopped'
      return { state, reasons, detail: '', lifeSides: null }
    },

    async deliver(delivery, onProgress, signal) {
      const name = fileNameOf(delivery)
      const path = join(folder, name)
      for (let told = ''; ; ) {
        signal.throwIfAborted()
        // Its own name makes a second delivery of the same job find the first.
        if (await isThere(path)) break
        if (delivery.canceled.aborted) return canceled()
        const reasons = await loadTrouble()
        if (reasons.length > 0) {
          if (told !== reasons.join()) onProgress({ sidesDone: null, reasons, detail: '' })
          told = reasons.join()
          await wait(TROUBLE_POLL_MS)
          continue
        }
        onProgress({ sidesDone: null, reasons: [], detail: '' })
        await keepText(describe(delivery), join(folder, 'meta', `${stem(name)}.txt`))
        const draft = join(folder, 'meta', `${name}.part`)
        await keepStream(await delivery.document.open(), path, draft, signal)
        break
      }
      return { state: 'completed', started: true, sidesDone: null, detail: '' }
    },

    async close() {},
  }
}

const canceled = () => ({ state: 'canceled', started: false, sidesDone: null, detail: '' }) as const

function fileNameOf({ jobUuid, document }: Delivery): string {
  const name = jobUuid.replace(/^urn:uuid:/, '').replace(/[^0-9A-Za-z-]/g, '_')
  return `${name.slice(0, 100)}.${EXTENSIONS[document.format] ?? 'bin'}`
}

const stem = (name: string) => name.slice(0, name.lastIndexOf('.'))

/** What the printer was told, a `key=value` a line. */
function describe({ jobName, userName, ticket, changes, template }: Delivery): string {
  const oneLine = (text: string) => text.replace(/\p{Cc}/gu, ' ')
  const lines = {
    user: oneLine(userName),
    title: oneLine(jobName),
    copies: ticket.copies,
    sides: ticket.duplex || changes.duplex ? 'two-sided' : 'one-sided',
    color: ticket.grayscale || changes.grayscale ? 'monochrome' : 'color',
    'pages-per-side': ticket.pagesPerSide,
    'page-ranges': ticket.pageRanges,
    options: template
      .map(({ name, values }) => `${name}=${oneLine(JSON.stringify(values))}`)
      .join(' '),
  }
  return Object.entries(lines)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')
}
