/** Looks for color in rows of pixels, packed rows and changes of rows included. */
import type { RasterRow } from './raster-row.ts'

/** Whether any whole pixel between `from` and `to` differs from gray; `from` starts a pixel. */
export function pixelsHaveColor(
  data: Uint8Array,
  from: number,
  to: number,
  chromaLimit: number,
): boolean {
  for (let i = from; i + 2 < to; i += 3) {
    const red = data[i]!
    const green = data[i + 1]!
    const blue = data[i + 2]!
    if (red === green && green === blue) continue
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > chromaLimit) return true
  }
  return false
}

/**
 * The same for a row in PackBits, without unpacking it: inside a run every pixel is gray, so only literals and the
 * pixels at the ends of runs are looked at.
 */
export function packedPixelsHaveColor(
  data: Uint8Array,
  from: number,
  to: number,
  chromaLimit: number,
): boolean {
  let phase = 0
  let high = 0
  let low = 0
  for (let i = from; i < to; ) {
    const command = data[i++]!
    if (command === 128) continue
    if (command < 128) {
      const end = Math.min(i + command + 1, to)
      // Up to the next start of a pixel, then whole pixels, then what is left.
      for (; i < end && phase !== 0; i++) {
        const value = data[i]!
        if (value > high) high = value
        if (value < low) low = value
        if (++phase === 3) {
          if (high - low > chromaLimit) return true
          phase = 0
        }
      }
      for (; i + 2 < end; i += 3) {
        const red = data[i]!
        const green = data[i + 1]!
        const blue = data[i + 2]!
        if (red === green && green === blue) continue
        if (Math.max(red, green, blue) - Math.min(red, green, blue) > chromaLimit) return true
      }
      for (; i < end; i++) {
        const value = data[i]!
        if (phase === 0) high = low = value
        else if (value > high) high = value
        else if (value < low) low = value
        phase++
      }
      continue
    }
    if (i >= to) break
    const value = data[i++]!
    let count = 257 - command
    if (phase !== 0) {
      if (value > high) high = value
      if (value < low) low = value
      const taken = Math.min(3 - phase, count)
      phase += taken
      count -= taken
      if (phase < 3) continue
      if (high - low > chromaLimit) return true
      phase = 0
    }
    phase = count % 3
    high = low = value
  }
  return false
}

/** Pixels of three bytes that the last change of the row touched, up to `end`. */
export function changedPixelsHaveColor(row: RasterRow, end: number, chromaLimit: number): boolean {
  const { bytes, changes } = row
  for (let i = 0; i < changes.count; i++) {
    const from = changes.from[i]!
    // Also those that were touched only in part.
    const to = Math.min(Math.ceil(changes.to[i]! / 3) * 3, end)
    if (pixelsHaveColor(bytes, from - (from % 3), to, chromaLimit)) return true
  }
  return false
}

/** Numbers of so many bits that the last change of the row touched; `colors` says which of them are color. */
export function changedNumbersHaveColor(
  row: RasterRow,
  end: number,
  bits: number,
  colors: Uint8Array,
): boolean {
  const { bytes, changes } = row
  const mask = 2 ** bits - 1
  for (let i = 0; i < changes.count; i++) {
    const to = Math.min(changes.to[i]!, end)
    for (let at = changes.from[i]!; at < to; at++) {
      for (let shift = 8 - bits; shift >= 0; shift -= bits) {
        if (colors[(bytes[at]! >> shift) & mask]) return true
      }
    }
  }
  return false
}
