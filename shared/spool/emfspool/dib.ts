/** Whether a device-independent bitmap ([MS-WMF] section 2.2.2.9) inside a record holds color. */
import { makePartSource } from '../byte-source.ts'
import { chromaOfRgb } from '../color.ts'
import { jpeg } from '../images/jpeg-document.ts'
import { png } from '../images/png.ts'
import type { AnalyzeTools, ByteSource, LanguageEntry } from '../port.ts'
import type { ByteWindow } from './byte-window.ts'

/** Offsets in a record of the pairs (offset, size) that place header and pixels. */
export interface BitmapPlace {
  readonly infoAt: number
  readonly bitsAt: number
}

export type BitmapVerdict = 'none' | 'mono' | 'color' | 'undecided'

interface BitmapHeader {
  readonly width: number
  readonly height: number
  readonly bitsPerPixel: number
  readonly compression: number
  readonly palette: readonly number[]
  readonly masks: readonly [number, number, number]
}

const CORE_HEADER_BYTES = 12
const INFO_HEADER_BYTES = 40
/** "Compression". */
const COMPRESSION = { none: 0, runs8: 1, runs4: 2, masks: 3, jpeg: 4, png: 5 } as const
const CHUNK_BYTES = 256 * 1024

export function scanBitmap(
  input: ByteWindow,
  record: { readonly at: number; readonly bytes: number },
  place: BitmapPlace,
  tools: AnalyzeTools,
): BitmapVerdict {
  const info = readPart(input, record, place.infoAt)
  const bits = readPart(input, record, place.bitsAt)
  if (info.size < CORE_HEADER_BYTES) return 'none'
  const header = parseHeader(info)
  if (!header) return 'undecided'
  if (header.compression === COMPRESSION.jpeg) return readEmbedded(jpeg, bits, tools)
  if (header.compression === COMPRESSION.png) return readEmbedded(png, bits, tools)
  return header.bitsPerPixel <= 8
    ? scanIndexed(bits, header, tools)
    : scanDirect(bits, header, tools)
}

function readPart(
  input: ByteWindow,
  record: { readonly at: number; readonly bytes: number },
  pairAt: number,
): ByteSource {
  const offset = input.uint32(record.at + pairAt)
  const size = Math.min(input.uint32(record.at + pairAt + 4), record.bytes - offset)
  return makePartSource(input.source, record.at + offset, Math.max(0, size))
}

function parseHeader(info: ByteSource): BitmapHeader | null {
  const bytes = info.read(0, INFO_HEADER_BYTES + 256 * 4 + 12)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const headerBytes = view.getUint32(0, true)
  const isCore = headerBytes === CORE_HEADER_BYTES
  if (!isCore && (headerBytes < INFO_HEADER_BYTES || bytes.length < INFO_HEADER_BYTES)) return null
  const bitsPerPixel = view.getUint16(isCore ? 10 : 14, true)
  const compression = isCore ? COMPRESSION.none : view.getUint32(16, true)
  const hasMasks = compression === COMPRESSION.masks
  const mask = (index: number) =>
    bytes.length >= INFO_HEADER_BYTES + 12 ? view.getUint32(INFO_HEADER_BYTES + 4 * index, true) : 0
  return {
    width: isCore ? view.getUint16(4, true) : Math.abs(view.getInt32(4, true)),
    height: isCore ? view.getUint16(6, true) : Math.abs(view.getInt32(8, true)),
    bitsPerPixel,
    compression,
    palette: bitsPerPixel <= 8 ? readPalette(view, headerBytes, isCore, bitsPerPixel) : [],
    masks: hasMasks
      ? [mask(0), mask(1), mask(2)]
      : bitsPerPixel === 16
        ? [0x7c00, 0x03e0, 0x001f]
        : [0xff0000, 0xff00, 0xff],
  }
}

/** Chroma of each entry. */
function readPalette(
  view: DataView,
  from: number,
  isCore: boolean,
  bitsPerPixel: number,
): number[] {
  const step = isCore ? 3 : 4
  const used = isCore ? 0 : view.getUint32(32, true)
  const entries = Math.min(used || 2 ** bitsPerPixel, 2 ** bitsPerPixel)
  const chromas: number[] = []
  for (let index = 0; index < entries; index++) {
    const at = from + index * step
    if (at + 3 > view.byteLength) break
    chromas.push(chromaOfRgb(view.getUint8(at + 2), view.getUint8(at + 1), view.getUint8(at)))
  }
  return chromas
}

