/** One row of raster data, its compressions undone (PCL 5 Technical Reference, "Raster Compression", ESC*b#M). */

/** Wider rows than this are not looked at: 64 Ki bytes are 21,845 pixels of true color. */
export const ROW_BYTES_LIMIT = 65_536

/** A row, which is also the seed of the next. Everything behind `extent` is blank. */
export class RasterRow {
  readonly bytes = new Uint8Array(ROW_BYTES_LIMIT)
  extent = 0
  /** What the last `apply` wrote lies between these. */
  changedFrom = 0
  changedTo = 0
  #blank = 0
  /** A row of modes 0 to 2 needs no seed, so it waits here, still packed, until some other row needs it as seed. */
  #packed = new Uint8Array(256)
  #packedLength = 0
  #packedMode = -1

  setBlank(blank: number): void {
    if (this.#blank !== blank) this.bytes.fill(blank)
    this.#blank = blank
    this.extent = 0
  }

  clear(): void {
    this.bytes.fill(this.#blank, 0, this.extent)
    this.extent = 0
    this.#packedMode = -1
  }

  copyFrom(other: RasterRow): void {
    other.#unpack()
    this.#packedMode = -1
    this.bytes.set(other.bytes.subarray(0, other.extent))
    if (this.extent > other.extent) this.bytes.fill(this.#blank, other.extent, this.extent)
    this.extent = other.extent
  }

  /** Keeps a row as seed without undoing its compression. */
  keepPacked(mode: number, data: Uint8Array, from: number, to: number): void {
    const length = to - from
    if (length > this.#packed.length) this.#packed = new Uint8Array(length * 2)
    const packed = this.#packed
    // Short rows are copied faster by hand.
    if (length <= 64) for (let i = 0; i < length; i++) packed[i] = data[from + i]!
    else packed.set(data.subarray(from, to))
    this.#packedLength = length
    this.#packedMode = mode
  }

  apply(mode: number, data: Uint8Array, from: number, to: number): void {
    if (mode === 3 || mode === 9 || mode === 10) this.#unpack()
    this.#packedMode = -1
    if (mode === 3) this.#applyDelta(data, from, to)
    else if (mode === 9) this.#applyReplacementDelta(data, from, to)
    else if (mode === 10) this.#applyPixelDelta(data, from, to)
    else this.#replace(mode, data, from, to)
  }

  /** Whether a bit is set, or with `isLight` one is not. */
  hasDots(isLight: boolean): boolean {
    const blank = isLight ? 255 : 0
    if (this.#packedMode === 2) return packedHasOther(this.#packed, this.#packedLength, blank)
    const bytes = this.#packedMode === 0 ? this.#packed : this.bytes
    const end = this.#packedMode === 0 ? this.#packedLength : this.extent
    if (this.#packedMode === 1) return true
    for (let i = 0; i < end; i++) if (bytes[i] !== blank) return true
    return false
  }

  #unpack(): void {
    const mode = this.#packedMode
    if (mode < 0) return
    this.#packedMode = -1
    this.#replace(mode, this.#packed, 0, this.#packedLength)
  }

  /** Modes that do not look at the seed. */
  #replace(mode: number, data: Uint8Array, from: number, to: number): void {
    let end: number
    if (mode === 1) end = unpackRunLength(this.bytes, data, from, to)
    else if (mode === 2) end = unpackPackBits(this.bytes, data, from, to)
    else end = copyRow(this.bytes, data, from, to)
    if (end < this.extent) this.bytes.fill(this.#blank, end, this.extent)
    this.changedFrom = 0
    this.changedTo = end
    this.extent = end
  }

  /** Mode 3: three bits of count, five bits of offset, more offset while a byte is 255. */
  #applyDelta(data: Uint8Array, from: number, to: number): void {
    const out = this.bytes
    let at = 0
    let first = -1
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
      if (first < 0) first = at
      for (let count = (command >> 5) + 1; count > 0 && i < to; count--, at++) out[at] = data[i++]!
    }
    this.#noteChange(first, at)
  }

  /** Mode 9: runs or literals at offsets, each with counts that go on while a byte is 255. */
  #applyReplacementDelta(data: Uint8Array, from: number, to: number): void {
    const out = this.bytes
    let at = 0
    let first = -1
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
      if (first < 0) first = at
      const end = Math.min(at + count, ROW_BYTES_LIMIT)
      if (isRun) {
        out.fill(data[i++]!, at, end)
        at = end
      } else {
        while (at < end && i < to) out[at++] = data[i++]!
      }
    }
    this.#noteChange(first, at)
  }

  /** Mode 10: like mode 9, but of pixels of three bytes, taken anew, from a neighbor or from a cache. */
  #applyPixelDelta(data: Uint8Array, from: number, to: number): void {
    const out = this.bytes
    let at = 0
    let first = -1
    let cached = 0xffffff
    let i = from

    const byteAt = (position: number): number => (position < to ? data[position]! : 0)
    // A new pixel is seven bits a color, or its difference from the seed in five, five and six bits.
    const readPixel = (): number => {
      const high = data[i]!
      if (high & 0x80) {
        const delta = (high << 8) | byteAt(i + 1)
        i += 2
        const red = out[at]! + signed(delta >> 10, 5)
        const green = out[at + 1]! + signed(delta >> 5, 5)
        const blue = out[at + 2]! + signed(delta, 5) * 2
        return ((red & 0xff) << 16) | ((green & 0xff) << 8) | (blue & 0xff)
      }
      const pixel = ((high << 16) | (byteAt(i + 1) << 8) | byteAt(i + 2)) << 1
      i += 3
      return (pixel & 0x80 ? pixel | 1 : pixel) & 0xffffff
    }
    const write = (pixel: number): void => {
      out[at] = pixel >> 16
      out[at + 1] = (pixel >> 8) & 0xff
      out[at + 2] = pixel & 0xff
      at += 3
    }
    const pixelAt = (position: number): number =>
      (out[position]! << 16) | (out[position + 1]! << 8) | out[position + 2]!

    while (i < to) {
      const command = data[i++]!
      const isRun = command >= 0x80
      const origin = command & 0x60
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
      if (first < 0) first = at
      let pixel: number
      if (origin === 0x20) pixel = at >= 3 ? pixelAt(at - 3) : 0xffffff
      else if (origin === 0x40) pixel = pixelAt(at + 3)
      else if (origin === 0x60) pixel = cached
      else {
        if (i >= to) break
        pixel = readPixel()
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
        for (; count > 0 && at + 6 <= ROW_BYTES_LIMIT; count--) write(pixel)
        continue
      }
      write(pixel)
      for (;;) {
        for (; count > 0 && i < to && at + 6 <= ROW_BYTES_LIMIT; count--) write(readPixel())
        if (!goesOn || i >= to) break
        count = data[i++]!
        goesOn = count === 255
      }
    }
    this.#noteChange(first, at)
  }

