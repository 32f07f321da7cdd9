/** PWG raster (PWG 5102.4): what IPP Everywhere printers are sent. */
import { hasTextAt } from './byte-source.ts'
import { openCupsRasterReader } from './cups-raster.ts'
import type { LanguageEntry } from './port.ts'

export const pwgRaster: LanguageEntry = {
  language: 'pwg-raster',
  matches: isPwgRaster,
  reader: { kind: 'stream', open: openCupsRasterReader },
}

const SYNC = 'RaS2'
const PAGE_HEADER_AT = 4
/** "MediaClass". */
const MEDIA_CLASS = 'PwgRaster'
/** "cupsBorderlessScalingFactor", "cupsPageSize", "cupsImagingBBox" of CUPS; reserved and 0 in PWG. */
const RESERVED_FROM = PAGE_HEADER_AT + 424
const RESERVED_TO = PAGE_HEADER_AT + 452

/** Some producers leave "MediaClass" empty; then only what PWG reserves tells it from CUPS raster of the same sync word. */
function isPwgRaster(head: Uint8Array): boolean {
  if (!hasTextAt(head, 0, SYNC)) return false
  if (hasTextAt(head, PAGE_HEADER_AT, MEDIA_CLASS)) return true
  if (head[PAGE_HEADER_AT] !== 0) return false
  return head.subarray(RESERVED_FROM, RESERVED_TO).every((byte) => byte === 0)
}
