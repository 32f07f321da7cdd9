/** Walks the lines of one raster page to its end and tells whether any pixel is color, without unpacking pixels. */
import { FILL, type PixelTest } from './pixel-test.ts'

export interface PageLayout {
  /** Of one stored line. */
  readonly bytesPerLine: number
  /** Lines stored: more than the page's height when each color has its own plane. */
  readonly lines: number
  /** Run lengths (PWG 5102.4 section 4.1) or plain bytes. */
  readonly compressed: boolean
  readonly test: PixelTest
}

/** Longest line walked: 2^30 bytes, beyond any paper. */
export const LINE_BYTES_LIMIT = 2 ** 30
export class LineWalker {
  /** A color pixel was met; from then on pixels are no longer looked at. */
  color = false
  /** Runs were longer than their line, or lines more than the page's: cut as CUPS does. */
  damaged = false
  readonly #layout: PageLayout
  readonly #test: PixelTest
  #linesLeft: number
  #lineLeft = 0

  constructor(layout: PageLayout) {
    this.#layout = layout
    this.#test = layout.test
    this.#linesLeft = layout.lines
  }

  get done(): boolean {
    return this.#linesLeft <= 0 && this.#lineLeft <= 0
  }

  /** Walks as far as whole packets or pixels reach; returns how far it got. */
  walk(bytes: Uint8Array, from: number, to: number): number {
    if (!this.#layout.compressed) return this.#walkPlain(bytes, from, to)
    if (this.color || this.#test.kind === 'never') return this.#skipPackets(bytes, from, to)
    const at =
      this.#test.kind === 'filtered'
        ? this.#inspectFiltered(bytes, from, to)
        : this.#inspectEach(bytes, from, to)
    return this.color ? this.#skipPackets(bytes, at, to) : at
  }

  #skipPackets(bytes: Uint8Array, from: number, to: number): number {
    const { advance, width } = this.#test
    const bytesPerLine = this.#layout.bytesPerLine
    let at = from
    let linesLeft = this.#linesLeft
    let lineLeft = this.#lineLeft
    let code = 0
    for (;;) {
      if (lineLeft <= 0) {
        if (lineLeft < 0) at = this.#cutLine(at, lineLeft, code)
        lineLeft = 0
        if (linesLeft <= 0 || at >= to) break
        linesLeft -= bytes[at++]! + 1
        lineLeft = bytesPerLine
      }
      if (at >= to) break
      const packet = bytes[at]!
      const next = at + advance[packet]!
      if (next > to) break
      code = packet
      lineLeft -= width[packet]!
      at = next
    }
    return this.#keep(at, linesLeft, lineLeft)
  }

  #inspectFiltered(bytes: Uint8Array, from: number, to: number): number {
    const { first, second, third, unitBytes, isColor } = this.#test
    const zeroOnly = this.#test.gray === 'zero'
    const { bytesPerLine } = this.#layout
    let at = from
    let linesLeft = this.#linesLeft
    let lineLeft = this.#lineLeft
    let code = 0
    let color = false
    for (;;) {
      if (lineLeft <= 0) {
        if (lineLeft < 0) at = this.#cutLine(at, lineLeft, code)
        lineLeft = 0
        if (color || linesLeft <= 0 || at >= to) break
        linesLeft -= bytes[at++]! + 1
        lineLeft = bytesPerLine
      }
      if (color || at >= to) break
      code = bytes[at]!
      let pixel = at + 1
      if (code < FILL) {
        at = pixel + unitBytes
        if (at > to) {
          at = pixel - 1
          break
        }
        lineLeft -= (code + 1) * unitBytes
        const a = bytes[pixel + first]!
        const b = bytes[pixel + second]!
        const c = bytes[pixel + third]!
        if (zeroOnly ? (a | b | c) !== 0 : a !== b || b !== c) color = isColor(bytes, pixel)
      } else if (code === FILL) {
        at = pixel
        lineLeft = 0
      } else {
        const width = (257 - code) * unitBytes
        at = pixel + width
        if (at > to) {
          at = pixel - 1
          break
        }
        lineLeft -= width
        for (; pixel < at; pixel += unitBytes) {
          const a = bytes[pixel + first]!
          const b = bytes[pixel + second]!
          const c = bytes[pixel + third]!
          if (zeroOnly ? (a | b | c) === 0 : a === b && b === c) continue
          color = isColor(bytes, pixel)
          if (color) break
        }
      }
    }
    this.color = color
    return this.#keep(at, linesLeft, lineLeft)
  }

