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
const PIECE_BYTES_LIMIT = 128 * 1024 * 1024
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
  const layout = readLayout(directory)
  if (layout === 'gray') return 'mono'
  if (layout === null) return 'undecided'
  const chroma = makeChroma(directory, layout, tools)
  if (chroma === null) return 'undecided'
  let verdict: SampleVerdict = 'mono'
  for (const [index, offset] of layout.offsets.entries()) {
    const count = Math.min(layout.counts[index] ?? source.size - offset, PIECE_BYTES_LIMIT)
    const packed = source.read(offset, count)
    const found = judgePiece(packed, directory, layout, chroma, littleEndian, tools)
    if (found === 'color') return 'color'
    if (found === 'undecided') verdict = 'undecided'
  }
  return verdict
}

/** `gray`: it cannot hold color. `null`: we cannot read it. */
function readLayout(directory: TiffDirectory): Layout | 'gray' | null {
  const photometric = directory.value(TAG.photometricInterpretation, 0)
  // White is zero, black is zero, transparency mask.
  if (photometric === 0 || photometric === 1 || photometric === 4) return 'gray'
  const samples = directory.value(TAG.samplesPerPixel, 1)
  const bits = directory.value(TAG.bitsPerSample, 1)
  if (bits !== 1 && bits !== 2 && bits !== 4 && bits !== 8 && bits !== 16) return null
  if (samples < 1 || samples > 32) return null
  // Components in planes of their own: what belongs together lies apart.
  if (directory.value(TAG.planarConfiguration, 1) !== 1 && samples > 1) return null
  const tileWidth = directory.value(TAG.tileWidth, 0)
  const isTiled = tileWidth > 0
  const length = directory.value(TAG.imageLength, 0)
  const rows = Math.min(directory.value(TAG.rowsPerStrip, length), length)
  const offsets = directory.values(isTiled ? TAG.tileOffsets : TAG.stripOffsets)
  return {
    photometric,
    samples,
    bits,
    compression: directory.value(TAG.compression, 1),
    predictor: directory.value(TAG.predictor, 1) === 2,
    width: isTiled ? tileWidth : directory.value(TAG.imageWidth, 0),
    height: isTiled ? directory.value(TAG.tileLength, 0) : rows,
    offsets: offsets.slice(0, PIECES_LIMIT),
    counts: directory.values(isTiled ? TAG.tileByteCounts : TAG.stripByteCounts),
  }
}

function judgePiece(
  packed: Uint8Array,
  directory: TiffDirectory,
  layout: Layout,
  chroma: SampleFormat['chroma'],
  littleEndian: boolean,
  tools: AnalyzeTools,
): SampleVerdict {
  const { compression, samples, bits, width, height } = layout
  if (compression === 7) return judgeJpegPiece(packed, directory, layout, tools)
  const rowBytes = Math.ceil((width * samples * bits) / 8)
  const data = unpack(packed, compression, Math.min(rowBytes * height, PIECE_BYTES_LIMIT), tools)
  if (data === null || layout.photometric === 6) return 'undecided'
  const swaps = bits === 16 && littleEndian
  // What is unpacked is ours, what is stored plainly is not.
  const own = (layout.predictor || swaps) && compression === 1 ? data.slice() : data
  if (layout.predictor) {
    for (let at = 0; at + rowBytes <= own.length; at += rowBytes) {
      undoTiffRow(own.subarray(at, at + rowBytes), samples, bits, littleEndian)
    }
  }
  if (swaps) swapPairs(own)
  const fast =
    bits === 8 && layout.photometric === 2 && samples === 3
      ? ('rgb' as const)
      : bits === 8 && layout.photometric === 5 && samples === 4
        ? ('cmyk' as const)
        : null
  const format = { width, height, components: samples, bits, rowBytes, fast, chroma, opacity: null }
  return scanSamples(own, format, tools.policy, tools.budget)
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
