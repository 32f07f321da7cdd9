/**
 * Tells colored dots from gray ones in planes of one bit. A printer that mixes gray of three inks scatters their dots,
 * so single pixels differ although the eye sees gray: what counts is how much of each ink a square holds, and what
 * drivers are known to scatter is never certain color.
 */

import type { PageColor } from '../page-tally.ts'

/** Small squares of 16 × 16 dots find small marks; fields of 4 × 4 of them are what the eye mixes. */
const SQUARE_ROWS = 16
const SQUARE_BYTES = 2
const SQUARES_PER_FIELD = 4
const FIELD_DOTS = (SQUARE_ROWS * SQUARES_PER_FIELD) ** 2
/** One ink has more than four times the dots of another: scattered gray does so only where it has few dots. */
const PURE_TIMES = 4
const PURE_FIELD_DOTS = 48
const PURE_SQUARE_TIMES = 8
/** Coarse drivers scatter gray so badly that a square holds 65 dots of one ink and 8 of another. */
const PURE_SQUARE_DOTS = 112
/** So many may be a small mark of color beside gray. */
const DOUBT_SQUARE_DOTS = 16
/** Gray that is scattered badly is so all over: where fewer of the fields differ, a mark lies among gray. */
const SCATTERED_SHARE = 1 / 8
/** A page of color all the same is not balanced: its inks as a whole differ by more than this share. */
const BALANCED_SHARE = 0.985
/** Where cyan prevails in black of three inks, drivers take a fifth of it away. */
const CORRECTED_CYAN = 0.8
const CORRECTION_TOLERANCE = 0.06
/** A small mark touches few squares and stands away from gray; scattered gray touches many. */
const SMALL_MARK_SQUARES = 4

export class Halftone {
  /** Nothing more on the page can change the verdict. */
  isColor = false
  readonly #limit: number
  /** Three numbers a square or field across the page: dots of cyan, magenta, yellow. */
  #squares = new Uint32Array(0)
  #fields = new Uint32Array(0)
  #band = -1
  #usedSquares = 0
  #usedFields = 0
  #unequalSquares = 0
  #hasGrayBeside = false
  /** The last row of dots whose inks are equal. */
  #grayRow = -1
  readonly #sum: [number, number, number] = [0, 0, 0]
  /** Over the fields of the page: how far the inks differ, as they are and with the cyan that was taken away. */
  #difference = 0
  #correctedDifference = 0
  #inkedFields = 0
  #unequalFields = 0
  #mayHoldSmallMark = false

  /** `chromaLimit` of 255: mixed pixels that differ by more are color. */
  constructor(chromaLimit: number) {
    this.#limit = (chromaLimit / 255) * FIELD_DOTS
  }

