/** Palettes of PCL 5 Color and what each of their entries looks like: gray or color. */
import { chromaOfLab, chromaOfRgb } from '../color.ts'
import type { ColorPolicy } from '../port.ts'

/** "Configure Image Data" (PCL 5 Color Technical Reference, ESC*v#W). */
export interface ImageData {
  readonly space: ColorSpace
  readonly encoding: PixelEncoding
  readonly bitsPerIndex: number
  readonly bitsPerPrimary: readonly [number, number, number]
}

export type ColorSpace = 'rgb' | 'cmy' | 'lab' | 'luminance-chrominance'
export type PixelEncoding = 'indexed-by-plane' | 'indexed-by-pixel' | 'by-plane' | 'by-pixel'

const SPACES: readonly ColorSpace[] = ['rgb', 'cmy', 'rgb', 'lab', 'luminance-chrominance']
const ENCODINGS: readonly PixelEncoding[] = [
  'indexed-by-plane',
  'indexed-by-pixel',
  'by-plane',
  'by-pixel',
]

/** `null` when the bytes are no configuration that a printer takes; it keeps its old one then. */
export function parseImageData(bytes: Uint8Array): ImageData | null {
  const space = SPACES[bytes[0] ?? 255]
  const encoding = ENCODINGS[bytes[1] ?? 255]
  if (bytes.length < 6 || !space || !encoding) return null
  const bitsPerIndex = bytes[2]!
  if (bitsPerIndex > 8 && encoding !== 'by-plane' && encoding !== 'by-pixel') return null
  return {
    space,
    encoding,
    bitsPerIndex,
    bitsPerPrimary: [bytes[3]!, bytes[4]!, bytes[5]!],
  }
}

const ENTRIES_LIMIT = 256

/** Colors by number. A number beyond its size wraps around, as printers do it. */
export class Palette {
  readonly size: number
  readonly isProgrammable: boolean
  /** No entry was changed since it was made. */
  isUnchanged = true
  readonly space: ColorSpace
  readonly #bits: readonly [number, number, number]
  readonly #policy: ColorPolicy
  readonly #isColor: Uint8Array

  constructor(
    size: number,
    space: ColorSpace,
    bits: readonly [number, number, number],
    isProgrammable: boolean,
    policy: ColorPolicy,
  ) {
    this.size = Math.min(Math.max(1, size), ENTRIES_LIMIT)
    this.space = space
    this.isProgrammable = isProgrammable
    this.#bits = bits
    this.#policy = policy
    this.#isColor = new Uint8Array(this.size)
    for (const index of DEFAULT_COLOR_ENTRIES[this.size] ?? DEFAULT_COLOR_ENTRIES[8]!) {
      if (index < this.size) this.#isColor[index] = 1
    }
  }

  copy(): Palette {
    const copy = new Palette(this.size, this.space, this.#bits, this.isProgrammable, this.#policy)
    copy.#isColor.set(this.#isColor)
    copy.isUnchanged = this.isUnchanged
    return copy
  }

  isColor(index: number): boolean {
    return this.#isColor[Math.abs(index) % this.size] === 1
  }

  /** Components as the image data of the palette scales them. */
  set(index: number, components: readonly [number, number, number]): void {
    if (index < 0 || index >= this.size || !this.isProgrammable) return
    this.isUnchanged = false
    this.#isColor[index] = this.#chroma(components) > this.#policy.chromaLimit ? 1 : 0
  }

  /** A pen of HP-GL/2: red, green, blue of 0 to 1. */
  setRgb(index: number, red: number, green: number, blue: number): void {
    if (index < 0 || index >= this.size) return
    this.isUnchanged = false
    this.#isColor[index] = chromaOfRgb(red, green, blue) * 255 > this.#policy.chromaLimit ? 1 : 0
  }

  reset(colorEntries: readonly number[]): void {
    this.isUnchanged = false
    this.#isColor.fill(0)
    for (const index of colorEntries) if (index < this.size) this.#isColor[index] = 1
  }

  #chroma([first, second, third]: readonly [number, number, number]): number {
    if (this.space === 'lab') return chromaOfLab(first, second, third)
    // Chrominance is all that is not gray.
    if (this.space === 'luminance-chrominance') return Math.max(Math.abs(second), Math.abs(third))
    const scale = this.#bits.map((bits) => 255 / (2 ** Math.min(Math.max(bits, 1), 16) - 1))
    return chromaOfRgb(first * scale[0]!, second * scale[1]!, third * scale[2]!)
  }
}

/** White, black and the pens between them: which are color in the default palette of each size. */
const DEFAULT_COLOR_ENTRIES: Readonly<Record<number, readonly number[]>> = {
  1: [],
  2: [],
  4: [1, 2],
  8: [1, 2, 3, 4, 5, 6],
}

/** Pens after HP-GL/2's IN: white, black, then red, green, yellow, blue, magenta, cyan. */
export const INITIAL_PEN_COLORS: readonly number[] = [2, 3, 4, 5, 6, 7]

export function makeMonoPalette(policy: ColorPolicy): Palette {
  return new Palette(2, 'rgb', [8, 8, 8], false, policy)
}

/** "Simple Color" ESC*r#U; `null` for a number that no printer knows. */
export function makeSimplePalette(planes: number, policy: ColorPolicy): Palette | null {
  if (Math.abs(planes) === 1) return makeMonoPalette(policy)
  if (planes === 3) return new Palette(8, 'rgb', [8, 8, 8], false, policy)
  if (planes === -3) return new Palette(8, 'cmy', [8, 8, 8], false, policy)
  return null
}

export function makeImagePalette(image: ImageData, policy: ColorPolicy): Palette {
  const isDirect = image.encoding === 'by-pixel' || image.encoding === 'by-plane'
  const size = isDirect ? 8 : 2 ** Math.min(image.bitsPerIndex, 8)
  return new Palette(size, image.space, image.bitsPerPrimary, true, policy)
}
