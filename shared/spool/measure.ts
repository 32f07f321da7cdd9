/** Ticket arithmetic: what a job puts on paper, from its pages and what its user asked of the printer. */
import type { Counts } from '#shared/contracts/counts.ts'
import type { JobChanges } from '#shared/contracts/decision.ts'
import type { JobFacts } from '#shared/contracts/job-facts.ts'
import { countNumbers, intersectRanges, parsePageRanges, type Range } from './page-ranges.ts'

/** Pages on a side that CUPS can lay out ("number-up"); other numbers it ignores. */
const LAYOUTS: ReadonlySet<number> = new Set([1, 2, 3, 4, 6, 8, 9, 10, 12, 15, 16])

/**
 * `null` when the pages, their color or the ticket's ranges are not known: nobody can count what will print.
 *
 * In the order of CUPS's `pdftopdf`: pages are laid out on sides first, ranges then select *sides*, copies come last.
 * Each copy starts on a new sheet, collated or not: a device that does not collate prints each sheet again. A blank
 * back is no side. Copies are the ticket's alone: a document that holds its copies already has them in its pages.
 */
export function measure(
  facts: Pick<JobFacts, 'document' | 'ticket'>,
  changes: JobChanges,
): Counts | null {
  const { document, ticket } = facts
  const pages = document.pages.value
  const selected = parsePageRanges(ticket.pageRanges)
  if (pages === null || document.pages.known === 'unknown' || selected === null) return null

  const pagesPerSide = LAYOUTS.has(ticket.pagesPerSide) ? ticket.pagesPerSide : 1
  const laidOut: Range[] = pages > 0 ? [{ first: 1, last: Math.ceil(pages / pagesPerSide) }] : []
  const printed = ticket.pageRanges.trim() === '' ? laidOut : intersectRanges(laidOut, selected)
  const sidesPerCopy = countNumbers(printed)

  const gray = ticket.grayscale || changes.grayscale
  const colorSidesPerCopy = gray ? 0 : countColorSides(document, pagesPerSide, printed)
  if (colorSidesPerCopy === null) return null

  const duplex = ticket.duplex || changes.duplex
  return {
    pages,
    sidesPerCopy,
    copies: ticket.copies,
    sides: ticket.copies * sidesPerCopy,
    sheets: ticket.copies * Math.ceil(sidesPerCopy / (duplex ? 2 : 1)),
    colorSides: ticket.copies * colorSidesPerCopy,
    duplex,
  }
}

/** A side is color when any of its pages is. */
function countColorSides(
  document: JobFacts['document'],
  pagesPerSide: number,
  printed: readonly Range[],
): number | null {
  const colorPages = document.colorPages.value
  if (colorPages === null || document.colorPages.known === 'unknown') return null
  if (colorPages === 0) return 0
  const ranges = parsePageRanges(document.colorPages.ranges)
  // The list was too long to travel: no more sides than pages of color, and no more than are printed.
  if (ranges === null || ranges.length === 0) return Math.min(colorPages, countNumbers(printed))
  const colorSides = ranges.map(({ first, last }) => ({
    first: Math.ceil(first / pagesPerSide),
    last: Math.ceil(last / pagesPerSide),
  }))
  return countNumbers(intersectRanges(printed, colorSides))
}
