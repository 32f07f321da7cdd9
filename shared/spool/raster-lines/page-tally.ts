/** Counts pages as they come and turns them into a reading: sizes, which pages have color, copies, duplex. */
import type { Count, FindingProblem, Known } from '#shared/contracts/findings.ts'
import { PAGES_LIMIT } from '#shared/contracts/findings.ts'
import type { Reading } from '../port.ts'

/** `unknown`: nobody can say without rendering; it counts as color, `estimated`. */
export type PageColor = 'mono' | 'color' | 'unknown'

/** Sizes told of one document; pages of any further size are counted, but not told apart. */
const SIZES_LIMIT = 32
/** Longest side told, in points: 35 meters. */
const SIDE_LIMIT_PT = 100_000

export class PageTally {
  pages = 0
  /** The largest number asked for by any page. */
  copies = 1
  duplex: boolean | null = null
  readonly #colorPages: number[] = []
  readonly #sizes = new Map<string, { widthPt: number; heightPt: number; pages: number }>()
  #colorKnown: Known = 'exact'

  /** Sizes that no paper has are left out. */
  beginPage(widthPt: number, heightPt: number): void {
    this.pages++
    const [width, height] = [roundSide(widthPt), roundSide(heightPt)]
    if (!isSide(width) || !isSide(height)) return
    const key = `${width} ${height}`
    const size = this.#sizes.get(key)
    if (size) size.pages++
    else if (this.#sizes.size < SIZES_LIMIT) {
      this.#sizes.set(key, { widthPt: width, heightPt: height, pages: 1 })
    }
  }

  /** Of the page begun last. `known` tells how certain `color` is. */
  endPage(color: PageColor, known: Known = 'exact'): void {
    if (color !== 'mono' && this.#colorPages.length < PAGES_LIMIT) this.#colorPages.push(this.pages)
    if (color === 'unknown' || known !== 'exact') this.#colorKnown = 'estimated'
  }

  askForCopies(copies: number): void {
    if (copies > this.copies) this.copies = copies
  }

  /** One page on both sides makes the job duplex. */
  askForDuplex(duplex: boolean): void {
    this.duplex = duplex || this.duplex === true
  }

  /** `pagesKnown` `exact` only when the document ended where it should. No page at all is never a count. */
  makeReading(pagesKnown: Known, problem: FindingProblem | null): Reading {
    const isKnown = this.pages > 0 && pagesKnown !== 'unknown'
    const pages: Count = isKnown
      ? { value: this.pages, known: pagesKnown }
      : { value: null, known: 'unknown' }
    const colorKnown = pagesKnown === 'exact' ? this.#colorKnown : 'estimated'
    return {
      pages,
      colorPages: isKnown
        ? { value: this.#colorPages, known: colorKnown }
        : { value: null, known: 'unknown' },
      pageSizes: [...this.#sizes.values()],
      duplex: this.duplex,
      copies: this.copies,
      problem,
    }
  }
}

function roundSide(points: number): number {
  return Math.round(points * 100) / 100
}

function isSide(points: number): boolean {
  return points > 0 && points <= SIDE_LIMIT_PT
}
