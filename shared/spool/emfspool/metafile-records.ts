/** Records of enhanced metafiles by what they paint with ([MS-EMF] section 2.1.1). */
import type { BitmapPlace } from './dib.ts'

export const RECORD = {
  header: 1, // EMR_HEADER
  setPixel: 15, // EMR_SETPIXELV
  setBackgroundMode: 18, // EMR_SETBKMODE
  setTextColor: 24, // EMR_SETTEXTCOLOR
  setBackgroundColor: 25, // EMR_SETBKCOLOR
  saveState: 33, // EMR_SAVEDC
  restoreState: 34, // EMR_RESTOREDC
  select: 37, // EMR_SELECTOBJECT
  createPen: 38, // EMR_CREATEPEN
  createBrush: 39, // EMR_CREATEBRUSHINDIRECT
  delete: 40, // EMR_DELETEOBJECT
  comment: 70, // EMR_COMMENT
  fillRegion: 71, // EMR_FILLRGN
  frameRegion: 72, // EMR_FRAMERGN
  monoBrush: 93, // EMR_CREATEMONOBRUSH
  patternBrush: 94, // EMR_CREATEDIBPATTERNBRUSHPT
  extendedPen: 95, // EMR_EXTCREATEPEN
  polyTextA: 96, // EMR_POLYTEXTOUTA
  polyTextW: 97, // EMR_POLYTEXTOUTW
  smallText: 108, // EMR_SMALLTEXTOUT
  gradientFill: 118, // EMR_GRADIENTFILL
} as const

/** Lines, curves, and outlines of filled shapes. */
export const PEN_RECORDS: ReadonlySet<number> = new Set([
  2, 3, 4, 5, 6, 7, 8, 42, 43, 44, 45, 46, 47, 54, 55, 56, 63, 64, 85, 86, 87, 88, 89, 90, 91, 92,
])

/** Filled shapes, flood fill, painted regions. */
export const BRUSH_RECORDS: ReadonlySet<number> = new Set([
  3, 8, 42, 43, 44, 46, 47, 53, 62, 63, 74, 86, 91,
])

export const TEXT_RECORDS: ReadonlySet<number> = new Set([83, 84, 96, 97, 108])

/** Where the bitmap is told of, and the raster operation; null = the bitmap is simply shown. */
interface BitmapRecord extends BitmapPlace {
  readonly operationAt: number | null
}

const TRANSFER: BitmapRecord = { infoAt: 84, bitsAt: 92, operationAt: 40 }

export const BITMAP_RECORDS: Readonly<Record<number, BitmapRecord>> = {
  76: TRANSFER, // EMR_BITBLT
  77: TRANSFER, // EMR_STRETCHBLT
  78: TRANSFER, // EMR_MASKBLT
  79: { infoAt: 96, bitsAt: 104, operationAt: null }, // EMR_PLGBLT
  80: { infoAt: 48, bitsAt: 56, operationAt: null }, // EMR_SETDIBITSTODEVICE
  81: { infoAt: 48, bitsAt: 56, operationAt: 68 }, // EMR_STRETCHDIBITS
  114: { ...TRANSFER, operationAt: null }, // EMR_ALPHABLEND
  116: { ...TRANSFER, operationAt: null }, // EMR_TRANSPARENTBLT
}

/** The third byte of a raster operation is its truth table over pattern, source and destination. */
export function isPatternUsed(operation: number): boolean {
  const table = (operation >> 16) & 0xff
  return (((table >> 4) ^ table) & 0x0f) !== 0
}

export function isSourceUsed(operation: number): boolean {
  const table = (operation >> 16) & 0xff
  return (((table >> 2) ^ table) & 0x33) !== 0
}
