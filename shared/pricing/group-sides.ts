/** Sorts the printed sides of a job by the size of their pages and by color. */

import { splitAmount } from '#shared/contracts/amounts.ts'
import type { Counts } from '#shared/contracts/counts.ts'
import type { Priced } from '#shared/contracts/decision.ts'

export interface SideGroup {
  /** Of the page; null = not known. */
  readonly size: { readonly widthPt: number; readonly heightPt: number } | null
  readonly sides: number
  readonly colorSides: number
  /** The document does not tell how many of these sides there are, or how many are in color. */
  readonly estimated: boolean
}

type PageSize = Priced['pageSizes'][number]

/**
 * A document tells how many pages have which size, and how many are in color, but not which sizes the color pages have.
 * One size, or no color, or all color: exact. Else color is spread over the sizes in proportion to their sides. So are
 * sides over sizes when several pages lie on a side or some are left out.
 */
export function groupSides(
  counts: Counts,
  pageSizes: Priced['pageSizes'],
  mixedSizes: 'each' | 'largest',
): readonly SideGroup[] {
  const { sides, colorSides } = counts
  const sizes = completeSizes(counts, pageSizes)
  const only = mixedSizes === 'largest' ? largestOf(sizes) : sizes[0]
  if (sizes.length <= 1 || mixedSizes === 'largest') {
    return [{ size: only?.size ?? null, sides, colorSides, estimated: false }]
  }
  const onePageASide = counts.sidesPerCopy === counts.pages
  const spread = split(
    sides,
    sizes.map(({ pages }) => pages),
  )
  const colors = split(colorSides, spread)
  const colorKnown = colorSides === 0 || colorSides === sides
  return sizes.map(({ size }, index) => ({
    size,
    sides: spread[index] ?? 0,
    colorSides: colors[index] ?? 0,
    estimated: !onePageASide || !colorKnown,
  }))
}

interface Sized {
  readonly size: SideGroup['size']
  readonly pages: number
}

/** Pages whose size the document does not tell are a group of their own. */
function completeSizes(counts: Counts, pageSizes: readonly PageSize[]): readonly Sized[] {
  const sized = pageSizes
    .filter(({ pages }) => pages > 0)
    .map(({ widthPt, heightPt, pages }): Sized => ({ size: { widthPt, heightPt }, pages }))
  const told = sized.reduce((sum, { pages }) => sum + pages, 0)
  const untold = counts.pages - told
  return untold > 0 ? [...sized, { size: null, pages: untold }] : sized
}

function largestOf(sizes: readonly Sized[]): Sized | undefined {
  const areaOf = ({ size }: Sized) => (size === null ? 0 : size.widthPt * size.heightPt)
  return sizes.reduce<Sized | undefined>(
    (best, one) => (best === undefined || areaOf(one) > areaOf(best) ? one : best),
    undefined,
  )
}

function split(total: number, weights: readonly number[]): readonly number[] {
  return splitAmount(BigInt(total), weights.map(BigInt)).map(Number)
}
