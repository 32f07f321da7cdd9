/** What the boxes of a JPEG 2000 image (ISO/IEC 15444-1 annex I) tell of its color; samples are not decoded. */

/** `undecided`: it has color channels, and they may be gray. */
export function readJpxColor(bytes: Uint8Array): 'mono' | 'undecided' {
  const isBare = bytes[0] === 0xff && bytes[1] === 0x4f
  const found = isBare ? readCodestream(bytes, 0) : readBoxes(bytes)
  return found === 'gray' ? 'mono' : 'undecided'
}

const BOXES_LIMIT = 256
const GRAY_SPACE = 17

function readBoxes(bytes: Uint8Array): 'gray' | 'other' {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let hasPalette = false
  for (let at = 0, boxes = 0; at + 8 <= bytes.length && boxes < BOXES_LIMIT; boxes++) {
    const size = view.getUint32(at)
    const kind = view.getUint32(at + 4)
    const inside = at + (size === 1 ? 16 : 8)
    if (kind === 0x6a703263) return hasPalette ? 'other' : readCodestream(bytes, inside) // `jp2c`
    if (kind === 0x6a703268) {
      at = inside // `jp2h` holds boxes itself
      continue
    }
    if (kind === 0x70636c72) hasPalette = true // `pclr`
    if (kind === 0x636f6c72 && bytes[inside] === 1 && inside + 7 <= bytes.length) {
      if (view.getUint32(inside + 3) === GRAY_SPACE) return 'gray' // `colr`
    }
    if (size < 8) return 'other'
    at += size
  }
  return 'other'
}

/** Table A.9: the number of components stands behind eight sizes. */
function readCodestream(bytes: Uint8Array, at: number): 'gray' | 'other' {
  if (bytes[at] !== 0xff || bytes[at + 1] !== 0x4f || bytes[at + 3] !== 0x51) return 'other'
  const components = (bytes[at + 40]! << 8) | bytes[at + 41]!
  // One channel, or one with its opacity.
  return components === 1 || components === 2 ? 'gray' : 'other'
}