  #noteChange(first: number, end: number): void {
    this.changedFrom = first < 0 ? 0 : first
    this.changedTo = first < 0 ? 0 : Math.min(end, ROW_BYTES_LIMIT)
    if (this.changedTo > this.extent) this.extent = this.changedTo
  }
}

function signed(bits: number, width: number): number {
  const value = bits & (2 ** width - 1)
  return value >= 2 ** (width - 1) ? value - 2 ** width : value
}

/** Mode 0. */
function copyRow(out: Uint8Array, data: Uint8Array, from: number, to: number): number {
  const length = Math.min(to - from, ROW_BYTES_LIMIT)
  out.set(data.subarray(from, from + length))
  return length
}

/** Mode 1: pairs of repetitions and byte. */
function unpackRunLength(out: Uint8Array, data: Uint8Array, from: number, to: number): number {
  let at = 0
  for (let i = from; i + 1 < to && at < ROW_BYTES_LIMIT; i += 2) {
    const end = Math.min(at + data[i]! + 1, ROW_BYTES_LIMIT)
    out.fill(data[i + 1]!, at, end)
    at = end
  }
  return at
}

/** Mode 2: TIFF's PackBits. */
function unpackPackBits(out: Uint8Array, data: Uint8Array, from: number, to: number): number {
  let at = 0
  for (let i = from; i < to && at < ROW_BYTES_LIMIT; ) {
    const command = data[i++]!
    if (command < 128) {
      const end = Math.min(at + command + 1, ROW_BYTES_LIMIT, at + to - i)
      while (at < end) out[at++] = data[i++]!
    } else if (command > 128 && i < to) {
      const end = Math.min(at + 257 - command, ROW_BYTES_LIMIT)
      const value = data[i++]!
      if (end - at > 16) {
        out.fill(value, at, end)
        at = end
      } else {
        while (at < end) out[at++] = value
      }
    }
  }
  return at
}

function packedHasOther(packed: Uint8Array, length: number, blank: number): boolean {
  for (let i = 0; i < length; ) {
    const command = packed[i++]!
    if (command < 128) {
      for (const end = Math.min(i + command + 1, length); i < end; i++) {
        if (packed[i] !== blank) return true
      }
    } else if (command > 128 && packed[i++] !== blank) return true
  }
  return false
}
