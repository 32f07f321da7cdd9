/** PNG (ISO/IEC 15948): one page, color by its pixels; a palette entry that no pixel uses is no color. */
import { inflateChunks } from '../codecs/inflate-chunks.ts'
import { chromaOfRgb } from '../color.ts'
import {
  type AnalyzeTools,
  type ByteSource,
  type LanguageEntry,
  makeFindingProblem,
  type Reading,
} from '../port.ts'
import { makeImageReading } from './image-reading.ts'
import { SampleRows } from './sample-rows.ts'
import { makeRowTest, type SampleFormat, type SampleVerdict } from './samples.ts'

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const HEADER_AT = 8
const HEADER_BYTES = 25
const CHUNKS_LIMIT = 1_000_000
/** A row of more is no picture anybody prints. */
const ROW_BYTES_LIMIT = 64 * 1024 * 1024
const METERS_PER_INCH = 0.0254

export const png: LanguageEntry = {
  language: 'png',
  matches: (head) => SIGNATURE.every((byte, i) => head[i] === byte),
  reader: { kind: 'random', read: readPng },
}

export interface PngHeader {
  readonly width: number
  readonly height: number
  readonly bits: 1 | 2 | 4 | 8 | 16
  /** Bit 0 palette, bit 1 color, bit 2 opacity. */
  readonly kind: number
  readonly interlaced: boolean
}

export interface PngChunks {
  palette: Uint8Array | null
  /** Opacity of palette entries, or the one color that is clear. */
  clear: Uint8Array | null
  dotsPerInch: number | null
  /** Where the pixels are, as offset and length. */
  readonly pixels: [number, number][]
  ended: boolean
}

/** What stands around the pixels; null when there is no valid header. */
export function readPngParts(
  source: ByteSource,
  tools: AnalyzeTools,
): { header: PngHeader; chunks: PngChunks } | null {
  const header = readHeader(source.read(HEADER_AT, HEADER_BYTES))
  return header && { header, chunks: readChunks(source, tools) }
}

function readPng(source: ByteSource, tools: AnalyzeTools): Reading {
  const parts = readPngParts(source, tools)
  if (!parts) {
    const problem = makeFindingProblem('document-malformed', 'the image has no valid header', 8)
    return makeImageReading({ pages: null, color: 'undecided', problem })
  }
  const { header, chunks } = parts
  const isGray = (header.kind & 2) === 0
  const judged = isGray ? GRAY : judgePixels(source, header, chunks, tools)
  const isWhole = chunks.ended && judged.complete
  const problem = isWhole ? null : makeFindingProblem('document-truncated', 'the image ends early')
  return makeImageReading({
    pages: [{ width: header.width, height: header.height, dotsPerInch: chunks.dotsPerInch }],
    color: judged.verdict,
    problem,
  })
}

const GRAY = { verdict: 'mono' as SampleVerdict, complete: true }

function readHeader(bytes: Uint8Array): PngHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (bytes.length < 21 || view.getUint32(4) !== 0x49484452) return null
  const [width, height] = [view.getUint32(8), view.getUint32(12)]
  const bits = bytes[16]!
  const kind = bytes[17]!
  const isKnownKind = kind === 0 || kind === 2 || kind === 3 || kind === 4 || kind === 6
  if (bits !== 1 && bits !== 2 && bits !== 4 && bits !== 8 && bits !== 16) return null
  if (!isKnownKind || width === 0 || height === 0) return null
  return { width, height, bits, kind, interlaced: bytes[20] === 1 }
}

function readChunks(source: ByteSource, tools: AnalyzeTools): PngChunks {
  const chunks: PngChunks = {
    palette: null,
    clear: null,
    dotsPerInch: null,
    pixels: [],
    ended: false,
  }
  for (let at = 8, count = 0; at + 8 <= source.size && count < CHUNKS_LIMIT; count++) {
    tools.budget.spendOperations(4)
    const head = source.read(at, 8)
    const view = new DataView(head.buffer, head.byteOffset, head.length)
    const length = view.getUint32(0)
    const kind = view.getUint32(4)
    const from = at + 8
    if (kind === 0x49444154) chunks.pixels.push([from, Math.min(length, source.size - from)])
    else if (kind === 0x504c5445) chunks.palette = source.read(from, Math.min(length, 768))
    else if (kind === 0x74524e53) chunks.clear = source.read(from, Math.min(length, 256))
    else if (kind === 0x70485973) chunks.dotsPerInch = readDensity(source.read(from, 9))
    else if (kind === 0x49454e44) {
      chunks.ended = true
      break
    }
    at = from + length + 4
  }
  return chunks
}

