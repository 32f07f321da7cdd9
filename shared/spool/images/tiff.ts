/** TIFF 6.0 and BigTIFF: one page an image, color by pixels — a file that says RGB may well be gray. */
import { inflate } from '../codecs/inflate.ts'
import { decodeLzw } from '../codecs/lzw.ts'
import { decodeRunLength } from '../codecs/run-length.ts'
import { undoTiffRow } from '../codecs/tiff-rows.ts'
import { chromaOfCmyk, chromaOfLab, chromaOfRgb } from '../color.ts'
import {
  type AnalyzeTools,
  type ByteSource,
  type LanguageEntry,
  makeFindingProblem,
  type Reading,
} from '../port.ts'
import { type ImagePage, makeImageReading } from './image-reading.ts'
import { scanJpeg } from './jpeg.ts'
import { type SampleFormat, type SampleVerdict, scanSamples } from './samples.ts'
import { isTiff, readTiffChain, type TiffDirectory } from './tiff-directory.ts'

export const tiff: LanguageEntry = {
  language: 'tiff',
  matches: isTiff,
  reader: { kind: 'random', read: readTiff },
}

/** Tag numbers of TIFF 6.0, by the specification's names. */
const TAG = {
  newSubfileType: 254,
  imageWidth: 256,
  imageLength: 257,
  bitsPerSample: 258,
  compression: 259,
  photometricInterpretation: 262,
  stripOffsets: 273,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  xResolution: 282,
  planarConfiguration: 284,
  resolutionUnit: 296,
  predictor: 317,
  colorMap: 320,
  tileWidth: 322,
  tileLength: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  extraSamples: 338,
  jpegTables: 347,
} as const

const REDUCED_IMAGE = 1
const MASK = 4
/** A strip or tile, unpacked; writers make them of kilobytes. */
const PIECE_BYTES_LIMIT = 48 * 1024 * 1024
const PIECES_LIMIT = 1_000_000

function readTiff(source: ByteSource, tools: AnalyzeTools): Reading {
  const chain = readTiffChain(source, tools)
  // Previews and masks of another image are no pages.
  const isPage = (directory: TiffDirectory) =>
    (directory.value(TAG.newSubfileType, 0) & (REDUCED_IMAGE | MASK)) === 0
  const pages = chain.directories.filter(isPage)
  if (pages.length === 0) {
    const problem = makeFindingProblem('document-malformed', 'the file holds no readable image', 4)
    return makeImageReading({ pages: null, color: 'undecided', problem })
  }
  const problem = chain.complete
    ? null
    : makeFindingProblem('document-malformed', 'the chain of images is broken')
  const reading = makeImageReading({
    pages: pages.map((page) => readPage(page, source, chain.littleEndian, tools)),
    color: 'undecided',
    problem,
  })
  return chain.complete ? reading : { ...reading, pages: { ...reading.pages, known: 'estimated' } }
}

function readPage(
  directory: TiffDirectory,
  source: ByteSource,
  littleEndian: boolean,
  tools: AnalyzeTools,
): ImagePage {
  const resolution = directory.value(TAG.xResolution, 0)
  const unit = directory.value(TAG.resolutionUnit, 2)
  const perInch = unit === 3 ? resolution * 2.54 : unit === 2 ? resolution : 0
  return {
    width: directory.value(TAG.imageWidth, 0),
    height: directory.value(TAG.imageLength, 0),
    dotsPerInch: perInch > 0 ? perInch : null,
    color: judgeImage(directory, source, littleEndian, tools),
  }
}

interface Layout {
  readonly photometric: number
  readonly samples: number
  readonly bits: SampleFormat['bits']
  readonly compression: number
  readonly predictor: boolean
  readonly littleEndian: boolean
  /** Components one a plane: their pieces stand one plane after the other. */
  readonly planes: number
  /** Of one strip or tile. */
  readonly width: number
  readonly height: number
  readonly offsets: readonly number[]
  readonly counts: readonly number[]
}

