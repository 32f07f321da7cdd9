/** Colors of PCL: palettes, foreground, patterns, and how the rows of a raster become pixels. */
import { MODE_OF_PIXELS, parseRasterConfiguration } from '../pcl3-configuration.ts'
import type { ColorPolicy } from '../port.ts'
import type { Value } from './commands.ts'
import {
  type ImageData,
  INITIAL_PEN_COLORS,
  makeImagePalette,
  makeMonoPalette,
  makeSimplePalette,
  type Palette,
  parseImageData,
} from './palette.ts'
import { Patterns } from './patterns.ts'
import type { RasterFormat } from './raster.ts'

const PALETTES_LIMIT = 256
/** Current patterns (ESC*v#T) and fills (ESC*c#P). */
const WHITE = 1
const USER_PATTERN = 4
const CURRENT_PATTERN = 5

export class Colors {
  /** The format of raster rows must be asked for anew. */
  formatIsStale = true
  readonly #policy: ColorPolicy
  readonly #patterns = new Patterns()
  #palette: Palette
  #paletteId = 0
  #chosenPaletteId = 0
  #palettes = new Map<number, Palette>()
  #paletteStack: Palette[] = []
  #image: ImageData | null = null
  #simpleColor = 1
  #configured: RasterFormat | null = null
  #foregroundIsColor = false
  #patternType = 0
  #patternId = 0
  #components: [number, number, number] = [0, 0, 0]

  constructor(policy: ColorPolicy) {
    this.#policy = policy
    this.#palette = makeMonoPalette(policy)
  }

  /** ESC E. */
  reset(): void {
    this.#patterns.clear()
    this.#palette = makeMonoPalette(this.#policy)
    this.#palettes.clear()
    this.#paletteStack = []
    this.#paletteId = this.#chosenPaletteId = 0
    this.#image = null
    this.#simpleColor = 1
    this.#configured = null
    this.#foregroundIsColor = false
    this.#patternType = 0
    this.formatIsStale = true
  }

