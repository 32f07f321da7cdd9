/** What a printer says of itself → what we believe: known words, sane numbers, short lists. Its reply is hostile input. */

import { cleanText } from '../../cups/text.ts'
import {
  booleanOf,
  type IppCollection,
  type IppGroup,
  type IppResolution,
  type IppValue,
  isRange,
  numberOf,
  textOf,
  valuesOf,
} from '../../ipp/message.ts'
import { PRINTER_STATE } from '../../ipp/tables.ts'
import type { DeviceCapabilities, DeviceStatus, Margins, MediaSize, Sides } from './device.ts'
import { GENERIC_CAPABILITIES } from './generic-capabilities.ts'

/** How the printer wants rasters; null when it takes none. */
export interface RasterAbility {
  readonly format: 'image/pwg-raster' | 'image/urf'
  readonly color: boolean
  readonly gray: boolean
  /** Dots per inch, the same both ways, ascending. */
  readonly resolutions: readonly number[]
  /** "pwg-raster-document-sheet-back": how the second side lies. */
  readonly sheetBack: SheetBack
}

export type SheetBack = 'normal' | 'flipped' | 'rotated' | 'manual-tumble'

export interface PrinterAbilities {
  readonly capabilities: DeviceCapabilities
  /** "document-format-supported": what it takes itself. */
  readonly formats: readonly string[]
  readonly raster: RasterAbility | null
  /** "operations-supported" */
  readonly operations: ReadonlySet<number>
  /** Attributes that may be sent with a job, each with what `NAME-supported` lists, as text. */
  readonly supported: ReadonlyMap<string, readonly IppValue[]>
  /** "job-creation-attributes-supported"; null = not told. */
  readonly jobAttributes: ReadonlySet<string> | null
}

/** Asked for by name: what is not asked for cannot flood us. */
export const PRINTER_ATTRIBUTES: readonly string[] = [
  ...['printer-make-and-model', 'printer-device-id', 'printer-state', 'printer-state-reasons'],
  ...['printer-state-message', 'operations-supported', 'document-format-supported'],
  ...['color-supported', 'sides-supported', 'copies-supported', 'media-supported'],
  ...['media-default', 'media-ready', 'media-size-supported', 'media-type-supported'],
  ...['media-source-supported', 'media-left-margin-supported', 'media-right-margin-supported'],
  ...['media-top-margin-supported', 'media-bottom-margin-supported', 'output-bin-supported'],
  ...['print-quality-supported', 'printer-resolution-supported', 'finishings-supported'],
  ...['pages-per-minute', 'page-ranges-supported', 'number-up-supported', 'urf-supported'],
  ...['pwg-raster-document-type-supported', 'pwg-raster-document-resolution-supported'],
  ...['pwg-raster-document-sheet-back', 'print-color-mode-supported', 'media-col-supported'],
  ...['job-creation-attributes-supported', 'multiple-document-handling-supported'],
  ...[
    'orientation-requested-supported',
    'print-scaling-supported',
    'print-content-optimize-supported',
  ],
]
export const STATUS_ATTRIBUTES: readonly string[] = [
  'printer-state',
  'printer-state-reasons',
  'printer-state-message',
]

/** Longest list of anything that we keep, and longest text. */
const LIST_LIMIT = 100
const TEXT_LIMIT = 127
const DEVICE_ID_LIMIT = 255
/** Larger media, sharper printers and more copies do not exist here. */
const MEDIA_LIMIT = 200_000
const DPI_LIMIT = 2_400
const COPIES_LIMIT = 999
const KEYWORD = /^[a-z0-9][a-z0-9._-]{0,126}$/
const MIME_TYPE = /^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,60}$/
const SELF_DESCRIBING = /^[a-z0-9-]+_[a-z0-9.-]+_(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)(mm|in)$/
const SIDES: readonly Sides[] = ['one-sided', 'two-sided-long-edge', 'two-sided-short-edge']
/** What a renderer of ours makes of a page: on any printer that takes rasters. */
const RENDERED_PAGES_PER_SIDE = [1, 2, 4, 6, 9, 16]
const DRAWABLE_FORMATS = ['application/pdf', 'image/jpeg', 'image/png']

export function parsePrinter(printer: IppGroup): PrinterAbilities {
  const formats = texts(printer, 'document-format-supported', MIME_TYPE)
  const raster = parseRaster(printer, formats)
  const capabilities = parseCapabilities(printer, formats, raster)
  const supported = new Map<string, readonly IppValue[]>()
  for (const { name } of printer.attributes) {
    if (name.endsWith('-supported')) {
      supported.set(name.slice(0, -'-supported'.length), valuesOf(printer, name).slice(0, 1_000))
    }
  }
  const jobAttributes = texts(printer, 'job-creation-attributes-supported', KEYWORD)
  return {
    capabilities,
    formats,
    raster,
    operations: new Set(numbers(printer, 'operations-supported', 1, 0x7fff)),
    supported,
    jobAttributes: jobAttributes.length === 0 ? null : new Set(jobAttributes),
  }
}