function judgeImage(
  directory: TiffDirectory,
  source: ByteSource,
  littleEndian: boolean,
  tools: AnalyzeTools,
): SampleVerdict {
  const layout = readLayout(directory, littleEndian)
  if (layout === 'gray') return 'mono'
  if (layout && !(layout.width > 0 && layout.height > 0)) return 'undecided'
  const chroma = layout && makeChroma(directory, layout, tools)
  if (layout === null || chroma === null) return 'undecided'
  const format = makeFormat(layout, chroma)
  const pieces = Math.floor(layout.offsets.length / layout.planes)
  let verdict: SampleVerdict = 'mono'
  for (let piece = 0; piece < pieces; piece++) {
    const found =
      layout.compression === JPEG
        ? judgeJpegPiece(readPacked(source, layout, piece), directory, layout, tools)
        : judgePiece(source, layout, piece, pieces, format, tools)
    if (found === 'color') return 'color'
    if (found === 'undecided') verdict = 'undecided'
  }
  return verdict
}

const JPEG = 7

/** `gray`: it cannot hold color. `null`: we cannot read it. */
function readLayout(directory: TiffDirectory, littleEndian: boolean): Layout | 'gray' | null {
  const photometric = directory.value(TAG.photometricInterpretation, 0)
  // White is zero, black is zero, transparency mask.
  if (photometric === 0 || photometric === 1 || photometric === 4) return 'gray'
  const samples = directory.value(TAG.samplesPerPixel, 1)
  const bits = directory.value(TAG.bitsPerSample, 1)
  if (bits !== 1 && bits !== 2 && bits !== 4 && bits !== 8 && bits !== 16) return null
  if (samples < 1 || samples > 32) return null
  const compression = directory.value(TAG.compression, 1)
  const isPlanar = directory.value(TAG.planarConfiguration, 1) === 2 && samples > 1
  if (isPlanar && (bits !== 8 || compression === JPEG)) return null
  const tileWidth = directory.value(TAG.tileWidth, 0)
  const isTiled = tileWidth > 0
  const length = directory.value(TAG.imageLength, 0)
  const rows = Math.min(directory.value(TAG.rowsPerStrip, length), length)
  const offsets = directory.values(isTiled ? TAG.tileOffsets : TAG.stripOffsets)
  return {
    photometric,
    samples,
    bits,
    compression,
    predictor: directory.value(TAG.predictor, 1) === 2,
    littleEndian,
    planes: isPlanar ? samples : 1,
    width: isTiled ? tileWidth : directory.value(TAG.imageWidth, 0),
    height: isTiled ? directory.value(TAG.tileLength, 0) : rows,
    offsets: offsets.slice(0, PIECES_LIMIT),
    counts: directory.values(isTiled ? TAG.tileByteCounts : TAG.stripByteCounts),
  }
}

function makeFormat(layout: Layout, chroma: SampleFormat['chroma']): SampleFormat {
  const { photometric, samples, bits, width, height } = layout
  const isRgb = photometric === 2 && samples === 3
  const isCmyk = photometric === 5 && samples === 4
  return {
    width,
    height,
    components: samples,
    bits,
    rowBytes: Math.ceil((width * samples * bits) / 8),
    fast: bits !== 8 ? null : isRgb ? 'rgb' : isCmyk ? 'cmyk' : null,
    chroma,
    opacity: null,
  }
}

function judgePiece(
  source: ByteSource,
  layout: Layout,
  piece: number,
  pieces: number,
  format: SampleFormat,
  tools: AnalyzeTools,
): SampleVerdict {
  if (layout.photometric === YCBCR || format.rowBytes * layout.height > PIECE_BYTES_LIMIT) {
    return 'undecided'
  }
  const planes: Uint8Array[] = []
  for (let plane = 0; plane < layout.planes; plane++) {
    const packed = readPacked(source, layout, plane * pieces + piece)
    const samples = unpackPiece(packed, layout, layout.planes > 1 ? 1 : layout.samples, tools)
    if (samples === null) return 'undecided'
    planes.push(samples)
  }
  const data = planes.length === 1 ? planes[0]! : interleave(planes)
  return scanSamples(data, format, tools.policy, tools.budget)
}

const YCBCR = 6

function readPacked(source: ByteSource, layout: Layout, index: number): Uint8Array {
  const offset = layout.offsets[index] ?? source.size
  const count = layout.counts[index] ?? source.size - offset
  return source.read(offset, Math.min(Math.max(count, 0), PIECE_BYTES_LIMIT))
}

