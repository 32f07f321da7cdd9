/** Compressions that change the row above (PCL 5 reference, ESC*b3M, 9M; 10M of DeskJets). */

/** Wider rows than this are not looked at: 64 Ki bytes are 21,845 pixels of true color. */
export const ROW_BYTES_LIMIT = 65_536
const CHANGES_LIMIT = 512
/** Inside a longer run all pixels are gray: only what it shares with its neighbors is worth a look. */
const RUN_ENDS = 3

/** Stretches of a row that were written to, ascending; so many that do not fit any more become one. */
export class Changes {
  readonly from = new Int32Array(CHANGES_LIMIT)
  readonly to = new Int32Array(CHANGES_LIMIT)
  count = 0

  clear(): void {
    this.count = 0
  }

  add(from: number, to: number): void {
    if (to <= from) return
    const last = this.count - 1
    const joins = last >= 0 && (from <= this.to[last]! || this.count === CHANGES_LIMIT)
    if (joins) {
      this.to[last] = Math.max(to, this.to[last]!)
      return
    }
    this.from[this.count] = from
    this.to[this.count++] = to
  }

  addRun(from: number, to: number): void {
    if (to - from <= RUN_ENDS * 2) this.add(from, to)
    else {
      this.add(from, from + RUN_ENDS)
      this.add(to - RUN_ENDS, to)
    }
  }
}

/** Mode 3: three bits of count, five bits of offset, more offset while a byte is 255. The answer: where writing ended. */
export function applyDelta(
  out: Uint8Array,
  data: Uint8Array,
  from: number,
  to: number,
  changes: Changes,
): number {
  let at = 0
  for (let i = from; i < to; ) {
    const command = data[i++]!
    let offset = command & 0x1f
    if (offset === 0x1f) {
      let more = 255
      while (more === 255 && i < to) {
        more = data[i++]!
        offset += more
      }
    }
    at += offset
    if (at >= ROW_BYTES_LIMIT) break
    const start = at
    const end = Math.min(at + (command >> 5) + 1, at + to - i, ROW_BYTES_LIMIT)
    while (at < end) out[at++] = data[i++]!
    changes.add(start, at)
  }
  return at
}

/** Mode 9: runs or literals at offsets, each with counts that go on while a byte is 255. */
export function applyReplacementDelta(
  out: Uint8Array,
  data: Uint8Array,
  from: number,
  to: number,
  changes: Changes,
): number {
  let at = 0
  for (let i = from; i < to; ) {
    const command = data[i++]!
    const isRun = command >= 0x80
    let offset = isRun ? (command >> 5) & 3 : command >> 3
    let count = isRun ? (command & 0x1f) + 2 : (command & 7) + 1
    if (offset === (isRun ? 3 : 15)) {
      let more = 255
      while (more === 255 && i < to) {
        more = data[i++]!
        offset += more
      }
    }
    if (count === (isRun ? 33 : 8)) {
      let more = 255
      while (more === 255 && i < to) {
        more = data[i++]!
        count += more
      }
    }
    at += offset
    if (at >= ROW_BYTES_LIMIT || i >= to) break
    const start = at
    const end = Math.min(at + count, ROW_BYTES_LIMIT)
    if (isRun) {
      out.fill(data[i++]!, at, end)
      at = end
      changes.addRun(start, at)
    } else {
      while (at < end && i < to) out[at++] = data[i++]!
      changes.add(start, at)
    }
  }
  return at
}

/** Mode 10: like mode 9, but of pixels of three bytes, taken anew, from a neighbor or from a cache. */
export function applyPixelDelta(
  out: Uint8Array,
  data: Uint8Array,
  from: number,
  to: number,
  changes: Changes,
): number {
  let at = 0
  let cached = 0xffffff
  let i = from
  while (i < to) {
    const command = data[i++]!
    const isRun = command >= 0x80
    let offset = (command >> 3) & 3
    if (offset === 3) {
      let more = 255
      while (more === 255 && i < to) {
        more = data[i++]!
        offset += more
      }
    }
    at += offset * 3
    if (at + 6 > ROW_BYTES_LIMIT) break
    const start = at
    let pixel = cached
    const origin = command & 0x60
    if (origin === 0x20) pixel = at >= 3 ? pixelAt(out, at - 3) : 0xffffff
    else if (origin === 0x40) pixel = pixelAt(out, at + 3)
    else if (origin === 0) {
      if (i >= to) break
      pixel = newPixel(out, at, data, i, to)
      i += newPixelBytes(data[i]!)
      cached = pixel
    }
    let count = command & 7
    let goesOn = count === 7
    if (isRun) {
      count += 2
      while (goesOn && i < to) {
        const more = data[i++]!
        goesOn = more === 255
        count += more
      }
      const end = Math.min(at + count * 3, ROW_BYTES_LIMIT - 6)
      for (; at < end; at += 3) writePixel(out, at, pixel)
      // Whole pixels of one color: the first tells of all.
      changes.add(start, Math.min(at, start + 3))
      continue
    }
    writePixel(out, at, pixel)
    at += 3
    for (;;) {
      for (; count > 0 && i < to && at + 6 <= ROW_BYTES_LIMIT; count--) {
        writePixel(out, at, newPixel(out, at, data, i, to))
        i += newPixelBytes(data[i]!)
        at += 3
      }
      if (!goesOn || i >= to) break
      count = data[i++]!
      goesOn = count === 255
    }
    changes.add(start, at)
  }
  return at
}

/** Seven bits a color in three bytes, or the difference from the seed in five, five and six bits of two bytes. */
function newPixel(out: Uint8Array, at: number, data: Uint8Array, i: number, to: number): number {
  const high = data[i]!
  const middle = i + 1 < to ? data[i + 1]! : 0
  if (high & 0x80) {
    const delta = (high << 8) | middle
    const red = out[at]! + signed(delta >> 10)
    const green = out[at + 1]! + signed(delta >> 5)
    const blue = out[at + 2]! + signed(delta) * 2
    return ((red & 0xff) << 16) | ((green & 0xff) << 8) | (blue & 0xff)
  }
  const low = i + 2 < to ? data[i + 2]! : 0
  const pixel = ((high << 16) | (middle << 8) | low) << 1
  return (pixel & 0x80 ? pixel | 1 : pixel) & 0xffffff
}

function newPixelBytes(high: number): number {
  return high & 0x80 ? 2 : 3
}

/** Five bits with a sign. */
function signed(bits: number): number {
  const value = bits & 0x1f
  return value >= 0x10 ? value - 0x20 : value
}

function pixelAt(row: Uint8Array, at: number): number {
  return (row[at]! << 16) | (row[at + 1]! << 8) | row[at + 2]!
}

function writePixel(row: Uint8Array, at: number, pixel: number): void {
  row[at] = pixel >> 16
  row[at + 1] = (pixel >> 8) & 0xff
  row[at + 2] = pixel & 0xff
}
