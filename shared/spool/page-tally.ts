/** Collects the pages of one document as its language ejects them, and makes the reading of them. */
import { PAGES_LIMIT } from '#shared/contracts/findings.ts'
import { type FindingProblemCode, makeFindingProblem, type Reading } from './port.ts'

/** What is known of the color of a page; `undecided` counts as color, `estimated`, and `presumed-mono` as none. */
export type PageColor = 'mono' | 'presumed-mono' | 'color' | 'undecided'

/** Whole points (1/72 inch), as the page lies in the printer: not turned by orientation. */
export interface PaperSize {
  readonly widthPt: number
  readonly heightPt: number
}

interface SizeCount extends PaperSize {
  pages: number
  sides: number
}

/** Pages in a row that ask for the same number of copies. */
interface Run {
  pages: number
  readonly copies: number
}

const SIZES_LIMIT = 32

export class PageTally {
  /** What the document asks for; the first that asks wins. */
  duplex: boolean | null = null
  #pages = 0
  #runs: Run[] = []
  #colorPages: number[] = []
  #sizes = new Map<string, SizeCount>()
  #countIsCertain = true
  #colorIsCertain = true
  #isLost = false
  #problem: Reading['problem'] = null

  get pages(): number {
    return this.#pages
  }

  /** `copies` of 0: the page is made and thrown away, so it does not count. */
  add(color: PageColor, copies: number, size: PaperSize | null): void {
    if (copies <= 0) return
    this.#pages++
    if (this.#pages > PAGES_LIMIT) return
    const run = this.#runs.at(-1)
    if (run?.copies === copies) run.pages++
    else this.#runs.push({ pages: 1, copies })
    if (color === 'color' || color === 'undecided') this.#colorPages.push(this.#pages)
    if (color === 'undecided' || color === 'presumed-mono') this.#colorIsCertain = false
    if (size) this.#addSize(size, copies)
  }

  askDuplex(duplex: boolean): void {
    this.duplex ??= duplex
  }

  /** The number of pages may be wrong from here on. */
  doubtCount(): void {
    this.#countIsCertain = false
  }

  doubtColor(): void {
    this.#colorIsCertain = false
  }

  /** The reader lost its way: what was counted says nothing. */
  giveUp(code: FindingProblemCode, detail: string, at: number | null): void {
    this.#isLost = true
    this.#problem = makeFindingProblem(code, detail, at)
  }

  /** Remembers the first problem; what was counted stays told, `estimated`. */
  report(code: FindingProblemCode, detail: string, at: number | null): void {
    this.#countIsCertain = false
    this.#problem ??= makeFindingProblem(code, detail, at)
  }

  makeReading(): Reading {
    const isUnknown = this.#isLost || this.#pages > PAGES_LIMIT || this.#sides > PAGES_LIMIT
    if (isUnknown) {
      return {
        pages: { value: null, known: 'unknown' },
        colorPages: { value: null, known: 'unknown' },
        pageSizes: [],
        duplex: this.#isLost ? null : this.duplex,
        copies: 1,
        problem: this.#problem,
      }
    }
    const isUniform = this.#runs.length <= 1
    const countKnown = this.#countIsCertain ? 'exact' : 'estimated'
    return {
      pages: { value: isUniform ? this.#pages : this.#sides, known: countKnown },
      colorPages: {
        value: isUniform ? this.#colorPages : this.#colorPagesWithCopies(),
        known: this.#countIsCertain && this.#colorIsCertain ? 'exact' : 'estimated',
      },
      pageSizes: [...this.#sizes.values()].map(({ widthPt, heightPt, pages, sides }) => ({
        widthPt,
        heightPt,
        pages: isUniform ? pages : sides,
      })),
      duplex: this.duplex,
      copies: isUniform ? (this.#runs[0]?.copies ?? 1) : 1,
      problem: this.#problem,
    }
  }

  /** Pages times copies: what a document prints whose pages ask for different numbers of copies. */
  get #sides(): number {
    if (this.#runs.length <= 1) return this.#pages
    return this.#runs.reduce((sum, { pages, copies }) => sum + pages * copies, 0)
  }

  #addSize({ widthPt, heightPt }: PaperSize, copies: number): void {
    const key = `${widthPt}x${heightPt}`
    const known = this.#sizes.get(key)
    if (known) {
      known.pages++
      known.sides += copies
    } else if (this.#sizes.size < SIZES_LIMIT) {
      this.#sizes.set(key, { widthPt, heightPt, pages: 1, sides: copies })
    }
  }

  #colorPagesWithCopies(): number[] {
    const expanded: number[] = []
    let next = 0
    let page = 1
    let side = 1
    for (const { pages, copies } of this.#runs) {
      for (const last = page + pages; page < last; page++, side += copies) {
        if (this.#colorPages[next] !== page) continue
        next++
        for (let copy = 0; copy < copies; copy++) expanded.push(side + copy)
      }
    }
    return expanded
  }
}
