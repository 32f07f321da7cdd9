/** The soft mask of an image, or the stencil that cuts it out (ISO 32000-2 sections 8.9.6 and 11.6.5.2). */
import type { PdfDocument } from './document.ts'
import type { PdfDict, PdfValue } from './objects.ts'

const MASK_BYTES_LIMIT = 16 * 1024 * 1024
const SIDE_LIMIT = 1_000_000

/** `null`: there is none, or nobody can read it. */
export function readMask(document: PdfDocument, dict: PdfDict): ImageMask | null {
  const soft = document.stream(dict.get('SMask'))
  const mask = soft ?? document.stream(dict.get('Mask'))
  if (!mask) return null
  const width = readSide(document, mask.dict.get('Width'))
  const height = readSide(document, mask.dict.get('Height'))
  const bits = soft ? (document.number(mask.dict.get('BitsPerComponent')) ?? 8) : 1
  if (width === 0 || height === 0 || bits > 8) return null
  const { bytes, image, complete } = document.decode(mask, MASK_BYTES_LIMIT)
  if (image !== null || !complete) return null
  const decode = document.numbers(mask.dict.get('Decode'), 2)
  // A stencil hides where its samples are 1.
  const isInverted = (decode?.[0] === 1) !== (soft === null)
  return new ImageMask(bytes, width, height, bits, isInverted)
}

export function readSide(document: PdfDocument, value: PdfValue | undefined): number {
  const side = document.number(value) ?? 0
  return side > 0 ? Math.min(Math.floor(side), SIDE_LIMIT) : 0
}

/** What of the mask is looked at to tell how much it shows. */
const LOOKS_LIMIT = 65_536
/** Less than this nobody sees. */
const SEEN_OPACITY = 0.05

export class ImageMask {
  readonly #bytes: Uint8Array
  readonly #width: number
  readonly #height: number
  readonly #bits: number
  readonly #rowBytes: number
  readonly #isInverted: boolean

  constructor(bytes: Uint8Array, width: number, height: number, bits: number, isInverted: boolean) {
    this.#bytes = bytes
    this.#width = width
    this.#height = height
    this.#bits = bits
    this.#rowBytes = Math.ceil((width * bits) / 8)
    this.#isInverted = isInverted
  }

  /** How much shows of each pixel of an image that large; the most where the mask is finer than the image. */
  opacityOver(width: number, height: number): (x: number, y: number) => number {
    const across = this.#width / width
    const down = this.#height / height
    // A mask may claim to be larger than its bytes: what is not there is not looked for.
    const rows = Math.ceil(this.#bytes.length / this.#rowBytes)
    const columns = Math.ceil((this.#bytes.length * 8) / this.#bits)
    return (x, y) => {
      const left = Math.floor(x * across)
      const right = Math.min(columns, Math.max(left + 1, Math.ceil((x + 1) * across)))
      const top = Math.floor(y * down)
      const bottom = Math.min(rows, Math.max(top + 1, Math.ceil((y + 1) * down)))
      let most = 0
      for (let row = top; row < bottom && most < 1; row++) {
        for (let column = left; column < right && most < 1; column++) {
          most = Math.max(most, this.#opacityAt(column, row))
        }
      }
      return most
    }
  }

  /** 0 to 1: the share of the mask that shows anything. */
  shownShare(): number {
    const samples = this.#width * this.#height
    // A step that has nothing to do with the width does not stay in one column.
    const step = Math.max(1, Math.floor(samples / LOOKS_LIMIT) | 1)
    let shown = 0
    let looks = 0
    for (let sample = 0; sample < samples; sample += step, looks++) {
      const row = Math.floor(sample / this.#width)
      if (this.#opacityAt(sample % this.#width, row) > SEEN_OPACITY) shown++
    }
    return shown / looks
  }

  #opacityAt(column: number, row: number): number {
    const bits = this.#bits
    const most = 2 ** bits - 1
    const byte = this.#bytes[row * this.#rowBytes + ((column * bits) >> 3)] ?? 0
    const sample = (byte >> (8 - bits - ((column * bits) & 7))) & most
    return this.#isInverted ? 1 - sample / most : sample / most
  }
}
