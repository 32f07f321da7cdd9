/** How a job's document reaches a printer: as it came, when the printer can do everything that was asked, or drawn for it. */
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { Problem } from '#shared/contracts/problem.ts'
import type { IppAttribute } from '../../ipp/message.ts'
import type { RasterSheet } from '../render/raster-page.ts'
import { renderDocument } from '../render/render-document.ts'
import type { Delivery, MediaSize } from './device.ts'
import {
  isGray,
  keepsTicket,
  makeJobAttributes,
  makeRasterAttributes,
  sidesOf,
} from './job-attributes.ts'
import {
  isCollection,
  memberOf,
  type PrinterAbilities,
  type RasterAbility,
  sizeOfName,
} from './parse-printer.ts'

export interface Printable {
  /** "document-format" of what is sent. */
  readonly format: string
  readonly attributes: readonly IppAttribute[]
  /** Options that the printer does not know. */
  readonly dropped: readonly string[]
  /** Throws `document-not-drawable`, `disk-write-failed`. */
  open(options: OpenOptions): Promise<Readable>
}

export interface OpenOptions {
  readonly stateFolder: string
  readonly signal: AbortSignal
  onSide?(done: number, sides: number): void
}

/** What nobody knows how to read, passed on as it came. */
const ANYTHING = 'application/octet-stream'
const DRAWABLE: ReadonlySet<string> = new Set(['application/pdf', 'image/jpeg', 'image/png'])
/** Sharper is not seen on paper, and four times the work. */
const DPI_WANTED = 300
const DPI_HIGH = 600
const HIGH_QUALITY = 5

/** Throws `document-not-drawable` when there is no way to keep what was asked. */
export function preparePrintable(delivery: Delivery, abilities: PrinterAbilities): Printable {
  const { document } = delivery
  const takesIt = abilities.formats.includes(document.format)
  const isMarked = isWatermarked(delivery) && drawsWatermark(document.format, abilities)
  if (takesIt && !isMarked && keepsTicket(delivery, abilities))
    return passOn(delivery, document.format, abilities)
  if (abilities.raster !== null && DRAWABLE.has(document.format)) {
    return draw(delivery, abilities, abilities.raster)
  }
  if (takesIt) {
    throw new Problem(
      'document-not-drawable',
      'the printer cannot keep the choice of pages, copies, sides or colors for this kind of document',
    )
  }
  // Printer languages that no printer lists by name.
  const isOpaque = !document.format.startsWith('image/') && document.format !== 'application/pdf'
  if (isOpaque && abilities.formats.includes(ANYTHING)) return passOn(delivery, ANYTHING, abilities)
  throw new Problem('document-not-drawable', `the printer does not take \`${document.format}\``)
}

/** Whether a document of `format` can be drawn, which is the only way to mark it. */
export function drawsWatermark(format: string, { raster }: Pick<PrinterAbilities, 'raster'>) {
  return raster !== null && isDrawable(format)
}

export const isDrawable = (format: string) => DRAWABLE.has(format)
export const isWatermarked = ({ changes }: Pick<Delivery, 'changes'>) =>
  (changes.watermark ?? '') !== ''

function passOn(delivery: Delivery, format: string, abilities: PrinterAbilities): Printable {
  return {
    format,
    ...makeJobAttributes(delivery, abilities),
    open: () => delivery.document.open(),
  }
}

function draw(delivery: Delivery, abilities: PrinterAbilities, ability: RasterAbility): Printable {
  const sheet = makeSheet(delivery, abilities, ability)
  return {
    format: ability.format,
    ...makeRasterAttributes(delivery, abilities),
    async open({ stateFolder, signal, onSide }) {
      const document = await delivery.document.open()
      const { ticket, changes, document: asked } = delivery
      const wish = { sheet, ticket, watermark: changes.watermark, format: asked.format }
      const folder = join(stateFolder, 'documents')
      return await renderDocument(document, wish, { folder, signal, ...(onSide ? { onSide } : {}) })
    },
  }
}

/** Every side alike: paper as asked, in the printer's colors and at a resolution that it takes. */
export function makeSheet(
  delivery: Pick<Delivery, 'ticket' | 'changes' | 'template'>,
  { capabilities }: PrinterAbilities,
  ability: RasterAbility,
): RasterSheet {
  const media = chooseMedia(delivery, capabilities.media, capabilities.mediaDefault)
  const asked = delivery.template.find(({ name }) => name === 'print-quality')?.values[0]
  const quality = typeof asked === 'number' && capabilities.qualities.includes(asked) ? asked : 4
  const dpiWanted = quality === HIGH_QUALITY ? DPI_HIGH : DPI_WANTED
  const least = ability.resolutions.find((dpi) => dpi >= dpiWanted)
  return {
    format: ability.format,
    color: ability.color && (!isGray(delivery) || !ability.gray),
    dpi: least ?? ability.resolutions.at(-1) ?? DPI_WANTED,
    media: media.name,
    width: media.width,
    height: media.height,
    sides: sidesOf(delivery),
    sheetBack: ability.sheetBack,
    quality,
  }
}

/** "media-col" with its size, else "media", else what the printer takes by itself. */
function chooseMedia(
  { template }: Pick<Delivery, 'template'>,
  media: readonly MediaSize[],
  mediaDefault: string,
): MediaSize {
  const collection = template.find(({ name }) => name === 'media-col')?.values[0] ?? null
  const size = isCollection(collection) ? memberOf(collection, 'media-size') : null
  if (isCollection(size)) {
    const [width, height] = [memberOf(size, 'x-dimension'), memberOf(size, 'y-dimension')]
    const found = media.find((each) => each.width === width && each.height === height)
    if (found !== undefined) return found
  }
  const name = template.find((each) => each.name === 'media')?.values[0]
  const named = typeof name === 'string' ? media.find((each) => each.name === name) : undefined
  const usual = media.find((each) => each.name === mediaDefault)
  return named ?? usual ?? sizeOfName('iso_a4_210x297mm')!
}
