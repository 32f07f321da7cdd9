/** Raster graphics of PCL: takes rows and planes as they come and tells whether one of them shows color. */
import type { PageColor } from '../page-tally.ts'
import type { AnalyzeTools } from '../port.ts'
import { Halftone } from './halftone.ts'
import {
  changedNumbersHaveColor,
  changedPixelsHaveColor,
  packedPixelsHaveColor,
  pixelsHaveColor,
} from './pixel-scan.ts'
import { RasterRow } from './raster-row.ts'

/** How the bytes of a row become pixels. */
export type RasterFormat =
  /** One plane of black: the row needs no look. `isInkColor`: its ink is a color. */
  | { readonly kind: 'mono'; readonly isInkColor: boolean }
  /** Bit planes: the bits of a pixel in all planes, first plane lowest, are its number. */
  | {
      readonly kind: 'planes'
      readonly count: number
      readonly isColor: (index: number) => boolean
    }
  /**
   * Planes of black, which do not matter, then as many for each of three inks: gray where the inks are equal.
   * `isLight`: red, green and blue instead, so a dot that is not set is one of ink.
   */
  | {
      readonly kind: 'inks'
      readonly blackPlanes: number
      readonly planesPerInk: number
      readonly isLight: boolean
    }
  /** Numbers of 1, 2, 4 or 8 bits. */
  | {
      readonly kind: 'numbers'
      readonly bits: number
      readonly isColor: (index: number) => boolean
    }
  /** Three bytes a pixel. `blank`: the byte that a row holds before anything is written to it. */
  | { readonly kind: 'pixels'; readonly blank: 0 | 255 }
  /** Something nobody can tell from the outside. */
  | { readonly kind: 'opaque' }

interface PendingPlane {
  /** Drivers change the compression between the planes of one row. */
  mode: number
  data: Uint8Array
  from: number
  to: number
}

export const PLANES_LIMIT = 32

export class Raster {
  readonly #budget: AnalyzeTools['budget']
  readonly #chromaLimit: number
  /** The strict test: any dot of unequal inks is color. */
  readonly #countsEveryDot: boolean
  readonly #halftone: Halftone
  #rowNumber = 0
  #format: RasterFormat = { kind: 'mono', isInkColor: false }
  #planeCount = 1
  mode = 0
  readonly #rows: RasterRow[] = [new RasterRow()]
  /** Rows used by the format hold the same bytes, which stand in the first of them only. */
  #rowsAreEqual = true
  readonly #pending: PendingPlane[] = []
  #pendingCount = 0
  #colors: Uint8Array | null = null

  constructor({ budget, policy }: AnalyzeTools) {
    this.#budget = budget
    this.#chromaLimit = policy.chromaLimit
    this.#countsEveryDot = policy.test === 'process'
    this.#halftone = new Halftone(policy.chromaLimit)
  }

  setFormat(format: RasterFormat): void {
    this.#format = format
    this.#planeCount = planesOf(format)
    this.#colors = colorTable(format)
    this.#rows[0]!.setBlank(format.kind === 'pixels' ? format.blank : 0)
    this.clearSeeds()
  }