  /** A row that has dots, in equal inks. */
  addGrayRow(row: number): void {
    this.#grayRow = row
    if (this.#usedSquares > 0 && Math.floor(row / SQUARE_ROWS) === this.#band)
      this.#hasGrayBeside = true
  }

  /**
   * A row whose inks are not everywhere equal; `row` counts down the page. `isLight`: a bit that is 0 is a dot.
   * `share`: what a dot of this plane weighs when an ink has several planes; 1 in all.
   */
  addRow(
    row: number,
    cyan: Uint8Array,
    magenta: Uint8Array,
    yellow: Uint8Array,
    extent: number,
    isLight: boolean,
    share = 1,
  ): void {
    const band = Math.floor(row / SQUARE_ROWS)
    if (band !== this.#band) this.#closeBand(band)
    if (Math.floor(this.#grayRow / SQUARE_ROWS) === band) this.#hasGrayBeside = true
    const squares = Math.ceil(extent / SQUARE_BYTES)
    if (this.#squares.length < squares * 3) this.#squares = wider(this.#squares, squares * 6)
    if (squares > this.#usedSquares) this.#usedSquares = squares
    const dots = this.#squares
    const weights = weightsOf(share)
    const flip = isLight ? 255 : 0
    for (let i = 0; i < extent; i++) {
      const c = cyan[i]! ^ flip
      const m = magenta[i]! ^ flip
      const y = yellow[i]! ^ flip
      if ((c | m | y) === 0) continue
      const square = (i >> 1) * 3
      dots[square] = dots[square]! + weights[c]!
      dots[square + 1] = dots[square + 1]! + weights[m]!
      dots[square + 2] = dots[square + 2]! + weights[y]!
    }
  }

  /** What the page shows; the next page starts. */
  endPage(): PageColor {
    this.#closeBand(-1)
    const color = this.#judgePage()
    this.isColor = false
    this.#unequalSquares = 0
    this.#hasGrayBeside = false
    this.#grayRow = -1
    this.#sum.fill(0)
    this.#difference = this.#correctedDifference = 0
    this.#inkedFields = this.#unequalFields = 0
    this.#mayHoldSmallMark = false
    return color
  }

  #judgePage(): PageColor {
    if (this.isColor) return 'color'
    const isSmall = this.#unequalSquares > 0 && this.#unequalSquares <= SMALL_MARK_SQUARES
    if (isSmall && !this.#hasGrayBeside) return 'color'
    if (this.#difference <= this.#limit) return this.#mayHoldSmallMark ? 'presumed-mono' : 'mono'
    return this.#isMixedGray() ? 'presumed-mono' : 'undecided'
  }

  /** Fields differ, but as a whole the page holds as much of each ink as gray would. */
  #isMixedGray(): boolean {
    const [cyan, magenta, yellow] = this.#sum
    const most = Math.max(cyan, magenta, yellow)
    if (Math.min(magenta, yellow) < BALANCED_SHARE * most) return false
    if (cyan >= BALANCED_SHARE * most)
      return this.#unequalFields > this.#inkedFields * SCATTERED_SHARE
    const isCorrected = Math.abs(cyan / most - CORRECTED_CYAN) <= CORRECTION_TOLERANCE
    return isCorrected && this.#correctedDifference <= this.#limit
  }

  #closeBand(next: number): void {
    const dots = this.#squares
    const fields = Math.ceil(this.#usedSquares / SQUARES_PER_FIELD)
    if (this.#fields.length < fields * 3) this.#fields = wider(this.#fields, fields * 6)
    if (fields > this.#usedFields) this.#usedFields = fields
    for (let square = 0; square < this.#usedSquares; square++) {
      const at = square * 3
      const [cyan, magenta, yellow] = [dots[at]!, dots[at + 1]!, dots[at + 2]!]
      dots[at] = dots[at + 1] = dots[at + 2] = 0
      this.#judgeSquare(cyan / FRACTION, magenta / FRACTION, yellow / FRACTION)
      const field = Math.floor(square / SQUARES_PER_FIELD) * 3
      this.#fields[field] = this.#fields[field]! + cyan
      this.#fields[field + 1] = this.#fields[field + 1]! + magenta
      this.#fields[field + 2] = this.#fields[field + 2]! + yellow
    }
    this.#usedSquares = 0
    const isSameField =
      next >= 0 &&
      Math.floor(next / SQUARES_PER_FIELD) === Math.floor(this.#band / SQUARES_PER_FIELD)
    if (!isSameField) this.#closeFields()
    this.#band = next
  }

  #judgeSquare(cyan: number, magenta: number, yellow: number): void {
    const least = Math.min(cyan, magenta, yellow)
    const most = Math.max(cyan, magenta, yellow)
    if (most === least) return
    this.#unequalSquares++
    if (least > 0) this.#hasGrayBeside = true
    if (least * PURE_SQUARE_TIMES >= most) return
    if (most >= PURE_SQUARE_DOTS) this.isColor = true
    else if (most >= DOUBT_SQUARE_DOTS) this.#mayHoldSmallMark = true
  }

  #closeFields(): void {
    const fields = this.#fields
    for (let at = 0; at < this.#usedFields * 3; at += 3) {
      const cyan = fields[at]! / FRACTION
      const magenta = fields[at + 1]! / FRACTION
      const yellow = fields[at + 2]! / FRACTION
      fields[at] = fields[at + 1] = fields[at + 2] = 0
      const least = Math.min(cyan, magenta, yellow)
      const most = Math.max(cyan, magenta, yellow)
      if (most === 0) continue
      if (most >= PURE_FIELD_DOTS && least * PURE_TIMES < most) this.isColor = true
      this.#inkedFields++
      if (most - least > this.#limit) this.#unequalFields++
      this.#difference = Math.max(this.#difference, most - least)
      const corrected = cyan / CORRECTED_CYAN
      this.#correctedDifference = Math.max(
        this.#correctedDifference,
        Math.max(corrected, magenta, yellow) - Math.min(corrected, magenta, yellow),
      )
      this.#sum[0] += cyan
      this.#sum[1] += magenta
      this.#sum[2] += yellow
    }
    this.#usedFields = 0
  }
}

/** Dots are counted in so many parts, that planes may weigh less than one. */
const FRACTION = 255
const WEIGHTS = new Map<number, Uint16Array>()

/** What the bits that are set in a byte weigh. */
function weightsOf(share: number): Uint16Array {
  const known = WEIGHTS.get(share)
  if (known) return known
  const weights = Uint16Array.from({ length: 256 }, (_, byte) => {
    let dots = 0
    for (let rest = byte; rest > 0; rest >>= 1) dots += rest & 1
    return Math.round(dots * share * FRACTION)
  })
  WEIGHTS.set(share, weights)
  return weights
}

function wider(numbers: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  const more = new Uint32Array(length)
  more.set(numbers)
  return more
}