/** One component of each plane after the other, as pixels. */
function interleave(planes: readonly Uint8Array[]): Uint8Array {
  const length = Math.min(...planes.map((plane) => plane.length))
  const pixels = new Uint8Array(length * planes.length)
  for (const [index, plane] of planes.entries()) {
    for (let at = 0; at < length; at++) pixels[at * planes.length + index] = plane[at]!
  }
  return pixels
}

/** `samples`: components of a pixel in this piece. */
function unpackPiece(
  packed: Uint8Array,
  layout: Layout,
  samples: number,
  tools: AnalyzeTools,
): Uint8Array | null {
  const { compression, bits, width, height, littleEndian } = layout
  const rowBytes = Math.ceil((width * samples * bits) / 8)
  const data = unpack(packed, compression, rowBytes * height, tools)
  const swaps = bits === 16 && littleEndian
  if (data === null || !(layout.predictor || swaps)) return data
  // What is unpacked is ours to change, what is stored plainly is not.
  const own = compression === 1 ? data.slice() : data
  for (let at = 0; layout.predictor && at + rowBytes <= own.length; at += rowBytes) {
    undoTiffRow(own.subarray(at, at + rowBytes), samples, bits, littleEndian)
  }
  if (swaps) swapPairs(own)
  return own
}

function swapPairs(bytes: Uint8Array): void {
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    const low = bytes[at]!
    bytes[at] = bytes[at + 1]!
    bytes[at + 1] = low
  }
}

function unpack(
  packed: Uint8Array,
  compression: number,
  limit: number,
  tools: AnalyzeTools,
): Uint8Array | null {
  switch (compression) {
    case 1:
      return packed
    case 5:
      return decodeLzw(packed, 1, limit, tools.budget).bytes
    case 8:
    case 32_946:
      return inflate(packed, limit, tools.budget).bytes
    case 32_773:
      return decodeRunLength(packed, limit, tools.budget).bytes
    default:
      return null
  }
}

/** Each piece is a JPEG whose tables may stand in a tag of their own (TIFF Technical Note 2). */
function judgeJpegPiece(
  packed: Uint8Array,
  directory: TiffDirectory,
  layout: Layout,
  tools: AnalyzeTools,
): SampleVerdict {
  const tables = directory.bytes(TAG.jpegTables)
  const whole = new Uint8Array(Math.max(0, tables.length - 2) + packed.length)
  if (tables.length > 4) {
    // The tables' end marker and the piece's start marker fall away.
    whole.set(tables.subarray(0, tables.length - 2))
    whole.set(packed.subarray(2), tables.length - 2)
  } else {
    whole.set(packed, whole.length - packed.length)
  }
  const jpeg = scanJpeg(tables.length > 4 ? whole : packed, {
    policy: tools.policy,
    budget: tools.budget,
    inkInverted: 'as-adobe',
    colorTransform: layout.photometric === 2 ? 0 : 1,
  })
  return jpeg?.color ?? 'undecided'
}

/** Raw samples of a pixel → chroma; `null` when the kind of image is not known. */
function makeChroma(
  directory: TiffDirectory,
  layout: Layout,
  tools: AnalyzeTools,
): SampleFormat['chroma'] | null {
  const most = 2 ** layout.bits - 1
  const signed = (value: number) => (((value / most) * 255 + 128) % 256) - 128
  switch (layout.photometric) {
    case 2:
      return (raw) => (chromaOfRgb(raw[0]!, raw[1]!, raw[2]!) / most) * 255
    case 3: {
      const palette = readPalette(directory.values(TAG.colorMap))
      return (raw) => palette[raw[0]!] ?? 0
    }
    case 5:
      if (layout.samples < 4) return null
      return (raw) =>
        chromaOfCmyk(raw[0]! / most, raw[1]! / most, raw[2]! / most, raw[3]! / most, tools.policy)
    case 6:
      return () => Number.NaN
    case 8:
      return (raw) => chromaOfLab((raw[0]! / most) * 100, signed(raw[1]!), signed(raw[2]!))
    default:
      return null
  }
}

/** All reds, then all greens, then all blues, of 16 bits each. */
function readPalette(map: readonly number[]): readonly number[] {
  const entries = Math.floor(map.length / 3)
  return Array.from({ length: entries }, (_, i) => {
    return chromaOfRgb(map[i]!, map[entries + i]!, map[2 * entries + i]!) / 257
  })
}