/** "printer-state" and its reasons, cleaned. */
export function parseStatus(printer: IppGroup): DeviceStatus {
  const state = numberOf(printer, 'printer-state')
  return {
    state:
      state === PRINTER_STATE.stopped
        ? 'stopped'
        : state === PRINTER_STATE.processing
          ? 'printing'
          : 'idle',
    reasons: texts(printer, 'printer-state-reasons', KEYWORD)
      .filter((reason) => reason !== 'none')
      .slice(0, 16),
    detail: cleanText(textOf(printer, 'printer-state-message') ?? '', 200),
    lifeSides: null,
  }
}

function parseCapabilities(
  printer: IppGroup,
  formats: readonly string[],
  raster: RasterAbility | null,
): DeviceCapabilities {
  const media = parseMedia(printer)
  const names = new Set(media.map(({ name }) => name))
  const asked = textOf(printer, 'media-default')
  const mediaDefault = asked !== undefined && names.has(asked) ? asked : media[0]!.name
  const ready = texts(printer, 'media-ready', KEYWORD).filter((name) => names.has(name))
  const sides = texts(printer, 'sides-supported', KEYWORD)
  const qualities = numbers(printer, 'print-quality-supported', 3, 5)
  const drawn = raster === null ? [] : DRAWABLE_FORMATS
  return {
    makeAndModel:
      cleanText(textOf(printer, 'printer-make-and-model') ?? '', TEXT_LIMIT) ||
      GENERIC_CAPABILITIES.makeAndModel,
    deviceId: cleanText(textOf(printer, 'printer-device-id') ?? '', DEVICE_ID_LIMIT),
    formats: [...new Set([...drawn, ...formats])],
    color: booleanOf(printer, 'color-supported') ?? raster?.color ?? false,
    sides: SIDES.filter((side) => side === 'one-sided' || sides.includes(side)),
    copiesMax: parseCopies(printer),
    media,
    mediaDefault,
    mediaReady: ready.length === 0 ? [mediaDefault] : ready,
    mediaTypes: orElse(texts(printer, 'media-type-supported', KEYWORD), ['stationery']),
    mediaSources: orElse(texts(printer, 'media-source-supported', KEYWORD), ['auto']),
    margins: parseMargins(printer),
    outputBins: orElse(texts(printer, 'output-bin-supported', KEYWORD), ['face-down']),
    qualities: orElse(qualities, [4]),
    resolutions: orElse(
      resolutionsOf(printer, 'printer-resolution-supported'),
      raster?.resolutions ?? [600],
    ),
    finishings: orElse(numbers(printer, 'finishings-supported', 3, 0x7fff), [3]),
    pagesPerMinute: clamp(numberOf(printer, 'pages-per-minute') ?? 20, 1, 2_000),
    pageRanges: raster !== null || booleanOf(printer, 'page-ranges-supported') === true,
    pagesPerSide: raster !== null ? RENDERED_PAGES_PER_SIDE : parsePagesPerSide(printer),
  }
}

/** "media-size-supported", else what the names in "media-supported" say. */
function parseMedia(printer: IppGroup): readonly MediaSize[] {
  const named = texts(printer, 'media-supported', KEYWORD)
    .map(sizeOfName)
    .filter((size) => size !== null)
  const sizes = valuesOf(printer, 'media-size-supported').slice(0, 1_000).map(sizeOfValue)
  const known = new Set(named.map(({ width, height }) => `${width} ${height}`))
  const further = sizes.filter(
    (size) => size !== null && !known.has(`${size.width} ${size.height}`),
  ) as MediaSize[]
  const media = [...named, ...further].slice(0, LIST_LIMIT)
  return media.length === 0 ? GENERIC_CAPABILITIES.media : media
}

/** A self-describing name (PWG 5101.1 section 5), like `iso_a4_210x297mm`. */
export function sizeOfName(name: string): MediaSize | null {
  const found = SELF_DESCRIBING.exec(name)
  // Ends of ranges of custom sizes are no media.
  if (found === null || name.startsWith('custom_m')) return null
  const scale = found[3] === 'in' ? 2_540 : 100
  const [width, height] = [Number(found[1]) * scale, Number(found[2]) * scale]
  return isMedia(width) && isMedia(height)
    ? { name, width: Math.round(width), height: Math.round(height) }
    : null
}

function sizeOfValue(value: IppValue): MediaSize | null {
  if (!isCollection(value)) return null
  const [width, height] = [memberOf(value, 'x-dimension'), memberOf(value, 'y-dimension')]
  if (typeof width !== 'number' || typeof height !== 'number') return null
  if (!isMedia(width) || !isMedia(height)) return null
  const name = `custom_${width}-${height}_${width / 100}x${height / 100}mm`
  return { name, width, height }
}

const isMedia = (length: number) => length >= 1_000 && length <= MEDIA_LIMIT

