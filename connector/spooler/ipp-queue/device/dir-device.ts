/** `dir:` a folder as printer: keeps one file for every document that really arrived. For trying and for tests. */
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { loadFile } from '../../../disk/atomic-file.ts'
import { isThere, keepStream, keepText } from '../../../disk/kept-file.ts'
import type { RasterSheet } from '../render/raster-page.ts'
import { renderDocument } from '../render/render-document.ts'
import type { Delivery, Device, DeviceCapabilities, DeviceStatus } from './device.ts'
import { GENERIC_CAPABILITIES } from './generic-capabilities.ts'
import { isDrawable, isWatermarked } from './printable.ts'

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
  const drafts = join(folder, 'meta')

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
        await keepStream(await openPrinted(delivery, drafts, signal), path, draft, signal)
        break
      }
      return { state: 'completed', started: true, sidesDone: null, detail: '' }
    },

    drawsWatermark: isDrawable,
    async close() {},
  }
}

const isDrawn = (delivery: Delivery) =>
  isWatermarked(delivery) && isDrawable(delivery.document.format)

/** The document as it came; with a watermark as it would come out of a printer. */
async function openPrinted(delivery: Delivery, drafts: string, signal: AbortSignal) {
  const document = await delivery.document.open()
  if (!isDrawn(delivery)) return document
  const { ticket, changes } = delivery
  const wish = { sheet: SHEET, ticket, watermark: changes.watermark }
  return await renderDocument(
    document,
    { ...wish, format: delivery.document.format },
    { folder: drafts, signal },
  )
}

const SHEET: RasterSheet = {
  format: 'image/pwg-raster',
  color: true,
  dpi: 150,
  media: 'iso_a4_210x297mm',
  width: 21_000,
  height: 29_700,
  sides: 'one-sided',
  sheetBack: 'normal',
  quality: 4,
}

const canceled = () => ({ state: 'canceled', started: false, sidesDone: null, detail: '' }) as const

function fileNameOf(delivery: Delivery): string {
  const { jobUuid, document } = delivery
  const name = jobUuid.replace(/^urn:uuid:/, '').replace(/[^0-9A-Za-z-]/g, '_')
  return `${name.slice(0, 100)}.${isDrawn(delivery) ? 'pwg' : (EXTENSIONS[document.format] ?? 'bin')}`
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
    watermark: oneLine(changes.watermark ?? ''),
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
