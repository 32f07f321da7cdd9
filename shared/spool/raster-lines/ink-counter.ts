/** Walks the lines of a raster page and adds up its samples: the share of the page that each ink covers. */
import type { InkLayout, InkWalker, PageCoverage } from '../port.ts'

/** A packet that leaves the rest of the line white. */
const FILL = 128

export class InkCounter implements InkWalker {
  readonly #layout: InkLayout
  /** What a packet repeats: a pixel, or eight of one bit each. */
  readonly #unitBytes: number
  /** Of a line, without what only fills it up. */
  readonly #units: number
  /** Bits of the last unit that are pixels. */
  readonly #lastBits: number
  readonly #sums: number[]
  #linesLeft: number
  #lineLeft = 0
  /** How often the line that is read stands on the page. */
  #repeats = 1

  constructor(layout: InkLayout) {
    const { inks, bits, widthPx, lines, planar } = layout
    this.#layout = layout
    this.#unitBytes = planar ? 1 : inks.length
    this.#units = Math.ceil((widthPx * bits) / 8)
    this.#lastBits = bits === 1 ? (0xff << (-widthPx & 7)) & 0xff : 0xff
    this.#sums = inks.map(() => 0)
    this.#linesLeft = lines * (planar ? inks.length : 1)
  }

  readonly color = false
  readonly damaged = false

  get done(): boolean {
    return this.#linesLeft <= 0 && this.#lineLeft <= 0
  }

  get coverage(): PageCoverage {
    const { inks, bits, widthPx, lines } = this.#layout
    const most = widthPx * lines * (2 ** bits - 1)
    return Object.fromEntries(
      this.#sums.map((sum, ink) => [inks[ink], Math.round((sum / most) * 1e6) / 1e6]),
    )
  }

  walk(bytes: Uint8Array, from: number, to: number): number {
    const { compressed, bytesPerLine } = this.#layout
    let at = from
    while (!this.done) {
      if (this.#lineLeft <= 0) {
        if (compressed) {
          if (at >= to) break
          // The last line may claim to stand more often than the page has lines.
          this.#repeats = Math.min(bytes[at++]! + 1, this.#linesLeft)
        }
        this.#linesLeft -= this.#repeats
        this.#lineLeft = bytesPerLine
      }
      const next = compressed ? this.#takePacket(bytes, at, to) : this.#takeUnit(bytes, at, to)
      if (next === at) break
      at = next
    }
    return at
  }

  #takePacket(bytes: Uint8Array, at: number, to: number): number {
    if (at >= to) return at
    const unit = this.#unitBytes
    const code = bytes[at]!
    if (code === FILL) {
      this.#lineLeft = 0
      return at + 1
    }
    const isRun = code < FILL
    const length = isRun ? code + 1 : 257 - code
    const end = at + 1 + (isRun ? unit : length * unit)
    if (end > to) return at
    if (isRun) this.#take(bytes, at + 1, length)
    else for (let from = at + 1; from < end; from += unit) this.#take(bytes, from, 1)
    return end
  }

  #takeUnit(bytes: Uint8Array, at: number, to: number): number {
    if (at + this.#unitBytes > to) return at
    this.#take(bytes, at, 1)
    return at + this.#unitBytes
  }

  /** The unit at `at`, `times` one after the other. */
  #take(bytes: Uint8Array, at: number, times: number): void {
    const { bytesPerLine, bits, isLight } = this.#layout
    const place = (bytesPerLine - this.#lineLeft) / this.#unitBytes
    this.#lineLeft -= times * this.#unitBytes
    const count = Math.min(times, this.#units - place)
    if (count <= 0) return
    const weight = count * this.#repeats
    const first = this.#plane()
    for (let i = 0; i < this.#unitBytes; i++) {
      const sample = isLight ? 255 - bytes[at + i]! : bytes[at + i]!
      if (bits === 8) {
        this.#sums[first + i]! += sample * weight
        continue
      }
      const isLast = place + count === this.#units
      const beyond = isLast ? BITS_SET[sample & ~this.#lastBits]! : 0
      this.#sums[first + i]! += BITS_SET[sample]! * weight - beyond * this.#repeats
    }
  }

  /** The ink whose lines are read; where all stand together, the first. */
  #plane(): number {
    const { planar, inks, lines } = this.#layout
    if (!planar) return 0
    const left = Math.ceil((this.#linesLeft + this.#repeats) / lines)
    return Math.max(0, inks.length - left)
  }
}

const BITS_SET = Uint8Array.from({ length: 256 }, (_, byte) => {
  let count = 0
  for (let rest = byte; rest > 0; rest &= rest - 1) count++
  return count
})
