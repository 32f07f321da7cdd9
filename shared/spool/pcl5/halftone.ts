/**
 * Tells colored dots from gray ones in planes of one bit. A printer that mixes gray of three inks scatters their dots,
 * so single pixels differ although the eye sees gray: what counts is how much of each ink a small square holds.
 */

import type { PageColor } from '../page-tally.ts'

/** A square of 16 × 16 dots. */
const TILE_ROWS = 16
const TILE_BYTES = 2
/** Of 256 dots: scattering makes the inks of a gray square differ by so many, and a little more where ink is dense. */
const NOISE_DOTS = 12
const NOISE_SHARE = 0.1
/** Up to here it may be a driver that mixes its black badly, or a picture in brown. */
const DOUBT_SHARE = 0.5
/** A small mark touches few squares and stands away from gray; scattered gray touches many. */
const SMALL_MARK_TILES = 4

export class Halftone {
  #inks = new Uint16Array(0)
  #band = -1
  #usedTiles = 0
  #unequalTiles = 0
  #hasGrayBeside = false
  /** The last row of dots whose inks are equal. */
  #grayRow = -1
  /** Nothing more on the page can change the verdict. */
  isColor = false
  #mayBeColor = false

  /** A row that has dots, in equal inks. */
  addGrayRow(row: number): void {
    this.#grayRow = row
    if (this.#usedTiles > 0 && Math.floor(row / TILE_ROWS) === this.#band)
      this.#hasGrayBeside = true
  }

  /** A row whose inks are not everywhere equal; `row` counts down the page. `isLight`: a bit that is 0 is a dot. */
  addRow(
    row: number,
    cyan: Uint8Array,
    magenta: Uint8Array,
    yellow: Uint8Array,
    extent: number,
    isLight: boolean,
  ): void {
    const band = Math.floor(row / TILE_ROWS)
    if (band !== this.#band) this.#closeBand(band)
    if (Math.floor(this.#grayRow / TILE_ROWS) === band) this.#hasGrayBeside = true
    const tiles = Math.ceil(extent / TILE_BYTES)
    if (this.#inks.length < tiles * 3) {
      const wider = new Uint16Array(tiles * 6)
      wider.set(this.#inks)
      this.#inks = wider
    }
    if (tiles > this.#usedTiles) this.#usedTiles = tiles
    const inks = this.#inks
    for (let i = 0; i < extent; i++) {
      const flip = isLight ? 255 : 0
      const c = cyan[i]! ^ flip
      const m = magenta[i]! ^ flip
      const y = yellow[i]! ^ flip
      if ((c | m | y) === 0) continue
      const tile = (i >> 1) * 3
      inks[tile] = inks[tile]! + DOTS[c]!
      inks[tile + 1] = inks[tile + 1]! + DOTS[m]!
      inks[tile + 2] = inks[tile + 2]! + DOTS[y]!
    }
  }

  /** What the page shows; the next page starts. */
  endPage(): PageColor {
    this.#closeBand(-1)
    const isSmallMark =
      this.#unequalTiles > 0 && this.#unequalTiles <= SMALL_MARK_TILES && !this.#hasGrayBeside
    const color = this.isColor || isSmallMark ? 'color' : this.#mayBeColor ? 'undecided' : 'mono'
    this.isColor = false
    this.#mayBeColor = false
    this.#unequalTiles = 0
    this.#hasGrayBeside = false
    this.#grayRow = -1
    return color
  }

  #closeBand(next: number): void {
    const inks = this.#inks
    for (let tile = 0; tile < this.#usedTiles * 3; tile += 3) {
      const least = Math.min(inks[tile]!, inks[tile + 1]!, inks[tile + 2]!)
      const most = Math.max(inks[tile]!, inks[tile + 1]!, inks[tile + 2]!)
      inks[tile] = inks[tile + 1] = inks[tile + 2] = 0
      if (most === least) continue
      this.#unequalTiles++
      if (least > 0) this.#hasGrayBeside = true
      if (most - least > NOISE_DOTS + DOUBT_SHARE * least) this.isColor = true
      else if (most - least > NOISE_DOTS + NOISE_SHARE * least) this.#mayBeColor = true
    }
    this.#usedTiles = 0
    this.#band = next
  }
}

/** Bits that are set in a byte. */
const DOTS = Uint8Array.from({ length: 256 }, (_, byte) => {
  let dots = 0
  for (let rest = byte; rest > 0; rest >>= 1) dots += rest & 1
  return dots
})
