/** CUPS raster, versions 1 to 3 in both byte orders; its reader also reads PWG raster, which is version 2 with rules. */
import { hasTextAt } from './byte-source.ts'
import {
  findHeaderFault,
  HEADER_BYTES,
  HEADER_BYTES_V1,
  parseRasterPageHeader,
  type RasterPageHeader,
} from './cups-raster-header.ts'
import { findColorSpace } from './cups-raster-space.ts'
import type { AnalyzeTools, InkLayout, LanguageEntry, StreamReader } from './port.ts'
import { type ColorSpace, inksOf } from './raster-lines/color-space.ts'
import { LineWalker } from './raster-lines/line-walker.ts'
import { makePixelTests, type PixelLayout, type PixelTest } from './raster-lines/pixel-test.ts'
import { fitsPlanes, type PlaneLayout, PlaneWalker } from './raster-lines/plane-walker.ts'
import {
  openRasterReader,
  type RasterFormat,
  type RasterPage,
} from './raster-lines/raster-reader.ts'

export const cupsRaster: LanguageEntry = {
  language: 'cups-raster',
  matches: (head) => findVersion(head) !== null,
  reader: { kind: 'stream', open: openCupsRasterReader },
}

/** The first four bytes tell version and byte order: read backwards they are the other order's. */
const VERSIONS: Readonly<Record<string, RasterVersion>> = {
  RaSt: { headerBytes: HEADER_BYTES_V1, compressed: false, littleEndian: false },
  tSaR: { headerBytes: HEADER_BYTES_V1, compressed: false, littleEndian: true },
  RaS2: { headerBytes: HEADER_BYTES, compressed: true, littleEndian: false },
  '2SaR': { headerBytes: HEADER_BYTES, compressed: true, littleEndian: true },
  RaS3: { headerBytes: HEADER_BYTES, compressed: false, littleEndian: false },
  '3SaR': { headerBytes: HEADER_BYTES, compressed: false, littleEndian: true },
}
const SYNC_BYTES = 4

interface RasterVersion {
  readonly headerBytes: number
  readonly compressed: boolean
  readonly littleEndian: boolean
}

export function openCupsRasterReader(tools: AnalyzeTools): StreamReader {
  return openRasterReader(tools, {
    fileHeaderBytes: SYNC_BYTES,
    beginDocument(bytes, at) {
      const version = findVersion(bytes.subarray(at, at + SYNC_BYTES))
      return version && makeFormat(version, tools)
    },
  })
}

function findVersion(bytes: Uint8Array): RasterVersion | null {
  const sync = Object.keys(VERSIONS).find((candidate) => hasTextAt(bytes, 0, candidate))
  return sync === undefined ? null : VERSIONS[sync]!
}

function makeFormat(version: RasterVersion, tools: AnalyzeTools): RasterFormat {
  const { headerBytes, littleEndian } = version
  const makeTest = makePixelTests(tools.policy)
  return {
    pageHeaderBytes: headerBytes,
    pagesClaimed: 0,
    beginPage(bytes, at) {
      const header = parseRasterPageHeader(bytes, at, headerBytes, littleEndian)
      const space = findColorSpace(header.space, header)
      const fault = findHeaderFault(header, space?.channels ?? 0)
      if (fault !== null) return fault
      return makePage(header, space, version, makeTest, tools)
    },
  }
}

function makePage(
  header: RasterPageHeader,
  space: ColorSpace | null,
  { compressed, littleEndian }: RasterVersion,
  makeTest: (layout: PixelLayout) => PixelTest,
  tools: AnalyzeTools,
): RasterPage {
  const sizeKnown = header.pageWidthPt > 0 && header.pageHeightPt > 0
  const page = {
    widthPt: sizeKnown ? header.pageWidthPt : (header.widthPx * 72) / header.dpiX,
    heightPt: sizeKnown ? header.pageHeightPt : (header.heightPx * 72) / header.dpiY,
    copies: header.copies,
    duplex: header.duplex,
  }
  const isApart = header.order !== CHUNKED && space?.model !== 'gray'
  const ink = space && inkLayout(header, space, compressed)
  const counter = ink && tools.countInk?.(ink)
  if (counter) return { ...page, walker: counter, colorKnown: null }
  const planes = isApart ? makePlaneLayout(header, space, compressed, littleEndian) : null
  if (planes && fitsPlanes(planes)) {
    return {
      ...page,
      walker: new PlaneWalker(planes, tools.policy),
      colorKnown: planes.space.certain,
    }
  }
  // Nobody knows the colors of a space that is not in the standard, nor of planes that cannot be seen together.
  const unseen = space === null || isApart
  const { bitsPerColor, bitsPerPixel } = header
  const walker = new LineWalker({
    bytesPerLine: header.bytesPerLine,
    lines: header.heightPx * (header.order === PLANAR ? countChannels(header, space) : 1),
    compressed,
    test: makeTest({
      space: unseen ? GRAY : space,
      bitsPerChannel: bitsPerColor,
      bitsPerPixel: header.order === CHUNKED ? bitsPerPixel : bitsPerColor,
      littleEndian,
    }),
  })
  return { ...page, walker, colorKnown: unseen ? null : space.certain }
}

/** `null` where samples are of other depths, or of inks that have no common name. */
function inkLayout(
  header: RasterPageHeader,
  space: ColorSpace,
  compressed: boolean,
): InkLayout | null {
  const { order, bitsPerColor: bits, bitsPerPixel, bytesPerLine, widthPx, heightPx } = header
  const inks = inksOf(space)
  if (inks === null || !(bits === 8 || (bits === 1 && inks.length === 1))) return null
  const planar = order === PLANAR && inks.length > 1
  const channels = planar ? countChannels(header, space) : bitsPerPixel / bits
  if ((order !== CHUNKED && inks.length > 1 && !planar) || channels !== inks.length) return null
  const isLight = space.model === 'rgb' || (space.model === 'gray' && header.space !== BLACK_SPACE)
  return { inks, bits, isLight, widthPx, bytesPerLine, lines: heightPx, planar, compressed }
}

/** "CUPS_CSPACE_K". */
const BLACK_SPACE = 3

const CHUNKED = 0
const PLANAR = 2
const GRAY: ColorSpace = { model: 'gray', order: [0], channels: 1, certain: true }

/** `null` when the header contradicts itself: fewer bands or planes than its space has channels. */
function makePlaneLayout(
  header: RasterPageHeader,
  space: ColorSpace | null,
  compressed: boolean,
  littleEndian: boolean,
): PlaneLayout | null {
  if (space === null) return null
  const bytesPerBand = Math.ceil((header.widthPx * header.bitsPerColor) / 8)
  const isPlanar = header.order === PLANAR
  if (isPlanar && countChannels(header, space) !== space.channels) return null
  if (!isPlanar && bytesPerBand * space.channels > header.bytesPerLine) return null
  return {
    space,
    bitsPerChannel: header.bitsPerColor,
    littleEndian,
    widthPx: header.widthPx,
    lines: header.heightPx,
    bytesPerLine: header.bytesPerLine,
    bytesPerBand,
    apart: isPlanar ? 'page' : 'line',
    compressed,
  }
}

/** As CUPS counts the planes of a page. */
function countChannels(header: RasterPageHeader, space: ColorSpace | null): number {
  return header.colors || space?.channels || 1
}
