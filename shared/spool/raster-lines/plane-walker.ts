/** Walks a raster page whose colors stand apart, line by line (banded) or page by page (planar). */
import type { ColorPolicy } from '../port.ts'
import type { ColorSpace } from './color-space.ts'
import { FILL } from './line-walker.ts'
import { makeMixTest } from './pixel-test.ts'

export interface PlaneLayout {
  readonly space: ColorSpace
  readonly bitsPerChannel: number
  readonly littleEndian: boolean
  readonly widthPx: number
  readonly lines: number
  /** Of one stored line. */
  readonly bytesPerLine: number
  /** Of one channel's part of a line. */
  readonly bytesPerBand: number
  /** `line`: one stored line holds all channels in turn. `page`: all lines of a channel, then those of the next. */
  readonly apart: 'line' | 'page'
  readonly compressed: boolean
}

/** Memory for the channels of a page that must be seen together; a larger page cannot be told gray. */
const PLANES_BYTES_LIMIT = 32 * 1024 * 1024

/** With more than this the page is walked as one gray plane. */
export function fitsPlanes(layout: PlaneLayout): boolean {
  const lines = layout.apart === 'page' ? layout.lines : 1
  const perLine = layout.bytesPerLine * (layout.apart === 'page' ? layout.space.channels : 1)
  return perLine * lines <= PLANES_BYTES_LIMIT
}

export class PlaneWalker {
  color = false
  damaged = false
  readonly #layout: PlaneLayout
  readonly #planes: Uint8Array
  readonly #unitBytes: number
  readonly #mix: ReturnType<typeof makeMixTest>
  /** Stored lines that have not begun, and those that are done. */
  #linesLeft: number
  #linesDone = 0
  /** Times that the line under way counts; 0 = between lines. */
  #repeat = 0
  #lineAt = 0

  constructor(layout: PlaneLayout, policy: ColorPolicy) {
    const { space, bytesPerLine, lines, apart } = layout
    this.#layout = layout
    this.#linesLeft = apart === 'line' ? lines : lines * space.channels
    this.#planes = new Uint8Array(bytesPerLine * (apart === 'line' ? 1 : lines * space.channels))
    this.#unitBytes = layout.bitsPerChannel === 16 ? 2 : 1
    this.#mix = makeMixTest(space, policy)
  }

  get done(): boolean {
    return this.#linesLeft <= 0 && this.#repeat === 0
  }