function parseCopies(printer: IppGroup): number {
  const value = valuesOf(printer, 'copies-supported')[0] ?? null
  return isRange(value) ? clamp(value.upper, 1, COPIES_LIMIT) : 1
}

/** The least of what each edge can do. */
function parseMargins(printer: IppGroup): Margins {
  const least = (edge: string) => {
    const found = numbers(printer, `media-${edge}-margin-supported`, 0, 5_000)
    return found.length === 0 ? 423 : Math.min(...found)
  }
  return { top: least('top'), bottom: least('bottom'), left: least('left'), right: least('right') }
}

function parsePagesPerSide(printer: IppGroup): readonly number[] {
  const values = valuesOf(printer, 'number-up-supported').slice(0, LIST_LIMIT)
  return RENDERED_PAGES_PER_SIDE.filter(
    (count) =>
      count === 1 ||
      values.some((value) =>
        isRange(value) ? count >= value.lower && count <= value.upper : value === count,
      ),
  )
}

/** PWG raster first: it says which sides it wants turned. URF only where it is the only one. */
function parseRaster(printer: IppGroup, formats: readonly string[]): RasterAbility | null {
  if (formats.includes('image/pwg-raster')) {
    const types = texts(printer, 'pwg-raster-document-type-supported', KEYWORD)
    const resolutions = resolutionsOf(printer, 'pwg-raster-document-resolution-supported')
    const [color, gray] = [types.includes('srgb_8'), types.includes('sgray_8')]
    const back = textOf(printer, 'pwg-raster-document-sheet-back')
    if (color || gray) {
      return {
        format: 'image/pwg-raster',
        color,
        gray,
        resolutions: orElse(resolutions, [300]),
        sheetBack: isSheetBack(back) ? back : 'normal',
      }
    }
  }
  return formats.includes('image/urf') ? parseUrf(printer) : null
}

/** "urf-supported": `W8`, `SRGB24`, `RS300-600`, `DM1` to `DM4` (how the second side lies). */
function parseUrf(printer: IppGroup): RasterAbility | null {
  const words = valuesOf(printer, 'urf-supported')
    .slice(0, LIST_LIMIT)
    .filter((value) => typeof value === 'string')
    .map((word) => word.toUpperCase())
  const resolutions = words
    .flatMap((word) => /^RS(\d{2,4}(?:-\d{2,4})*)$/.exec(word)?.[1]?.split('-') ?? [])
    .map(Number)
    .filter((dpi) => dpi >= 72 && dpi <= DPI_LIMIT)
    .sort((a, b) => a - b)
  const [color, gray] = [words.includes('SRGB24'), words.includes('W8')]
  const backs: readonly SheetBack[] = ['normal', 'flipped', 'rotated', 'manual-tumble']
  const mode = words.map((word) => /^DM([1-4])$/.exec(word)?.[1]).find((digit) => digit)
  return color || gray
    ? {
        format: 'image/urf',
        color,
        gray,
        resolutions: orElse(resolutions, [300]),
        sheetBack: backs[Number(mode ?? '1') - 1]!,
      }
    : null
}

function isSheetBack(text: string | undefined): text is SheetBack {
  return ['normal', 'flipped', 'rotated', 'manual-tumble'].includes(text ?? '')
}

/** In dots per inch, where both directions are the same. */
function resolutionsOf(printer: IppGroup, name: string): number[] {
  const found = valuesOf(printer, name)
    .slice(0, LIST_LIMIT)
    .filter((value): value is IppResolution => isObject(value) && 'units' in value)
    .filter(({ x, y }) => x === y)
    .map(({ x, units }) => (units === 4 ? Math.round(x * 2.54) : x))
    .filter((dpi) => dpi >= 72 && dpi <= DPI_LIMIT)
  return [...new Set(found)].sort((a, b) => a - b)
}

function texts(printer: IppGroup, name: string, form: RegExp): string[] {
  const found = valuesOf(printer, name).filter(
    (value): value is string => typeof value === 'string' && form.test(value),
  )
  return [...new Set(found)].slice(0, LIST_LIMIT)
}

function numbers(printer: IppGroup, name: string, least: number, most: number): number[] {
  const found = valuesOf(printer, name).filter(
    (value): value is number => typeof value === 'number' && value >= least && value <= most,
  )
  return [...new Set(found)].slice(0, LIST_LIMIT)
}

export function isCollection(value: IppValue): value is IppCollection {
  return isObject(value) && 'members' in value
}

export function memberOf(collection: IppCollection, name: string): IppValue {
  return collection.members.find((member) => member.name === name)?.values[0] ?? null
}

const isObject = (value: IppValue): value is Exclude<IppValue, null | number | string | boolean> =>
  typeof value === 'object' && value !== null
const orElse = <T>(list: readonly T[], otherwise: readonly T[]) =>
  list.length === 0 ? otherwise : list
const clamp = (value: number, least: number, most: number) =>
  Math.min(Math.max(Math.trunc(value), least), most)