  /** Whether text is printed in color. */
  isInkColor(): boolean {
    if (this.#patternType === WHITE) return false
    if (this.#patternType === USER_PATTERN) {
      const ofPattern = this.#patterns.isColor(this.#patternId, this.#palette)
      if (ofPattern !== null) return ofPattern
    }
    return this.#foregroundIsColor
  }

  /** Whether a rectangle (ESC*c#P) is filled with color. */
  isFillColor(fill: number): boolean {
    if (fill === WHITE) return false
    if (fill === CURRENT_PATTERN) return this.isInkColor()
    const ofPattern =
      fill === USER_PATTERN ? this.#patterns.isColor(this.#patternId, this.#palette) : null
    return ofPattern ?? this.#foregroundIsColor
  }

  isPenColor(pen: number): boolean {
    return this.#palette.isColor(pen)
  }

  /** A pen of the plot inside; `null` = its first color. */
  setPen(pen: number, rgb: readonly [number, number, number] | null): void {
    if (rgb) this.#palette.setRgb(pen, ...rgb)
    else this.#palette.setRgb(pen, 0, INITIAL_PEN_COLORS.includes(pen) ? 1 : 0, 0)
    this.formatIsStale = true
  }

  /** "IN" of the plot inside gives eight pens; the planes of the raster stay. */
  resetPens(): void {
    if (this.#simpleColor !== 1 || this.#image) return
    const pens = makeSimplePalette(-3, this.#policy)!
    pens.reset(INITIAL_PEN_COLORS)
    this.#palette = pens
  }

  /** ESC*r#U. */
  setSimpleColor(planes: number): void {
    const palette = makeSimplePalette(planes, this.#policy)
    this.#image = null
    this.#simpleColor = planes
    this.#configured = null
    this.formatIsStale = true
    if (palette) this.#setPalette(palette)
  }

  /** ESC*v#W; bytes that are no configuration change nothing. */
  setImageData(bytes: Uint8Array): void {
    const image = parseImageData(bytes)
    if (!image) return
    this.#image = image
    this.#configured = null
    this.#setPalette(makeImagePalette(image, this.#policy))
  }

  /** ESC*g#W; the compression it names itself, or `null`. */
  configure(bytes: Uint8Array): number | null {
    this.#configured = parseRasterConfiguration(bytes) ?? { kind: 'opaque' }
    this.formatIsStale = true
    return this.#configured.kind === 'pixels' ? MODE_OF_PIXELS : null
  }

  definePattern(data: Uint8Array, from: number, to: number): void {
    this.#patterns.define(this.#patternId, data, from, to)
  }

  /** ESC*c#G and ESC*c#Q. */
  controlPattern(terminator: number, amount: number): void {
    if (terminator === 0x47) this.#patternId = amount
    else if (terminator === 0x51) this.#patterns.control(amount, this.#patternId)
  }

  /** ESC*v: foreground, pattern, components of a new entry. */
  command(terminator: number, value: Value): void {
    const amount = value.isNegative ? -value.amount : value.amount
    switch (terminator) {
      case 0x53: // S: foreground
        this.#foregroundIsColor = this.#palette.isColor(Math.trunc(amount))
        this.formatIsStale ||= this.#simpleColor === 1 && !this.#image
        break
      case 0x54: // T: pattern
        this.#patternType = value.amount
        this.formatIsStale ||= this.#simpleColor === 1 && !this.#image
        break
      case 0x41:
      case 0x42:
      case 0x43: // A, B, C: components
        this.#components[terminator - 0x41] = amount
        break
      case 0x49: // I: assign them to an entry
        this.#palette.set(Math.trunc(amount), this.#components)
        this.#components = [0, 0, 0]
        this.formatIsStale = true
        break
    }
  }

  /** ESC*p#P. */
  pushOrPopPalette(action: number): void {
    if (action === 0 && this.#paletteStack.length < PALETTES_LIMIT) {
      this.#paletteStack.push(this.#palette.copy())
    } else if (action === 1) {
      const palette = this.#paletteStack.pop()
      if (palette) this.#setPalette(palette)
    }
  }

  /** ESC&p: I names a palette, C copies or deletes it, S chooses one. */
  controlPalette(terminator: number, amount: number): void {
    if (terminator === 0x49) this.#paletteId = amount
    else if (terminator === 0x43 && amount === 2) this.#palettes.delete(this.#paletteId)
    else if (terminator === 0x43 && amount === 6 && this.#palettes.size < PALETTES_LIMIT) {
      this.#palettes.set(this.#paletteId, this.#palette.copy())
    } else if (terminator === 0x53) {
      const palette = this.#palettes.get(amount)
      if (!palette) return
      this.#chosenPaletteId = amount
      this.#palette = palette
      this.formatIsStale = true
    }
  }

  /** How the rows that follow become pixels. */
  makeFormat(): RasterFormat {
    if (this.#configured) return this.#configured
    if (this.#image) return this.#formatOfImage(this.#image)
    switch (this.#simpleColor) {
      case 1:
      case -1:
        return { kind: 'mono', isInkColor: this.isInkColor() }
      case 3:
      case -3:
        return { kind: 'inks', blackPlanes: 0, planesPerInk: 1, isLight: this.#simpleColor === 3 }
      case 4:
      case -4:
        return { kind: 'inks', blackPlanes: 1, planesPerInk: 1, isLight: false }
      default:
        return { kind: 'opaque' }
    }
  }

  #formatOfImage({ space, encoding, bitsPerIndex, bitsPerPrimary }: ImageData): RasterFormat {
    const palette = this.#palette
    const isColor = (index: number) => palette.isColor(index)
    const isPlain = space === 'rgb' || space === 'cmy'
    const bits = Math.max(1, bitsPerIndex)
    switch (encoding) {
      case 'by-pixel': {
        const isWholeBytes = bitsPerPrimary.every((bitsOfOne) => bitsOfOne === 8)
        return isWholeBytes && isPlain ? { kind: 'pixels', blank: 0 } : { kind: 'opaque' }
      }
      case 'by-plane':
        return isPlain ? threeInks(space === 'rgb') : { kind: 'opaque' }
      case 'indexed-by-plane':
        // Eight entries as they come with the color space are its three inks and their mixes.
        if (isPlain && bits === 3 && palette.isUnchanged) return threeInks(space === 'rgb')
        return { kind: 'planes', count: bits, isColor }
      case 'indexed-by-pixel': {
        const isKnown = bits === 1 || bits === 2 || bits === 4 || bits === 8
        return isKnown ? { kind: 'numbers', bits, isColor } : { kind: 'opaque' }
      }
    }
  }

  #setPalette(palette: Palette): void {
    this.#palette = palette
    if (this.#palettes.size < PALETTES_LIMIT || this.#palettes.has(this.#chosenPaletteId)) {
      this.#palettes.set(this.#chosenPaletteId, palette)
    }
    this.formatIsStale = true
  }
}

function threeInks(isLight: boolean): RasterFormat {
  return { kind: 'inks', blackPlanes: 0, planesPerInk: 1, isLight }
}
