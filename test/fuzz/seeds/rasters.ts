// Rasters of pixels that do not fill bytes, that are wider than a byte a channel, or whose channels lie apart.
import { buildRaster, type RasterPageSpec } from '#help/build-raster.ts'
import { type Seed, wholeSeed } from '../target.ts'

const RGB = 1
const CMYK = 6
const SRGB = 19

/** 16 × 3, black on white. */
function page(
  space: number,
  colors: number,
  bits: number,
  more: Partial<RasterPageSpec> & { readonly bitsPerPixel?: number } = {},
): RasterPageSpec {
  const { order = 0, bitsPerPixel = order === 0 ? bits * colors : bits } = more
  const lineBytes = Math.ceil((16 * bitsPerPixel * (order === 1 ? colors : 1)) / 8)
  const line = (y: number) => Array.from({ length: lineBytes }, (_, at) => (at === y ? 0 : 0xff))
  return { width: 16, height: 3, space, colors, bits, line, ...more }
}

const packed = [
  page(RGB, 3, 1, { bitsPerPixel: 4 }),
  page(CMYK, 4, 1),
  page(RGB, 3, 2, { bitsPerPixel: 8 }),
  page(RGB, 3, 4, { bitsPerPixel: 16 }),
  page(CMYK, 4, 4),
]
const wide = [page(SRGB, 3, 16), page(CMYK, 4, 16), page(CMYK, 4, 8)]
const apart = [
  page(RGB, 3, 1, { order: 1 }),
  page(CMYK, 4, 1, { order: 2 }),
  page(RGB, 3, 8, { order: 1 }),
  page(SRGB, 3, 16, { order: 2 }),
]

export const RASTER_SEEDS: Readonly<Record<string, readonly Seed[]>> = {
  'pwg-raster': [wholeSeed(buildRaster([...wide, page(SRGB, 3, 8)]))],
  'cups-raster': [
    wholeSeed(buildRaster(packed, { sync: 'RaS3', littleEndian: true })),
    wholeSeed(buildRaster(packed, { sync: 'RaS3', littleEndian: false })),
    wholeSeed(buildRaster(apart, { sync: 'RaSt', littleEndian: true })),
    wholeSeed(buildRaster([...wide, ...apart], { sync: 'RaS2', littleEndian: true })),
  ],
}
