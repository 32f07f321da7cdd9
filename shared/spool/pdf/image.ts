/** Whether an image of a PDF shows color (ISO 32000-2 section 8.9). */
import { hasZlibHeader } from '../codecs/inflate.ts'
import { inflateChunks } from '../codecs/inflate-chunks.ts'
import { undoTiffRow } from '../codecs/tiff-rows.ts'
import { scanJpeg } from '../images/jpeg.ts'
import { readJpxColor } from '../images/jpx.ts'
import { SampleRows } from '../images/sample-rows.ts'
import {
  makeRowTest,
  type SampleFormat,
  type SampleVerdict,
  scanSamples,
} from '../images/samples.ts'
import type { ColorSpace, ColorSpaces } from './color-space.ts'
import type { PdfDocument } from './document.ts'
import { type FilterStep, IMAGE_FILTERS } from './filters.ts'
import { readMask, readSide } from './image-mask.ts'
import type { PdfDict, PdfStream } from './objects.ts'

export type ImageVerdict = SampleVerdict | 'nothing'

/** Larger images are looked at row by row, which is slower but needs no room. */
const HELD_BYTES_LIMIT = 32 * 1024 * 1024
const ROW_BYTES_LIMIT = 16 * 1024 * 1024
/** A picture in color of which the mask shows that much shows color. */
const SHOWN_SHARE = 0.25

/** An image that is no stencil: what color its own samples are. `named` are the color spaces of the resources. */
export function judgeImage(
  document: PdfDocument,
  spaces: ColorSpaces,
  stream: PdfStream,
  named: PdfDict | null,
): ImageVerdict {
  const verdict = judgeOwnColor(document, spaces, stream, named)
  return verdict === 'color' && mayBeHidden(document, stream) ? 'undecided' : verdict
}

/** What its samples are; those of its own coding only where the mask lets them through. */
function judgeOwnColor(
  document: PdfDocument,
  spaces: ColorSpaces,
  stream: PdfStream,
  named: PdfDict | null,
): ImageVerdict {
  const { dict } = stream
  const said = dict.get('ColorSpace') ?? dict.get('CS')
  const space = said === undefined || said === null ? null : spaces.read(said, named)
  if (space?.paintsNothing) return 'nothing'
  if (space?.alwaysGray) return 'mono'
  const decode = document.numbers(dict.get('Decode') ?? dict.get('D'), 64)
  const steps = document.filterSteps(stream)
  const last = steps.at(-1)
  if (!last || !IMAGE_FILTERS.has(last.name)) {
    return judgeSamples(document, stream, steps, space, decode)
  }
  if (last.name === 'CCITTFaxDecode' || last.name === 'JBIG2Decode') {
    return judgeBilevel(document, space, decode)
  }
  const { bytes, image } = document.decode(stream, HELD_BYTES_LIMIT)
  if (image?.name === 'DCTDecode') return judgeJpeg(document, bytes, space, decode, image.params)
  return image?.name === 'JPXDecode' ? judgeJpx(bytes, space) : 'undecided'
}

/** Color that the mask may cut away: nobody can read the mask, or nobody looked where the color is. */
function mayBeHidden(document: PdfDocument, stream: PdfStream): boolean {
  const { dict } = stream
  if (!dict.has('SMask') && !dict.has('Mask')) return false
  const last = document.filterSteps(stream).at(-1)
  const isLookedThrough = !last || !IMAGE_FILTERS.has(last.name)
  const mask = readMask(document, dict)
  if (mask === null) return document.stream(dict.get('SMask') ?? dict.get('Mask')) !== null
  return !isLookedThrough && mask.shownShare() < SHOWN_SHARE
}

function judgeSamples(
  document: PdfDocument,
  stream: PdfStream,
  steps: readonly FilterStep[],
  space: ColorSpace | null,
  decode: readonly number[] | null,
): SampleVerdict {
  const format = readFormat(document, stream.dict, space, decode)
  if (format === 'empty') return 'mono'
  if (format === null) return 'undecided'
  const { tools } = document
  const size = format.rowBytes * format.height
  if (size > HELD_BYTES_LIMIT) return judgeRows(document, stream, steps, format)
  // PNG filters add a byte a row.
  const { bytes, complete } = document.decode(stream, size + format.height + format.rowBytes)
  const verdict = scanSamples(bytes, format, tools.policy, tools.budget)
  // What cannot be unpacked at all may hold color.
  return bytes.length === 0 && !complete ? 'undecided' : verdict
}

/** `empty`: no pixel at all. `null`: nobody can say how its samples are to be read. */
function readFormat(
  document: PdfDocument,
  dict: PdfDict,
  space: ColorSpace | null,
  decode: readonly number[] | null,
): SampleFormat | 'empty' | null {
  if (!space || space.kind === 'unknown' || space.kind === 'pattern') return null
  const width = readSide(document, dict.get('Width') ?? dict.get('W'))
  const height = readSide(document, dict.get('Height') ?? dict.get('H'))
  const bits = document.number(dict.get('BitsPerComponent') ?? dict.get('BPC')) ?? 8
  if (width === 0 || height === 0) return 'empty'
  if (bits !== 1 && bits !== 2 && bits !== 4 && bits !== 8 && bits !== 16) return null
  const ranges = space.decode(bits)
  const isPlain = decode === null || decode.every((value, i) => value === ranges[i])
  const keyMask = document.numbers(dict.get('Mask'), 64)
  const hidden = keyMask && keyMask.length >= space.components * 2 ? keyMask : null
  const fast = isPlain && bits === 8 && !hidden && (space.kind === 'rgb' || space.kind === 'cmyk')
  return {
    width,
    height,
    components: space.components,
    bits,
    rowBytes: Math.ceil((width * space.components * bits) / 8),
    fast: fast ? (space.kind as 'rgb' | 'cmyk') : null,
    chroma: makeChroma(space, bits, isPlain || !decode ? ranges : decode, hidden),
    opacity: readMask(document, dict)?.opacityOver(width, height) ?? null,
  }
}

