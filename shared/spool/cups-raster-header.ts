/** One page header of CUPS raster (cups/raster.h) and PWG raster (PWG 5102.4 section 4.3), which share their layout. */
import { LINE_BYTES_LIMIT } from './raster-lines/line-walker.ts'

/** Header of version 1, and of versions 2 and 3 and PWG. */
export const HEADER_BYTES_V1 = 420
export const HEADER_BYTES = 1_796

export interface RasterPageHeader {
  readonly duplex: boolean // "Duplex"
  readonly copies: number // "NumCopies"; 0 = the device's default
  readonly dpiX: number // "HWResolution"
  readonly dpiY: number
  readonly pageWidthPt: number // "cupsPageSize", else "PageSize"; 0 when not told
  readonly pageHeightPt: number
  readonly widthPx: number // "cupsWidth"
  readonly heightPx: number // "cupsHeight"
  readonly bitsPerColor: number // "cupsBitsPerColor"
  readonly bitsPerPixel: number // "cupsBitsPerPixel"
  readonly bytesPerLine: number // "cupsBytesPerLine"
  readonly order: number // "cupsColorOrder": 0 chunked, 1 banded, 2 planar
  readonly space: number // "cupsColorSpace"
  readonly colors: number // "cupsNumColors"; 0 when not told
}

export function parseRasterPageHeader(
  bytes: Uint8Array,
  at: number,
  length: number,
  littleEndian: boolean,
): RasterPageHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, length)
  const uint = (offset: number) => view.getUint32(offset, littleEndian)
  const isLong = length >= HEADER_BYTES
  const exactSize = isLong
    ? [view.getFloat32(428, littleEndian), view.getFloat32(432, littleEndian)]
    : []
  const [width, height] = exactSize.every((side) => side > 0 && side < 100_000) ? exactSize : []
  return {
    duplex: uint(272) === 1,
    copies: uint(340),
    dpiX: uint(276),
    dpiY: uint(280),
    pageWidthPt: width ?? uint(352),
    pageHeightPt: height ?? uint(356),
    widthPx: uint(372),
    heightPx: uint(376),
    bitsPerColor: uint(384),
    bitsPerPixel: uint(388),
    bytesPerLine: uint(392),
    order: uint(396),
    space: uint(400),
    colors: isLong ? uint(420) : 0,
  }
}

/** A sentence when no printer could read such a page; `channels` 0 = not known. */
export function findHeaderFault(header: RasterPageHeader, channels: number): string | null {
  const { bitsPerColor, bitsPerPixel, bytesPerLine, widthPx, heightPx, order } = header
  if (widthPx === 0 || heightPx === 0 || bytesPerLine === 0) return 'a page without area'
  if (bytesPerLine > LINE_BYTES_LIMIT) return 'a line longer than any paper'
  if (![1, 2, 4, 8, 16].includes(bitsPerColor)) return 'a channel depth that does not exist'
  if (bitsPerPixel === 0 || bitsPerPixel > 240) return 'a pixel depth that does not exist'
  if (order > 2) return 'an order of colors that does not exist'
  if (order === 0 && bitsPerPixel < channels * bitsPerColor)
    return 'pixels too small for their colors'
  const bitsNeeded = widthPx * (order === 0 ? bitsPerPixel : bitsPerColor)
  if (Math.ceil(bitsNeeded / 8) > bytesPerLine) return 'lines too short for their page'
  return null
}