  /** Walks as far as whole packets reach; returns how far it got. */
  walk(bytes: Uint8Array, from: number, to: number): number {
    let at = from
    while (at < to && !this.done) {
      if (this.#repeat === 0) {
        at = this.#beginLine(bytes, at)
        continue
      }
      const next = this.#layout.compressed
        ? this.#unpackPacket(bytes, at, to)
        : this.#copyPlain(bytes, at, to)
      if (next < 0) break
      at = next
      if (this.#lineAt >= this.#layout.bytesPerLine) this.#endLine()
    }
    return at
  }

  #beginLine(bytes: Uint8Array, at: number): number {
    const repeat = this.#layout.compressed ? bytes[at]! + 1 : 1
    if (repeat > this.#linesLeft) this.damaged = true
    this.#repeat = Math.min(repeat, this.#linesLeft)
    this.#linesLeft -= this.#repeat
    this.#lineAt = 0
    return this.#layout.compressed ? at + 1 : at
  }

  #copyPlain(bytes: Uint8Array, from: number, to: number): number {
    const count = Math.min(to - from, this.#layout.bytesPerLine - this.#lineAt)
    this.#planes.set(bytes.subarray(from, from + count), this.#base() + this.#lineAt)
    this.#lineAt += count
    return from + count
  }

  /** -1 when the packet is not whole. */
  #unpackPacket(bytes: Uint8Array, from: number, to: number): number {
    const code = bytes[from]!
    const left = this.#layout.bytesPerLine - this.#lineAt
    const out = this.#base() + this.#lineAt
    if (code === FILL) {
      const { model } = this.#layout.space
      this.#planes.fill(model === 'rgb' || model === 'gray' ? 255 : 0, out, out + left)
      this.#lineAt = this.#layout.bytesPerLine
      return from + 1
    }
    const units = code < FILL ? code + 1 : 257 - code
    const end = from + 1 + (code < FILL ? 1 : units) * this.#unitBytes
    if (end > to) return -1
    const count = Math.min(left, units * this.#unitBytes)
    if (count < units * this.#unitBytes) this.damaged = true
    const source = from + 1
    for (let i = 0; i < count; i++) {
      this.#planes[out + i] = bytes[source + (code < FILL ? i % this.#unitBytes : i)]!
    }
    this.#lineAt += count
    return code < FILL ? end : source + count
  }

  #endLine(): void {
    const { apart, bytesPerBand, bytesPerLine, lines, space } = this.#layout
    const repeat = this.#repeat
    this.#repeat = 0
    this.#lineAt = 0
    if (apart === 'line') {
      this.#look(0, bytesPerBand)
      return
    }
    const line = this.#linesDone * this.#layout.bytesPerLine
    for (let copy = 1; copy < repeat; copy++) {
      this.#planes.copyWithin(
        line + copy * this.#layout.bytesPerLine,
        line,
        line + this.#layout.bytesPerLine,
      )
    }
    this.#linesDone += repeat
    if (this.#linesDone < lines * space.channels) return
    for (let row = 0; row < lines && !this.color; row++) {
      this.#look(row * bytesPerLine, bytesPerLine * lines)
    }
  }

  /** Where the line under way is unpacked to. */
  #base(): number {
    return this.#layout.apart === 'line' ? 0 : this.#linesDone * this.#layout.bytesPerLine
  }

  /** Looks at one line whose channels begin at `from` and stand `distance` apart. */
  #look(from: number, distance: number): void {
    if (this.color) return
    const { space, widthPx, bitsPerChannel } = this.#layout
    const isRgb = space.model === 'rgb'
    const isInks = space.model === 'cmyk' && space.channels === 4
    const bytes = Math.ceil((widthPx * bitsPerChannel) / 8)
    const [first, second, third] = space.order.map((channel) => from + channel * distance)
    const planes = this.#planes
    for (let byte = 0; byte < bytes && !this.color; byte++) {
      const a = planes[first! + byte]!
      const b = planes[second! + byte]!
      const c = planes[third! + byte]!
      // Bytes alike in all colors, or without any ink, hold only gray pixels, however many.
      if (isRgb ? a === b && b === c : isInks && (a | b | c) === 0) continue
      const x = Math.floor((byte * 8) / bitsPerChannel)
      const end = Math.min(widthPx, Math.ceil((byte * 8 + 8) / bitsPerChannel))
      this.#lookAtPixels(from, distance, x, end)
    }
  }

  #lookAtPixels(from: number, distance: number, first: number, end: number): void {
    const { space, bitsPerChannel } = this.#layout
    const values = this.#mix.values
    const most = 2 ** bitsPerChannel - 1
    for (let x = first; x < end && !this.color; x++) {
      let same = true
      for (let channel = 0; channel < space.channels; channel++) {
        const value = this.#sample(from + channel * distance, x) / most
        if (value !== values[channel]) same = false
        values[channel] = value
      }
      // Neighbors are mostly alike; what was asked for before was gray.
      if (!same && this.#mix.isColor()) this.color = true
    }
  }

  #sample(start: number, x: number): number {
    const { bitsPerChannel, littleEndian } = this.#layout
    if (bitsPerChannel === 8) return this.#planes[start + x]!
    if (bitsPerChannel === 16) {
      const at = start + 2 * x
      const [high, low] = littleEndian ? [at + 1, at] : [at, at + 1]
      return this.#planes[high]! * 256 + this.#planes[low]!
    }
    const bit = x * bitsPerChannel
    const byte = this.#planes[start + (bit >> 3)]!
    return (byte >> (8 - bitsPerChannel - (bit & 7))) & (2 ** bitsPerChannel - 1)
  }
}
