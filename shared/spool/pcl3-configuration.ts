/** "Configure Raster Data" of DeskJets (ESC*g#W): which planes or pixels the rows that follow are made of. */
import type { RasterFormat } from './pcl5/raster.ts'

const COMPONENTS_LIMIT = 8
/** Compression of rows of pixels of three bytes (ESC*b10M). */
export const MODE_OF_PIXELS = 10

/**
 * Format 2: a component is its two resolutions and its number of intensities. Format 6: also compression, orientation,
 * bits and planes of each component. `null` = a format that nobody described.
 */
export function parseRasterConfiguration(bytes: Uint8Array): RasterFormat | null {
  if (bytes[0] === 2) return parseFormat2(bytes)
  if (bytes[0] === 6) return parseFormat6(bytes)
  return null
}

function parseFormat2(bytes: Uint8Array): RasterFormat | null {
  const count = bytes[1] ?? 0
  if (count < 1 || count > COMPONENTS_LIMIT || bytes.length < 2 + count * 6) return null
  const components = Array.from({ length: count }, (_, component) => {
    const at = 2 + component * 6
    const verticalDpi = (bytes[at + 2]! << 8) | bytes[at + 3]!
    const intensities = (bytes[at + 4]! << 8) | bytes[at + 5]!
    return { verticalDpi, planes: Math.ceil(Math.log2(Math.max(intensities, 2))) }
  })
  if (count === 1) return { kind: 'mono', isInkColor: false }
  const [black] = components
  const inks = components.slice(count - 3)
  const planesPerInk = inks[0]!.planes
  const areAlike = inks.every(({ planes }) => planes === planesPerInk)
  if (!areAlike || (count !== 3 && count !== 4)) return { kind: 'opaque' }
  if (count === 3) return { kind: 'inks', blackPlanes: 0, planesPerInk, isLight: false }
  // Black may be finer than the colors: then several of its rows come with one row of theirs.
  const blackRows = Math.max(1, Math.round(black!.verticalDpi / (inks[0]!.verticalDpi || 1)))
  const blackPlanes = black!.planes * blackRows
  return { kind: 'inks', blackPlanes, planesPerInk, isLight: false }
}

function parseFormat6(bytes: Uint8Array): RasterFormat | null {
  const count = ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0)
  if (count < 1 || count > COMPONENTS_LIMIT || bytes.length < 4 + count * 8) return null
  if (count === 1 && bytes[8] === MODE_OF_PIXELS) return { kind: 'pixels', blank: 255 }
  if (count === 1 && bytes[10] === 1) return { kind: 'mono', isInkColor: false }
  return { kind: 'opaque' }
}
