/** A side of paper as a raster printer gets it: sizes in dots, and the headers of PWG raster and Apple raster (URF). */

/** What every side of one job has in common. */
export interface RasterSheet {
  readonly format: 'image/pwg-raster' | 'image/urf'
  readonly color: boolean
  /** Dots per inch, both ways. */
  readonly dpi: number
  /** "media", a self-describing name. */
  readonly media: string
  /** Hundredths of a millimeter. */
  readonly width: number
  readonly height: number
  readonly sides: 'one-sided' | 'two-sided-long-edge' | 'two-sided-short-edge'
  /** "pwg-raster-document-sheet-back" */
  readonly sheetBack: 'normal' | 'flipped' | 'rotated' | 'manual-tumble'
  /** "print-quality": 3 draft, 4 normal, 5 high. */
  readonly quality: number
}

/** How the second side lies against the first: whether its lines, and the dots in each, run backwards. */
export interface Turn {
  readonly dotsBackwards: boolean
  readonly linesBackwards: boolean
}

const HUNDREDTHS_PER_INCH = 2_540
const POINTS_PER_INCH = 72

/** Dots of the whole paper, rounded as printers expect: A4 at 300 is 2480 × 3508. */
export function dotsOf({ width, height, dpi }: Pick<RasterSheet, 'width' | 'height' | 'dpi'>) {
  const dots = (length: number) => Math.round((length / HUNDREDTHS_PER_INCH) * dpi)
  return { widthDots: dots(width), heightDots: dots(height) }
}

/** PWG 5102.4 section 4.3.2.2, tables of cross-feed and feed transforms. Front sides are never turned. */
export function turnOfSide(
  { sides, sheetBack }: Pick<RasterSheet, 'sides' | 'sheetBack'>,
  side: number,
): Turn {
  const isBack = sides !== 'one-sided' && side % 2 === 1
  const isTumble = sides === 'two-sided-short-edge'
  const turn = (dotsBackwards: boolean, linesBackwards: boolean) =>
    isBack ? { dotsBackwards, linesBackwards } : { dotsBackwards: false, linesBackwards: false }
  switch (sheetBack) {
    case 'normal':
      return turn(false, false)
    case 'flipped':
      return isTumble ? turn(true, false) : turn(false, true)
    case 'rotated':
      return isTumble ? turn(false, false) : turn(true, true)
    case 'manual-tumble':
      return isTumble ? turn(true, true) : turn(false, false)
  }
}

/** What stands before the first side. */
export function makeFileHeader(sheet: RasterSheet, sidesCount: number): Uint8Array {
  if (sheet.format === 'image/pwg-raster') return Buffer.from('RaS2', 'latin1')
  const header = Buffer.alloc(12)
  header.write('UNIRAST\0', 'latin1')
  header.writeUInt32BE(sidesCount, 8)
  return header
}

export function makeSideHeader(sheet: RasterSheet, turn: Turn, sidesCount: number): Uint8Array {
  return sheet.format === 'image/pwg-raster'
    ? makePwgHeader(sheet, turn, sidesCount)
    : makeUrfHeader(sheet)
}

const PWG_HEADER_BYTES = 1_796
/** "cupsColorSpace": sGray, sRGB. */
const S_GRAY = 18
const S_RGB = 19
const WHITE = 0xff_ffff

/** PWG 5102.4 section 4.3: the fields that are not 0, each at its byte. */
function makePwgHeader(sheet: RasterSheet, turn: Turn, sidesCount: number): Uint8Array {
  const { widthDots, heightDots } = dotsOf(sheet)
  const channels = sheet.color ? 3 : 1
  const points = (length: number) => Math.round((length / HUNDREDTHS_PER_INCH) * POINTS_PER_INCH)
  const header = Buffer.alloc(PWG_HEADER_BYTES)
  const numbers: readonly (readonly [at: number, value: number])[] = [
    [272, sheet.sides === 'one-sided' ? 0 : 1], // "Duplex"
    [276, sheet.dpi], // "HWResolution"
    [280, sheet.dpi],
    [340, 1], // "NumCopies"
    [352, points(sheet.width)], // "PageSize"
    [356, points(sheet.height)],
    [368, sheet.sides === 'two-sided-short-edge' ? 1 : 0], // "Tumble"
    [372, widthDots],
    [376, heightDots],
    [384, 8], // "BitsPerColor"
    [388, 8 * channels], // "BitsPerPixel"
    [392, widthDots * channels], // "BytesPerLine"
    [400, sheet.color ? S_RGB : S_GRAY],
    [420, channels], // "NumColors"
    [452, sidesCount], // "TotalPageCount"
    [480, WHITE], // "AlternatePrimary"
    [484, sheet.quality], // "PrintQuality"
  ]
  for (const [at, value] of numbers) header.writeUInt32BE(value, at)
  header.writeInt32BE(turn.dotsBackwards ? -1 : 1, 456) // "CrossFeedTransform"
  header.writeInt32BE(turn.linesBackwards ? -1 : 1, 460) // "FeedTransform"
  header.write('PwgRaster', 0, 'latin1')
  header.write(sheet.media.slice(0, 63), 1_732, 'latin1') // "PageSizeName"
  return header
}

const URF_HEADER_BYTES = 32

/** Apple raster, as CUPS reads and writes it (cups/raster-stream.c). */
function makeUrfHeader(sheet: RasterSheet): Uint8Array {
  const { widthDots, heightDots } = dotsOf(sheet)
  const header = Buffer.alloc(URF_HEADER_BYTES)
  header[0] = sheet.color ? 24 : 8
  header[1] = sheet.color ? 1 : 0
  header[2] = sheet.sides === 'one-sided' ? 1 : sheet.sides === 'two-sided-short-edge' ? 2 : 3
  header[3] = sheet.quality
  header.writeUInt32BE(widthDots, 12)
  header.writeUInt32BE(heightDots, 16)
  header.writeUInt32BE(sheet.dpi, 20)
  return header
}
