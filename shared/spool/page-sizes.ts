/** Paper sizes of a document in points, in order of first use, with how many pages each has. */
import type { Findings } from '#shared/contracts/findings.ts'

/** Sizes the findings have room for. */
export const PAGE_SIZES_LIMIT = 32
/** Sizes closer than half a point are the same paper. */
const STEPS_PER_POINT = 2
/** As the contract of the facts allows; no paper is larger. */
export const SIDE_LIMIT_PT = 100_000

export class PageSizes {
  readonly #sizes = new Map<string, { widthPt: number; heightPt: number; pages: number }>()

  /** Sizes beyond the limit are counted with the last. */
  add(widthPt: number, heightPt: number, pages = 1): void {
    const size = { widthPt: round(widthPt), heightPt: round(heightPt), pages }
    const key = `${size.widthPt}x${size.heightPt}`
    const kept = this.#sizes.get(key)
    if (kept) kept.pages += pages
    else if (this.#sizes.size < PAGE_SIZES_LIMIT) this.#sizes.set(key, size)
    else [...this.#sizes.values()].at(-1)!.pages += pages
  }

  get list(): Findings['pageSizes'] {
    return [...this.#sizes.values()]
  }
}

function round(side: number): number {
  const inside = Number.isFinite(side) ? Math.min(Math.max(side, 0), SIDE_LIMIT_PT) : 0
  return Math.round(inside * STEPS_PER_POINT) / STEPS_PER_POINT
}
