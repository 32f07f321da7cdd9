/** One row of raster data, its compressions undone (PCL 5 Technical Reference, "Raster Compression", ESC*b#M). */

import {
  applyDelta,
  applyPixelDelta,
  applyReplacementDelta,
  Changes,
  ROW_BYTES_LIMIT,
} from './delta-modes.ts'

/** A row, which is also the seed of the next. Everything behind `extent` is blank. */
export class RasterRow {
  readonly bytes = new Uint8Array(ROW_BYTES_LIMIT)
  extent = 0
  /** What the last `apply` wrote. */
  readonly changes = new Changes()
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
    const isDelta = mode === 3 || mode === 9 || mode === 10
    if (isDelta) this.#unpack()
    this.#packedMode = -1
    this.changes.clear()
    if (isDelta) this.#change(mode, data, from, to)
    else this.#replace(mode, data, from, to)
  }

  #change(mode: number, data: Uint8Array, from: number, to: number): void {
    const { bytes, changes } = this
    let end: number
    if (mode === 3) end = applyDelta(bytes, data, from, to, changes)
    else if (mode === 9) end = applyReplacementDelta(bytes, data, from, to, changes)
    else end = applyPixelDelta(bytes, data, from, to, changes)
    if (changes.count > 0) this.extent = Math.max(this.extent, Math.min(end, ROW_BYTES_LIMIT))
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
    this.changes.add(0, end)
    this.extent = end
  }
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
