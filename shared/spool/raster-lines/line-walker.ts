/** Walks the lines of one raster page to its end and tells whether any pixel is color, without unpacking pixels. */
import type { PixelTest } from './pixel-test.ts'

export interface PageLayout {
  /** Of one stored line. */
  readonly bytesPerLine: number
  /** Lines stored: more than the page's height when each color has its own plane. */
  readonly lines: number
  /** Run lengths (PWG 5102.4 section 4.1) or plain bytes. */
  readonly compressed: boolean
  readonly test: PixelTest
}

/**
 * PWG 5102.4 section 4.1: a packet's first byte up to 127 begins a run of one unit more than it says, from 129 on
 * 257 less it literal units. 128, which only Apple and CUPS use, makes the rest of the line white.
 */
export const FILL = 128

/** Bytes of the longest packet, in units: its first byte and 128 literal ones. */
const LITERALS_LIMIT = 129

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
    // Up to here any packet is whole, which need not be asked for each.
    const safe = to - LITERALS_LIMIT * this.#test.unitBytes
    let at = from
    if (this.#test.kind === 'filtered' && !this.color) at = this.#inspectQuickly(bytes, at, safe)
    if (this.#test.kind === 'never' || this.color) at = this.#skipQuickly(bytes, at, safe)
    return this.#walkCarefully(bytes, at, to)
  }

  /**
   * Branches beat a table of packet lengths here, and a loop for each line beats one over all packets: the processor
   * begins the next packet before the first byte of this one has arrived.
   */
  #skipQuickly(bytes: Uint8Array, from: number, safe: number): number {
    const { unitBytes } = this.#test
    const { bytesPerLine } = this.#layout
    let at = from
    let linesLeft = this.#linesLeft
    let lineLeft = this.#lineLeft
    while (at < safe) {
      if (lineLeft === 0) {
        if (linesLeft <= 0) break
        linesLeft -= bytes[at++]! + 1
        lineLeft = bytesPerLine
      }
      let code = 0
      while (lineLeft > 0 && at < safe) {
        code = bytes[at]!
        if (code < FILL) {
          at += 1 + unitBytes
          lineLeft -= (code + 1) * unitBytes
        } else if (code !== FILL) {
          const width = (257 - code) * unitBytes
          at += 1 + width
          lineLeft -= width
        } else {
          at++
          lineLeft = 0
        }
      }
      if (lineLeft < 0) {
        at = this.#cutLine(at, lineLeft, code)
        lineLeft = 0
      }
    }
    return this.#keep(at, linesLeft, lineLeft)
  }

  #inspectQuickly(bytes: Uint8Array, from: number, safe: number): number {
    const { first, second, third, unitBytes, isColor } = this.#test
    const zeroOnly = this.#test.gray === 'zero'
    const { bytesPerLine } = this.#layout
    let at = from
    let linesLeft = this.#linesLeft
    let lineLeft = this.#lineLeft
    let color = false
    while (at < safe && !color) {
      if (lineLeft === 0) {
        if (linesLeft <= 0) break
        linesLeft -= bytes[at++]! + 1
        lineLeft = bytesPerLine
      }
      let code = 0
      while (lineLeft > 0 && at < safe && !color) {
        code = bytes[at]!
        let pixel = at + 1
        if (code < FILL) {
          at = pixel + unitBytes
          lineLeft -= (code + 1) * unitBytes
          const a = bytes[pixel + first]!
          const b = bytes[pixel + second]!
          const c = bytes[pixel + third]!
          if (zeroOnly ? (a | b | c) !== 0 : a !== b || b !== c) color = isColor(bytes, pixel)
        } else if (code !== FILL) {
          const width = (257 - code) * unitBytes
          at = pixel + width
          lineLeft -= width
          for (; pixel < at; pixel += unitBytes) {
            const a = bytes[pixel + first]!
            const b = bytes[pixel + second]!
            const c = bytes[pixel + third]!
            if (zeroOnly ? (a | b | c) === 0 : a === b && b === c) continue
            color = isColor(bytes, pixel)
            if (color) break
          }
        } else {
          at++
          lineLeft = 0
        }
      }
      if (lineLeft < 0) {
        at = this.#cutLine(at, lineLeft, code)
        lineLeft = 0
      }
    }
    this.color = color
    return this.#keep(at, linesLeft, lineLeft)
  }

  /** Where packets may be cut off, and for pixels that all must be asked for. */
  #walkCarefully(bytes: Uint8Array, from: number, to: number): number {
    const { unitBytes, isColor, kind } = this.#test
    let at = from
    let linesLeft = this.#linesLeft
    let lineLeft = this.#lineLeft
    while (at < to) {
      if (lineLeft === 0) {
        if (linesLeft <= 0) break
        linesLeft -= bytes[at++]! + 1
        lineLeft = this.#layout.bytesPerLine
        continue
      }
      const code = bytes[at]!
      if (code === FILL) {
        at++
        lineLeft = 0
        continue
      }
      const units = code < FILL ? code + 1 : 257 - code
      const end = at + 1 + (code < FILL ? 1 : units) * unitBytes
      if (end > to) break
      if (kind !== 'never') {
        for (let pixel = at + 1; pixel < end && !this.color; pixel += unitBytes) {
          this.color = isColor(bytes, pixel)
        }
      }
      lineLeft -= units * unitBytes
      at = lineLeft < 0 ? this.#cutLine(end, lineLeft, code) : end
      if (lineLeft < 0) lineLeft = 0
    }
    return this.#keep(at, linesLeft, lineLeft)
  }

  /** A packet went beyond its line by `-lineLeft` bytes. CUPS then reads only as many literal bytes as fit. */
  #cutLine(at: number, lineLeft: number, code: number): number {
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
