/** Ticket arithmetic: what a job puts on paper, from its pages and what its user asked of the printer. */
import type { Counts } from '#shared/contracts/counts.ts'
import type { JobChanges } from '#shared/contracts/decision.ts'
import type { Language } from '#shared/contracts/findings.ts'
import type { JobFacts, JobTicket } from '#shared/contracts/job-facts.ts'
import {
  countEvenNumbers,
  countNumbers,
  intersectRanges,
  parsePageRanges,
  type Range,
} from './page-ranges.ts'

/** Pages on a side that CUPS can lay out ("number-up"); other numbers it ignores. */
const LAYOUTS: ReadonlySet<number> = new Set([1, 2, 3, 4, 6, 8, 9, 10, 12, 15, 16])

/** What goes to the device as it is: no filter lays out its pages or leaves some out, whatever the ticket asks. */
const DEVICE_LANGUAGES: ReadonlySet<Language> = new Set<Language>([
  ...(['pcl5', 'pclxl', 'pcl3', 'escp', 'hpgl'] as const),
  ...(['zpl', 'xps', 'emfspool', 'cups-raster', 'pclm'] as const),
])

/**
 * `null` when the pages, their color or the ticket's ranges are not known: nobody can count what will print.
 *
 * In the order of CUPS's `pdftopdf`: pages are laid out on sides first, ranges and page set then select *sides*, copies
 * come last. Each copy starts on a new sheet, collated or not: a device that does not collate prints each sheet again.
 * A blank side takes paper, but is no printed side. Copies are the ticket's alone: a document that holds its copies
 * already has them in its pages.
 */
export function measure(
  facts: Pick<JobFacts, 'document' | 'ticket'>,
  changes: JobChanges,
): Counts | null {
  const { document, ticket } = facts
  const pages = document.pages.value
  const layout = makeLayout(document, ticket)
  if (pages === null || document.pages.known === 'unknown' || layout === null) return null

  const sidesPerCopy = layout.count(layout.sidesOf(pages > 0 ? [{ first: 1, last: pages }] : []))
  const gray = ticket.grayscale || changes.grayscale
  const colorSidesPerCopy = gray ? 0 : countColorSides(document, layout, sidesPerCopy)
  if (colorSidesPerCopy === null) return null

  const duplex = ticket.duplex || changes.duplex || layout.booklet
  return {
    pages,
    sidesPerCopy,
    copies: ticket.copies,
    sides: ticket.copies * sidesPerCopy,
    sheets: ticket.copies * Math.ceil(layout.countWithBlanks(sidesPerCopy) / (duplex ? 2 : 1)),
    colorSides: ticket.copies * colorSidesPerCopy,
    duplex,
  }
}

interface Layout {
  readonly booklet: boolean
  /** The sides that pages come to lie on. */
  sidesOf(pages: readonly Range[]): readonly Range[]
  /** How many of these sides the ticket selects. */
  count(sides: readonly Range[]): number
  /** The selected sides of one copy with the blank ones that go with them. */
  countWithBlanks(sides: number): number
}

/** `null` when the ticket's ranges are none. */
function makeLayout(document: JobFacts['document'], ticket: JobTicket): Layout | null {
  const isFixed = DEVICE_LANGUAGES.has(document.language)
  const ranges = isFixed ? '' : ticket.pageRanges
  const selected = ranges.trim() === '' ? [EVERYTHING] : parsePageRanges(ranges)
  if (selected === null) return null
  const pageSet = isFixed ? 'all' : (ticket.pageSet ?? 'all')
  const booklet = !isFixed && (ticket.booklet ?? false)
  const count = (sides: readonly Range[]) => {
    const printed = intersectRanges(sides, selected)
    if (pageSet === 'even') return countEvenNumbers(printed)
    return countNumbers(printed) - (pageSet === 'odd' ? countEvenNumbers(printed) : 0)
  }
  const pagesPerSide = !isFixed && LAYOUTS.has(ticket.pagesPerSide) ? ticket.pagesPerSide : 1
  const bookletSides = 2 * Math.ceil((document.pages.value ?? 0) / 4)
  return {
    booklet,
    sidesOf: (pages) =>
      booklet ? foldPages(pages, bookletSides) : layOutPages(pages, pagesPerSide),
    count,
    countWithBlanks(sides) {
      // Only the booklet of a single page has a side that nothing lies on.
      const all = booklet ? count([{ first: 1, last: bookletSides }]) : sides
      // Even sides alone are the backs of sheets that are printed already: CUPS gives each its partner.
      return pageSet === 'even' ? all + (all % 2) : all
    },
  }
}

const EVERYTHING: Range = { first: 1, last: Number.POSITIVE_INFINITY }

function layOutPages(pages: readonly Range[], pagesPerSide: number): readonly Range[] {
  return pages.map(({ first, last }) => ({
    first: Math.ceil(first / pagesPerSide),
    last: Math.ceil(last / pagesPerSide),
  }))
}

/** Side n of a booklet holds page n and the nth page from the end of its sheets. */
function foldPages(pages: readonly Range[], sides: number): readonly Range[] {
  const front = { first: 1, last: sides }
  const back = { first: sides + 1, last: 2 * sides }
  return [
    ...intersectRanges(pages, [front]),
    ...intersectRanges(pages, [back]).map(({ first, last }) => ({
      first: 2 * sides + 1 - last,
      last: 2 * sides + 1 - first,
    })),
  ]
}

/** A side is color when any of its pages is. */
function countColorSides(
  document: JobFacts['document'],
  layout: Layout,
  sidesPerCopy: number,
): number | null {
  const colorPages = document.colorPages.value
  if (colorPages === null || document.colorPages.known === 'unknown') return null
  if (colorPages === 0) return 0
  const ranges = parsePageRanges(document.colorPages.ranges)
  // The list was too long to travel: no more sides than pages of color, and no more than are printed.
  if (ranges === null || ranges.length === 0) return Math.min(colorPages, sidesPerCopy)
  return layout.count(layout.sidesOf(ranges))
}
