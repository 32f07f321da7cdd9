/** Walks the lines of a raster page and adds up its samples: the share of the page that each ink covers. */
import type { InkLayout, InkWalker } from '../port.ts'

/** 0 is bare paper, 1 is full. For `red`, `green` and `blue` it is how much of that light the page takes away. */
export type PageCoverage = Readonly<Partial<Record<InkName, number>>>
type InkName = 'black' | 'cyan' | 'magenta' | 'yellow' | 'red' | 'green' | 'blue'

const NAMES: Readonly<Record<InkLayout['model'], readonly InkName[]>> = {
  gray: ['black'],
  rgb: ['red', 'green', 'blue'],
  cmyk: ['cyan', 'magenta', 'yellow', 'black'],
}
/** A packet that leaves the rest of the line white. */
const FILL = 128

export class InkCounter implements InkWalker {
  readonly #layout: InkLayout
  readonly #unitBytes: number
  readonly #sums: number[]
  #linesLeft: number
  #lineLeft = 0
  /** How often the line that is read stands on the page. */
  #repeats = 1

  constructor(layout: InkLayout) {
    this.#layout = layout
    this.#unitBytes = NAMES[layout.model].length
    this.#sums = NAMES[layout.model].map(() => 0)
    this.#linesLeft = layout.lines
  }

  readonly color = false
  readonly damaged = false

  get done(): boolean {
    return this.#linesLeft <= 0 && this.#lineLeft <= 0
  }

  get coverage(): PageCoverage {
    const { model, bytesPerLine, lines } = this.#layout
    const most = (bytesPerLine / this.#unitBytes) * lines * 255
    const names = NAMES[model]
    return Object.fromEntries(
      this.#sums.map((sum, ink) => [names[ink], Math.round((sum / most) * 1e6) / 1e6]),
    )
  }

  walk(bytes: Uint8Array, from: number, to: number): number {
    let at = from
    while (!this.done) {
      if (this.#lineLeft <= 0) {
        if (this.#layout.compressed) {
          if (at >= to) break
          // The last line may claim to stand more often than the page has lines.
          this.#repeats = Math.min(bytes[at++]! + 1, this.#linesLeft)
        }
        this.#linesLeft -= this.#repeats
        this.#lineLeft = this.#layout.bytesPerLine
      }
      const next = this.#layout.compressed
        ? this.#takePacket(bytes, at, to)
        : this.#takePixel(bytes, at, to)
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
    const fitting = Math.min(length, Math.floor(this.#lineLeft / unit))
    if (isRun) this.#add(bytes, at + 1, fitting)
    else for (let i = 0; i < fitting; i++) this.#add(bytes, at + 1 + i * unit, 1)
    this.#lineLeft -= length * unit
    return end
  }

  #takePixel(bytes: Uint8Array, at: number, to: number): number {
    if (at + this.#unitBytes > to) return at
    this.#add(bytes, at, 1)
    this.#lineLeft -= this.#unitBytes
    return at + this.#unitBytes
  }

  #add(bytes: Uint8Array, at: number, times: number): void {
    const weight = times * this.#repeats
    for (let ink = 0; ink < this.#unitBytes; ink++) {
      const sample = bytes[at + ink]!
      this.#sums[ink]! += (this.#layout.isLight ? 255 - sample : sample) * weight
    }
  }
}
