/** Apple raster, URF: what AirPrint printers are sent. Its layout is published by CUPS (cups/raster-stream.c). */
import { hasTextAt } from './byte-source.ts'
import type { AnalyzeTools, LanguageEntry, StreamReader } from './port.ts'
import { type ColorSpace, inksOf } from './raster-lines/color-space.ts'
import { LINE_BYTES_LIMIT, LineWalker } from './raster-lines/line-walker.ts'
import { makePixelTests, type PixelLayout, type PixelTest } from './raster-lines/pixel-test.ts'
import {
  openRasterReader,
  type RasterFormat,
  type RasterPage,
} from './raster-lines/raster-reader.ts'

export const urf: LanguageEntry = {
  language: 'urf',
  matches: (head) => hasTextAt(head, 0, SYNC),
  reader: { kind: 'stream', open: openUrfReader },
}

const SYNC = 'UNIRAST\0'
/** Sync and number of pages. */
const FILE_HEADER_BYTES = 12
const PAGE_HEADER_BYTES = 32
/** Producers that do not know the number of pages write all ones, or 0. */
const PAGES_NOT_TOLD = 0xffff_ffff

function openUrfReader(tools: AnalyzeTools): StreamReader {
  return openRasterReader(tools, {
    fileHeaderBytes: FILE_HEADER_BYTES,
    beginDocument(bytes, at) {
      if (!hasTextAt(bytes, at, SYNC)) return null
      const told = new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(SYNC.length)
      return makeFormat(told === PAGES_NOT_TOLD ? 0 : told, tools)
    },
  })
}

function makeFormat(pagesClaimed: number, tools: AnalyzeTools): RasterFormat {
  const makeTest = makePixelTests(tools.policy)
  return {
    pageHeaderBytes: PAGE_HEADER_BYTES,
    pagesClaimed,
    beginPage: (bytes, at) => beginPage(bytes, at, makeTest, tools),
  }
}

function beginPage(
  bytes: Uint8Array,
  at: number,
  makeTest: (layout: PixelLayout) => PixelTest,
  tools: AnalyzeTools,
): RasterPage | string {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, PAGE_HEADER_BYTES)
  const bitsPerPixel = view.getUint8(0)
  const space = SPACES[view.getUint8(1)] ?? null
  const duplexMode = view.getUint8(2)
  const widthPx = view.getUint32(12)
  const heightPx = view.getUint32(16)
  const dpi = view.getUint32(20)
  const bytesPerLine = Math.ceil((widthPx * bitsPerPixel) / 8)
  const channels = space?.channels ?? 1
  const bitsPerChannel = bitsPerPixel / channels
  if (widthPx === 0 || heightPx === 0) return 'a page without area'
  if (![1, 8, 16, 24, 32, 48, 64].includes(bitsPerPixel)) return 'a pixel depth that does not exist'
  if (space && ![1, 8, 16].includes(bitsPerChannel)) return 'a pixel depth unfit for its colors'
  if (bytesPerLine > LINE_BYTES_LIMIT) return 'a line longer than any paper'
  const test = makeTest({
    space: space ?? GRAY,
    bitsPerChannel,
    bitsPerPixel,
    littleEndian: false,
  })
  const lines = { bytesPerLine, lines: heightPx, compressed: true }
  const inks = space && bitsPerChannel === 8 ? inksOf(space) : null
  const isLight = space?.model !== 'cmyk'
  const counter =
    inks && tools.countInk?.({ inks, bits: 8, isLight, widthPx, planar: false, ...lines })
  return {
    widthPt: (widthPx * 72) / dpi,
    heightPt: (heightPx * 72) / dpi,
    copies: 0,
    duplex: duplexMode === 0 ? null : duplexMode !== SIMPLEX,
    walker: counter ?? new LineWalker({ ...lines, test }),
    colorKnown: space ? true : null,
  }
}

const SIMPLEX = 1
const GRAY: ColorSpace = { model: 'gray', order: [0], channels: 1, certain: true }
const RGB: ColorSpace = { model: 'rgb', order: [0, 1, 2], channels: 3, certain: true }

/** By the second byte of the page header. */
const SPACES: readonly ColorSpace[] = [
  GRAY, // sGray
  RGB, // sRGB
  { model: 'lab', order: [0, 1, 2], channels: 3, certain: true },
  RGB, // Adobe RGB
  GRAY, // device W
  RGB, // device RGB
  { model: 'cmyk', order: [0, 1, 2, 3], channels: 4, certain: true },
]
