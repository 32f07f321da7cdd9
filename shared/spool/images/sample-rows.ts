/** Looks at image rows as they are unpacked, piece by piece: memory holds two rows, whatever the image's size. */
import { undoPngRow } from '../codecs/png-rows.ts'
import type { RowTest, SampleVerdict } from './samples.ts'

export interface SamplePass {
  readonly width: number
  readonly height: number
  readonly rowBytes: number
}

export interface RowCoding {
  /** Each row starts with the kind of its PNG filter; bytes of a pixel, or null when there is none. */
  readonly pngPixelBytes: number | null
  /** Undoes what else was done to a row, in place. */
  readonly undo: ((row: Uint8Array) => void) | null
}

export class SampleRows {
  readonly #passes: readonly SamplePass[]
  readonly #coding: RowCoding
  readonly #test: RowTest
  readonly #head: 0 | 1
  #pass = 0
  #y = 0
  #row: Uint8Array
  #spare: Uint8Array
  #filled = 0
  verdict: SampleVerdict = 'mono'

  /** Several passes when the image is interlaced; at least one. */
  constructor(passes: readonly SamplePass[], coding: RowCoding, test: RowTest) {
    this.#passes = passes
    this.#coding = coding
    this.#test = test
    this.#head = coding.pngPixelBytes === null ? 0 : 1
    this.#row = new Uint8Array(0)
    this.#spare = new Uint8Array(0)
    this.#startPass()
  }

  /** Every row was seen. */
  get complete(): boolean {
    return this.#pass >= this.#passes.length
  }

  /** False when nothing more is needed: color was found, or every row was seen. */
  take(bytes: Uint8Array): boolean {
    for (let at = 0; at < bytes.length && !this.complete; ) {
      const count = Math.min(this.#row.length - this.#filled, bytes.length - at)
      this.#row.set(bytes.subarray(at, at + count), this.#filled)
      this.#filled += count
      at += count
      if (this.#filled < this.#row.length) return true
      if (!this.#endRow()) return false
    }
    return !this.complete
  }

  #startPass(): void {
    const size = (this.#passes[this.#pass]?.rowBytes ?? 0) + this.#head
    this.#row = new Uint8Array(size)
    // The row before the first counts as zeros.
    this.#spare = new Uint8Array(size)
    this.#y = 0
    this.#filled = 0
  }

  #endRow(): boolean {
    const { width, height } = this.#passes[this.#pass]!
    const samples = this.#row.subarray(this.#head)
    const { pngPixelBytes, undo } = this.#coding
    if (pngPixelBytes !== null) {
      undoPngRow(this.#row[0]!, samples, this.#spare.subarray(1), pngPixelBytes)
    }
    undo?.(samples)
    const found = this.#test(samples, 0, samples.length, this.#y, width)
    if (found !== 'mono') this.verdict = found
    if (found === 'color') return false
    const done = this.#row
    this.#row = this.#spare
    this.#spare = done
    this.#filled = 0
    if (++this.#y >= height) {
      this.#pass++
      this.#startPass()
    }
    return true
  }
}