function readDensity(bytes: Uint8Array): number | null {
  if (bytes.length < 9 || bytes[8] !== 1) return null
  const perMeter = new DataView(bytes.buffer, bytes.byteOffset, 9).getUint32(0)
  return perMeter > 0 ? perMeter * METERS_PER_INCH : null
}

const READ_BYTES = 64 * 1024
/** Adam7: start column, start row, column step, row step. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const

/** Row by row, until one shows color. */
function judgePixels(
  source: ByteSource,
  header: PngHeader,
  chunks: PngChunks,
  tools: AnalyzeTools,
) {
  const components = header.kind === 6 ? 4 : header.kind === 3 ? 1 : 3
  const passes = listPasses(header, components)
  if (passes.some(({ rowBytes }) => rowBytes > ROW_BYTES_LIMIT)) {
    return { verdict: 'undecided' as SampleVerdict, complete: true }
  }
  const pngPixelBytes = Math.max(1, (components * header.bits) >> 3)
  const format = makeFormat(header, components, chunks)
  const rows = new SampleRows(
    passes,
    { pngPixelBytes, undo: null },
    makeRowTest(format, tools.policy),
  )
  const end = inflateChunks('zlib', pieces(source, chunks.pixels), (bytes) => {
    tools.budget.spendBytesOut(bytes.length)
    return rows.take(bytes)
  })
  const complete = rows.verdict === 'color' || rows.complete || end === 'complete'
  return { verdict: rows.verdict, complete }
}

function listPasses({ width, height, bits, interlaced }: PngHeader, components: number) {
  const passes = interlaced ? PASSES : ([[0, 0, 1, 1]] as const)
  return passes
    .map(([x, y, across, down]) => ({
      width: Math.ceil((width - x) / across),
      height: Math.ceil((height - y) / down),
    }))
    .filter((pass) => pass.width > 0 && pass.height > 0)
    .map((pass) => ({ ...pass, rowBytes: Math.ceil((pass.width * components * bits) / 8) }))
}

function pieces(source: ByteSource, parts: readonly [number, number][]): () => Uint8Array | null {
  let part = 0
  let done = 0
  return () => {
    while (part < parts.length) {
      const [from, length] = parts[part]!
      const bytes = source.read(from + done, Math.min(READ_BYTES, length - done))
      done += bytes.length
      if (bytes.length > 0) return bytes
      part++
      done = 0
    }
    return null
  }
}

function makeFormat(header: PngHeader, components: number, chunks: PngChunks): SampleFormat {
  const { width, height, bits, kind } = header
  const most = 2 ** bits - 1
  const palette = readPalette(chunks)
  const chroma = (raw: ArrayLike<number>) => {
    if (kind === 3) return palette[raw[0]!] ?? 0
    const opacity = kind === 6 ? raw[3]! / most : 1
    return (chromaOfRgb(raw[0]!, raw[1]!, raw[2]!) / most) * 255 * opacity
  }
  const fast = kind === 2 && bits === 8 ? ('rgb' as const) : null
  const rowBytes = Math.ceil((width * components * bits) / 8)
  return { width, height, components, bits, rowBytes, fast, chroma, opacity: null }
}

/** Chroma of each entry as it shows on white paper. */
function readPalette({ palette, clear }: PngChunks): readonly number[] {
  const entries: number[] = []
  for (let at = 0; palette && at + 2 < palette.length; at += 3) {
    const colors = [palette[at]!, palette[at + 1]!, palette[at + 2]!]
    const opacity = (clear?.[at / 3] ?? 255) / 255
    entries.push((Math.max(...colors) - Math.min(...colors)) * opacity)
  }
  return entries
}
