/** PCL 5 inside a PCL XL page ("PassThrough"): it marks that page and must not make pages of its own. */
import type { PageColor, PageTally } from '../page-tally.ts'
import { PclReader } from '../pcl5/reader.ts'
import type { AnalyzeTools } from '../port.ts'

export class Passthrough {
  readonly #reader: PclReader
  #isOver = false

  constructor(tools: AnalyzeTools) {
    this.#reader = new PclReader(tools)
  }

  push(data: Uint8Array, from: number, to: number): void {
    if (!this.#isOver) this.#isOver = this.#reader.push(data.subarray(from, to)) === 'enough'
  }

  /** What the page shows of it. */
  endPage(tally: PageTally): PageColor {
    const { pages, colorPages } = this.#reader.end()
    if (pages.value === null || pages.value > 1) tally.doubtCount()
    if (colorPages.value === null) return 'undecided'
    if (colorPages.value.length === 0) return 'mono'
    return colorPages.known === 'exact' ? 'color' : 'undecided'
  }
}