function readEmbedded(entry: LanguageEntry, bits: ByteSource, tools: AnalyzeTools): BitmapVerdict {
  if (entry.reader.kind !== 'random') return 'undecided'
  const { colorPages } = entry.reader.read(bits, tools)
  if (colorPages.value === null || colorPages.known !== 'exact') return 'undecided'
  return colorPages.value.length > 0 ? 'color' : 'mono'
}

/** A color in the palette counts when a pixel uses it; packed pixels are not unpacked. */
function scanIndexed(bits: ByteSource, header: BitmapHeader, tools: AnalyzeTools): BitmapVerdict {
  const { palette, bitsPerPixel } = header
  const isColor = palette.map((chroma) => chroma > tools.policy.chromaLimit)
  if (!isColor.includes(true)) return 'mono'
  if (![1, 4, 8].includes(bitsPerPixel) || header.compression !== COMPRESSION.none)
    return 'undecided'
  const pixelsPerByte = 8 / bitsPerPixel
  const whole = makeByteTable(isColor, bitsPerPixel, pixelsPerByte)
  const last = makeByteTable(isColor, bitsPerPixel, header.width % pixelsPerByte || pixelsPerByte)
  return scanRows(bits, header, tools, (bytes, from, to) => {
    for (let at = from; at < to - 1; at++) if (whole[bytes[at]!] === 1) return true
    return last[bytes[to - 1]!] === 1
  })
}

/** Which bytes hold a color among their first `pixels`; the leftmost pixel is the highest. */
function makeByteTable(isColor: readonly boolean[], bits: number, pixels: number): Uint8Array {
  const table = new Uint8Array(256)
  for (let byte = 0; byte < 256; byte++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      if (isColor[(byte >> (8 - bits - pixel * bits)) & (2 ** bits - 1)]) table[byte] = 1
    }
  }
  return table
}

function scanDirect(bits: ByteSource, header: BitmapHeader, tools: AnalyzeTools): BitmapVerdict {
  const { bitsPerPixel, masks } = header
  const { chromaLimit } = tools.policy
  const known = header.compression === COMPRESSION.none || header.compression === COMPRESSION.masks
  if (!known || ![16, 24, 32].includes(bitsPerPixel)) return 'undecided'
  const isPlain = masks[0] === 0xff0000 && masks[1] === 0xff00 && masks[2] === 0xff
  if (isPlain && bitsPerPixel > 16) {
    const step = bitsPerPixel / 8
    return scanRows(bits, header, tools, (bytes, from, to) => {
      for (let at = from; at + 2 < to; at += step) {
        const blue = bytes[at]!
        const green = bytes[at + 1]!
        const red = bytes[at + 2]!
        if ((red !== green || green !== blue) && chromaOfRgb(red, green, blue) > chromaLimit) {
          return true
        }
      }
      return false
    })
  }
  if (bitsPerPixel !== 16 || masks.some((mask) => mask === 0)) return 'undecided'
  const channels = masks.map((mask) => ({ mask, shift: Math.clz32(mask & -mask) ^ 31 }))
  const level = (pixel: number, channel: number) => {
    const { mask, shift } = channels[channel]!
    return (((pixel & mask) >>> shift) * 255) / (mask >>> shift)
  }
  return scanRows(bits, header, tools, (bytes, from, to) => {
    for (let at = from; at + 1 < to; at += 2) {
      const pixel = bytes[at]! | (bytes[at + 1]! << 8)
      if (chromaOfRgb(level(pixel, 0), level(pixel, 1), level(pixel, 2)) > chromaLimit) return true
    }
    return false
  })
}

/** Rows are padded to four bytes; what stands in the padding is no pixel. */
function scanRows(
  bits: ByteSource,
  { width, height, bitsPerPixel }: BitmapHeader,
  tools: AnalyzeTools,
  isColorRow: (bytes: Uint8Array, from: number, to: number) => boolean,
): BitmapVerdict {
  const rowBytes = Math.ceil((width * bitsPerPixel) / 8)
  const rowStep = Math.ceil((width * bitsPerPixel) / 32) * 4
  if (rowBytes === 0 || rowStep > bits.size) return bits.size === 0 ? 'none' : 'undecided'
  const rowsPerChunk = Math.max(1, Math.floor(CHUNK_BYTES / rowStep))
  const rows = Math.min(height, Math.floor(bits.size / rowStep))
  for (let first = 0; first < rows; first += rowsPerChunk) {
    const count = Math.min(rowsPerChunk, rows - first)
    tools.budget.spendOperations(1 + ((count * rowStep) >> 10))
    const bytes = bits.read(first * rowStep, count * rowStep)
    for (let row = 0; row < count; row++) {
      if (isColorRow(bytes, row * rowStep, row * rowStep + rowBytes)) return 'color'
    }
  }
  return rows < height ? 'undecided' : 'mono'
}