/** Images too large to hold: only one deflate filter can be undone in pieces. */
function judgeRows(
  document: PdfDocument,
  stream: PdfStream,
  steps: readonly FilterStep[],
  format: SampleFormat,
): SampleVerdict {
  const [step] = steps
  const { policy, budget } = document.tools
  const raw = document.decrypted(stream)
  if (steps.length === 0) return scanSamples(raw, format, policy, budget)
  if (steps.length > 1 || step?.name !== 'FlateDecode') return 'undecided'
  if (format.rowBytes > ROW_BYTES_LIMIT) return 'undecided'
  const predictor = document.number(step.params.get('Predictor')) ?? 1
  const { components, bits } = format
  const coding = {
    pngPixelBytes: predictor >= 10 ? Math.max(1, (components * bits) >> 3) : null,
    undo: predictor === 2 ? (row: Uint8Array) => undoTiffRow(row, components, bits) : null,
  }
  const rows = new SampleRows([format], coding, makeRowTest(format, policy))
  let next: Uint8Array | null = raw
  const pull = () => {
    const chunk = next
    next = null
    return chunk
  }
  inflateChunks(hasZlibHeader(raw) ? 'zlib' : 'raw', pull, (bytes) => {
    budget.spendBytesOut(bytes.length)
    return rows.take(bytes)
  })
  return rows.verdict
}

function makeChroma(
  space: ColorSpace,
  bits: number,
  decode: readonly number[],
  hidden: readonly number[] | null,
): (raw: ArrayLike<number>) => number {
  const most = 2 ** bits - 1
  const values = new Float64Array(space.components)
  return (raw) => {
    let isHidden = hidden !== null
    for (let i = 0; i < values.length; i++) {
      const sample = raw[i] ?? 0
      const low = decode[i * 2] ?? 0
      values[i] = low + (sample / most) * ((decode[i * 2 + 1] ?? 1) - low)
      if (hidden && (sample < hidden[i * 2]! || sample > hidden[i * 2 + 1]!)) isHidden = false
    }
    return isHidden ? 0 : space.chroma(values)
  }
}

function judgeJpeg(
  document: PdfDocument,
  bytes: Uint8Array,
  space: ColorSpace | null,
  decode: readonly number[] | null,
  params: PdfDict,
): SampleVerdict {
  const transform = params.get('ColorTransform')
  const facts = scanJpeg(bytes, {
    policy: document.tools.policy,
    budget: document.tools.budget,
    // In a PDF only the Decode array inverts inks.
    inkInverted: decode?.[0] === 1,
    colorTransform: typeof transform === 'number' ? transform : null,
  })
  if (!facts) return 'undecided'
  if (facts.components !== 1) {
    // A spot color or palette of several components: the samples mean something else.
    const isPlain = !space || space.kind === 'rgb' || space.kind === 'cmyk' || space.kind === 'lab'
    return isPlain ? facts.color : 'undecided'
  }
  return judgeTints(document, space)
}

/** One component that we did not look at: mono when none of its tints has color. */
function judgeTints(document: PdfDocument, space: ColorSpace | null): SampleVerdict {
  if (space?.components !== 1) return 'mono'
  const limit = document.tools.policy.chromaLimit
  const [low, high] = space.decode(8) as [number, number]
  for (let step = 0; step <= 16; step++) {
    if (!(space.chroma([low + (step / 16) * (high - low)]) <= limit)) return 'undecided'
  }
  return 'mono'
}

function judgeJpx(bytes: Uint8Array, space: ColorSpace | null): SampleVerdict {
  if (space && space.components === 1 && space.kind !== 'indexed' && space.kind !== 'tint') {
    return 'mono'
  }
  return readJpxColor(bytes) === 'mono' && space?.kind !== 'tint' ? 'mono' : 'undecided'
}

/** Black and white as such, unless a palette or a spot color says otherwise. */
function judgeBilevel(
  document: PdfDocument,
  space: ColorSpace | null,
  decode: readonly number[] | null,
): SampleVerdict {
  if (space?.components !== 1) return 'mono'
  const limit = document.tools.policy.chromaLimit
  const ends = decode && decode.length >= 2 ? decode : space.decode(1)
  const isMono = ends.slice(0, 2).every((end) => space.chroma([end]) <= limit)
  return isMono ? 'mono' : 'undecided'
}

/** Whether a stencil paints anything at all; the color is the one it is painted with. */
export function isStencil(document: PdfDocument, dict: PdfDict): boolean {
  return document.resolve(dict.get('ImageMask') ?? dict.get('IM')) === true
}