  /** Whether rows must be seen whole; else their length is enough. */
  get looksAtRows(): boolean {
    const { kind } = this.#format
    return kind !== 'opaque' && (kind !== 'mono' || this.#format.isInkColor)
  }

  get isOpaque(): boolean {
    return this.#format.kind === 'opaque'
  }

  /** At the start of graphics and behind a vertical offset the seed is an empty row. */
  clearSeeds(): void {
    for (const row of this.#rows) row.clear()
    this.#rowsAreEqual = true
    this.#pendingCount = 0
  }

  /** "ESC*b#Y": down without printing. */
  moveDown(rows: number): void {
    this.#rowNumber += Math.min(rows, 65_535)
    this.clearSeeds()
  }

  /** What shows only when the page is seen as a whole. */
  endPage(): PageColor {
    this.#rowNumber = 0
    return this.#halftone.endPage()
  }

  dropPlanes(): void {
    this.#pendingCount = 0
  }

  /** One plane of a row. The data is only lent until `keepPlanes`. */
  addPlane(data: Uint8Array, from: number, to: number): void {
    if (this.#pendingCount >= PLANES_LIMIT) return
    const plane = this.#pending[this.#pendingCount]
    if (plane) {
      plane.mode = this.mode
      plane.data = data
      plane.from = from
      plane.to = to
    } else {
      this.#pending.push({ mode: this.mode, data, from, to })
    }
    this.#pendingCount++
  }

  /** The lender takes his bytes back. */
  keepPlanes(): void {
    for (let i = 0; i < this.#pendingCount; i++) {
      const plane = this.#pending[i]!
      plane.data = plane.data.slice(plane.from, plane.to)
      plane.to -= plane.from
      plane.from = 0
    }
  }

  /** The last plane came: what the row shows. */
  endRow(): PageColor {
    const color = this.#readRow()
    this.#rowNumber++
    this.#pendingCount = 0
    return color
  }

  #readRow(): PageColor {
    const format = this.#format
    this.#budget.spendOperations(1)
    if (format.kind === 'opaque') return 'undecided'
    if (this.#pendingCount === 0) return 'mono'
    if (this.#pending[0]!.mode === 5) return this.#readAdaptive()
    return this.#readPlanes() ? 'color' : 'mono'
  }

  #readPlanes(): boolean {
    const format = this.#format
    const [first] = this.#pending
    if (format.kind === 'pixels') return this.#readPixels(first!)
    if (format.kind === 'mono') return this.#readNumbers(first!, 8)
    if (format.kind === 'numbers') return this.#readNumbers(first!, format.bits)
    if (format.kind === 'inks') return this.#readInks(format)
    return this.#readIndexed(0, this.#planeCount)
  }

  #readPixels({ mode, data, from, to }: PendingPlane): boolean {
    const row = this.#rows[0]!
    if (mode === 0 || mode === 2) {
      row.keepPacked(mode, data, from, to)
      return mode === 0
        ? pixelsHaveColor(data, from, to, this.#chromaLimit)
        : packedPixelsHaveColor(data, from, to, this.#chromaLimit)
    }
    row.apply(mode, data, from, to)
    this.#spend(to - from)
    return changedPixelsHaveColor(row, row.extent, this.#chromaLimit)
  }

  #readNumbers({ mode, data, from, to }: PendingPlane, bits: number): boolean {
    const row = this.#rows[0]!
    row.apply(mode, data, from, to)
    this.#spend(row.extent)
    return changedNumbersHaveColor(row, row.extent, bits, this.#colors!)
  }

  #readIndexed(firstPlane: number, count: number): boolean {
    if (this.#planesAreEqual(firstPlane, count)) {
      const colors = this.#colors!
      if (!colors[0] && !colors[2 ** count - 1]) return false
    }
    const extent = this.#unpackPlanes(firstPlane, count)
    for (let i = 0; i < extent; i++) if (this.#byteHasColor(i, firstPlane, count)) return true
    return false
  }

  #byteHasColor(at: number, firstPlane: number, count: number): boolean {
    const colors = this.#colors!
    const lowest = this.#rows[firstPlane]!.bytes[at]!
    let isEqual = lowest === 0 || lowest === 255
    for (let plane = 1; isEqual && plane < count; plane++) {
      isEqual = this.#rows[firstPlane + plane]!.bytes[at] === lowest
    }
    if (isEqual) return colors[lowest === 0 ? 0 : 2 ** count - 1] === 1
    for (let bit = 0; bit < 8; bit++) {
      let index = 0
      for (let plane = 0; plane < count; plane++) {
        index |= ((this.#rows[firstPlane + plane]!.bytes[at]! >> bit) & 1) << plane
      }
      if (colors[index]) return true
    }
    return false
  }

  #readInks(format: RasterFormat & { kind: 'inks' }): boolean {
    const firstInk = format.blackPlanes
    const { planesPerInk } = format
    if (this.#pendingCount <= firstInk) return false
    const count = planesPerInk * 3
    if (this.#planesAreEqual(firstInk, count)) {
      if (this.#rowAt(firstInk).hasDots(format.isLight)) this.#halftone.addGrayRow(this.#rowNumber)
      return false
    }
    const extent = this.#unpackPlanes(firstInk, count)
    for (let plane = firstInk; plane < firstInk + planesPerInk; plane++) {
      const cyan = this.#rows[plane]!.bytes
      const magenta = this.#rows[plane + planesPerInk]!.bytes
      const yellow = this.#rows[plane + 2 * planesPerInk]!.bytes
      if (!haveUnequalBytes(cyan, magenta, yellow, extent)) continue
      if (this.#countsEveryDot) return true
      // The planes of an ink are the bits of its intensity, the lowest first.
      const share = 2 ** (plane - firstInk) / (2 ** planesPerInk - 1)
      this.#halftone.addRow(this.#rowNumber, cyan, magenta, yellow, extent, format.isLight, share)
    }
    return this.#halftone.isColor
  }

  /** Planes that were equal and get the same bytes stay equal; only the first of them is kept then. */
  #planesAreEqual(firstPlane: number, count: number): boolean {
    const first = this.#planeAt(firstPlane)
    const needsSeed = first.mode > 2
    if (needsSeed && !this.#rowsAreEqual) return false
    for (let plane = 1; plane < count; plane++) {
      if (!areSamePlanes(first, this.#planeAt(firstPlane + plane))) return false
    }
    const row = this.#rowAt(firstPlane)
    this.#rowsAreEqual = true
    if (!needsSeed) row.keepPacked(first.mode, first.data, first.from, first.to)
    else {
      row.apply(first.mode, first.data, first.from, first.to)
      this.#spend(first.to - first.from)
    }
    return true
  }

  /** Unpacks each plane into its row; the number of bytes that any of them reaches. */
  #unpackPlanes(firstPlane: number, count: number): number {
    if (this.#rowsAreEqual) {
      const first = this.#rowAt(firstPlane)
      for (let plane = 1; plane < count; plane++) {
        const needsSeed = this.#planeAt(firstPlane + plane).mode > 2
        if (needsSeed) this.#rowAt(firstPlane + plane).copyFrom(first)
      }
      this.#rowsAreEqual = false
    }
    let extent = 0
    for (let plane = 0; plane < count; plane++) {
      const row = this.#rowAt(firstPlane + plane)
      const { mode, data, from, to } = this.#planeAt(firstPlane + plane)
      row.apply(mode, data, from, to)
      extent = Math.max(extent, row.extent)
    }
    this.#spend(extent * count)
    return extent
  }

  /** Mode 5: many rows in one transfer, each with its own mode (a byte) and length (two bytes, high first). */
  #readAdaptive(): PageColor {
    const { data, from, to } = this.#pending[0]!
    this.#pendingCount = 1
    const block = this.#pending[0]!
    let color: PageColor = 'mono'
    for (let at = from; at + 2 < to && color === 'mono'; ) {
      const command = data[at]!
      const length = (data[at + 1]! << 8) | data[at + 2]!
      at += 3
      this.#budget.spendOperations(1)
      if (command === 4) this.clearSeeds()
      // Repeats of the row above show nothing new.
      if (command > 3) {
        this.#pendingCount = 1
        continue
      }
      block.data = data
      block.from = at
      block.to = Math.min(at + length, to)
      block.mode = command
      if (this.#readPlanes()) color = 'color'
      at += length
    }
    return color
  }

  #planeAt(plane: number): PendingPlane {
    return plane < this.#pendingCount ? this.#pending[plane]! : NO_PLANE
  }

  #rowAt(plane: number): RasterRow {
    while (this.#rows.length <= plane) this.#rows.push(new RasterRow())
    return this.#rows[plane]!
  }

  #spend(bytes: number): void {
    this.#budget.spendOperations(bytes >> 8)
  }
}

const NO_PLANE: PendingPlane = { mode: 0, data: new Uint8Array(0), from: 0, to: 0 }

function planesOf(format: RasterFormat): number {
  if (format.kind === 'planes') return Math.min(format.count, 8)
  if (format.kind === 'inks') return format.blackPlanes + 3 * format.planesPerInk
  return 1
}

/** Palettes do not change while a row is read, so their answers are asked for once. */
function colorTable(format: RasterFormat): Uint8Array | null {
  if (format.kind === 'mono') return new Uint8Array(256).fill(format.isInkColor ? 1 : 0, 1)
  if (format.kind !== 'planes' && format.kind !== 'numbers') return null
  const size = 2 ** Math.min(format.kind === 'planes' ? format.count : format.bits, 8)
  return Uint8Array.from({ length: size }, (_, index) => (format.isColor(index) ? 1 : 0))
}

function haveUnequalBytes(a: Uint8Array, b: Uint8Array, c: Uint8Array, length: number): boolean {
  for (let i = 0; i < length; i++) if (a[i] !== b[i] || a[i] !== c[i]) return true
  return false
}

function areSamePlanes(a: PendingPlane, b: PendingPlane): boolean {
  const length = a.to - a.from
  if (b.to - b.from !== length || a.mode !== b.mode) return false
  for (let i = 0; i < length; i++) if (a.data[a.from + i] !== b.data[b.from + i]) return false
  return true
}