  #inspectEach(bytes: Uint8Array, from: number, to: number): number {
    const { unitBytes, width, isColor } = this.#test
    const bytesPerLine = this.#layout.bytesPerLine
    let at = from
    let linesLeft = this.#linesLeft
    let lineLeft = this.#lineLeft
    let code = 0
    let color = false
    for (;;) {
      if (lineLeft <= 0) {
        if (lineLeft < 0) at = this.#cutLine(at, lineLeft, code)
        lineLeft = 0
        if (color || linesLeft <= 0 || at >= to) break
        linesLeft -= bytes[at++]! + 1
        lineLeft = bytesPerLine
      }
      if (color || at >= to) break
      const packet = bytes[at]!
      let pixel = at + 1
      const end =
        packet < FILL ? pixel + unitBytes : packet === FILL ? pixel : at + 1 + width[packet]!
      if (end > to) break
      for (; pixel < end && !color; pixel += unitBytes) color = isColor(bytes, pixel)
      code = packet
      lineLeft -= width[packet]!
      at = end
    }
    this.color = color
    return this.#keep(at, linesLeft, lineLeft)
  }

  /** A packet went beyond its line by `-lineLeft` bytes. CUPS then reads only as many literal bytes as fit. */
  #cutLine(at: number, lineLeft: number, code: number): number {
    if (code === FILL) return at
    this.damaged = true
    return code > FILL ? at + lineLeft : at
  }

  #keep(at: number, linesLeft: number, lineLeft: number): number {
    if (linesLeft < 0) this.damaged = true
    this.#linesLeft = linesLeft
    this.#lineLeft = lineLeft
    return at
  }

  #walkPlain(bytes: Uint8Array, from: number, to: number): number {
    const test = this.#test
    const { bytesPerLine } = this.#layout
    let at = from
    while (at < to) {
      if (this.color || test.kind === 'never') return this.#skipPlain(at, to)
      if (this.#lineLeft === 0) {
        if (this.#linesLeft === 0) break
        this.#linesLeft--
        this.#lineLeft = bytesPerLine
      }
      const available = Math.min(this.#lineLeft, to - at)
      // What is left of a line after its last whole pixel is padding.
      const whole = available - (available % test.unitBytes)
      if (whole === 0 && available < this.#lineLeft) break
      const end = at + whole
      if (findColor(test, bytes, at, end)) this.color = true
      const used = whole === 0 ? available : whole
      at += used
      this.#lineLeft -= used
    }
    return at
  }

  #skipPlain(from: number, to: number): number {
    const left = this.#lineLeft + this.#linesLeft * this.#layout.bytesPerLine
    const skipped = Math.min(left, to - from)
    const after = left - skipped
    this.#linesLeft = Math.floor(after / this.#layout.bytesPerLine)
    this.#lineLeft = after - this.#linesLeft * this.#layout.bytesPerLine
    return from + skipped
  }
}

function findColor(test: PixelTest, bytes: Uint8Array, from: number, to: number): boolean {
  const { first, second, third, unitBytes, isColor } = test
  const filtered = test.kind === 'filtered'
  const zeroOnly = test.gray === 'zero'
  for (let at = from; at < to; at += unitBytes) {
    if (filtered) {
      const a = bytes[at + first]!
      const b = bytes[at + second]!
      const c = bytes[at + third]!
      if (zeroOnly ? (a | b | c) === 0 : a === b && b === c) continue
    }
    if (isColor(bytes, at)) return true
  }
  return false
}
