/** The ticket table measured through CUPS's own pdftopdf, and what must hold for any ticket. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatPageRanges, PAGES_LIMIT } from '#shared/contracts/findings.ts'
import type { JobFacts } from '#shared/contracts/job-facts.ts'
import { measure } from '#shared/spool/measure.ts'

const UNCHANGED = { grayscale: false, duplex: false }

interface Asked {
  readonly pages?: number | null
  readonly color?: readonly number[] | null
  readonly ticket?: Partial<JobFacts['ticket']>
}

function makeFacts({ pages = 7, color = [2, 5], ticket = {} }: Asked): JobFacts {
  return {
    jobId: '01K0000000000000000000000A',
    printerId: '01K0000000000000000000000B',
    owner: { name: 'alice', identity: 'claimed', forged: false },
    documentName: 'a',
    document: {
      count: 1,
      language: 'pdf',
      pages: { value: pages, known: pages === null ? 'unknown' : 'exact' },
      colorPages: {
        value: color === null ? null : color.length,
        known: color === null ? 'unknown' : 'exact',
        ranges: formatPageRanges(color ?? []),
      },
      pageSizes: [],
      bytes: 1,
      sha256: '0'.repeat(64),
      problem: null,
    },
    ticket: {
      copies: 1,
      duplex: false,
      grayscale: false,
      pagesPerSide: 1,
      pageRanges: '',
      collate: true,
      ...ticket,
    },
    printsSeveralDocuments: true,
    createdAt: '2026-01-01T00:00:00Z',
  } as JobFacts
}

describe('what seven pages with color on 2 and 5 put on paper', () => {
  it.each<{ ticket: Asked['ticket']; sides: number; sheets: number; color: number }>([
    { ticket: {}, sides: 7, sheets: 7, color: 2 },
    { ticket: { copies: 3 }, sides: 21, sheets: 21, color: 6 },
    { ticket: { duplex: true }, sides: 7, sheets: 4, color: 2 },
    { ticket: { copies: 3, duplex: true }, sides: 21, sheets: 12, color: 6 },
    { ticket: { copies: 3, duplex: true, collate: false }, sides: 21, sheets: 12, color: 6 },
    { ticket: { pagesPerSide: 2 }, sides: 4, sheets: 4, color: 2 },
    { ticket: { pagesPerSide: 3 }, sides: 3, sheets: 3, color: 2 },
    { ticket: { pagesPerSide: 4 }, sides: 2, sheets: 2, color: 2 },
    { ticket: { pagesPerSide: 5 }, sides: 7, sheets: 7, color: 2 },
    { ticket: { pagesPerSide: 6 }, sides: 2, sheets: 2, color: 1 },
    { ticket: { pagesPerSide: 9 }, sides: 1, sheets: 1, color: 1 },
    { ticket: { pagesPerSide: 16 }, sides: 1, sheets: 1, color: 1 },
    { ticket: { pageRanges: '2-4' }, sides: 3, sheets: 3, color: 1 },
    { ticket: { pageRanges: '1,3,5-7' }, sides: 5, sheets: 5, color: 1 },
    { ticket: { pageRanges: '5-' }, sides: 3, sheets: 3, color: 1 },
    { ticket: { pageRanges: '6-99' }, sides: 2, sheets: 2, color: 0 },
    { ticket: { pageRanges: '1-3,2-4' }, sides: 4, sheets: 4, color: 1 },
    { ticket: { pageRanges: '9-12' }, sides: 0, sheets: 0, color: 0 },
    { ticket: { pagesPerSide: 2, pageRanges: '1-2' }, sides: 2, sheets: 2, color: 1 },
    { ticket: { pagesPerSide: 2, pageRanges: '5-7' }, sides: 0, sheets: 0, color: 0 },
    { ticket: { pageRanges: '5-2147483647' }, sides: 3, sheets: 3, color: 1 },
    { ticket: { pageSet: 'odd' }, sides: 4, sheets: 4, color: 1 },
    { ticket: { pageSet: 'even' }, sides: 3, sheets: 4, color: 1 },
    { ticket: { pageSet: 'even', duplex: true, copies: 2 }, sides: 6, sheets: 4, color: 2 },
    { ticket: { pageSet: 'even', pageRanges: '1-2' }, sides: 1, sheets: 2, color: 1 },
    { ticket: { booklet: true }, sides: 4, sheets: 2, color: 2 },
    { ticket: { booklet: true, copies: 3 }, sides: 12, sheets: 6, color: 6 },
    { ticket: { booklet: true, pagesPerSide: 4 }, sides: 4, sheets: 2, color: 2 },
    { ticket: { booklet: true, pageRanges: '1-2' }, sides: 2, sheets: 1, color: 1 },
    { ticket: { grayscale: true }, sides: 7, sheets: 7, color: 0 },
  ])('$ticket: $sides sides, $sheets sheets, $color of them color', (row) => {
    const counts = measure(makeFacts({ ticket: row.ticket ?? {} }), UNCHANGED)
    expect(counts).toMatchObject({ sides: row.sides, sheets: row.sheets, colorSides: row.color })
  })

  it('counts ten pages, 2 up, ranges 1-5, two-sided, 2 copies as 10 sides on 6 sheets', () => {
    const ticket = { copies: 2, pagesPerSide: 2, pageRanges: '1-5', duplex: true }
    const counts = measure(makeFacts({ pages: 10, color: [], ticket }), UNCHANGED)
    expect(counts).toMatchObject({ sidesPerCopy: 5, sides: 10, sheets: 6 })
  })
})

describe('a booklet', () => {
  it.each([
    { pages: 1, color: [1], sides: 1, sheets: 1, colorSides: 1 },
    { pages: 4, color: [1, 4], sides: 2, sheets: 1, colorSides: 1 },
    { pages: 5, color: [5], sides: 4, sheets: 2, colorSides: 1 },
    { pages: 10, color: [1, 2, 9, 10], sides: 6, sheets: 3, colorSides: 4 },
  ])('of $pages pages, color on $color: $sides sides, $colorSides of them color', (row) => {
    const { pages, color, ...expected } = row
    const counts = measure(makeFacts({ pages, color, ticket: { booklet: true } }), UNCHANGED)
    expect(counts).toMatchObject({ ...expected, duplex: true })
  })
})

describe('what a device reads itself', () => {
  it.each(['pcl5', 'pclxl', 'escp', 'emfspool'] as const)(
    'is not laid out, nor are pages left out: %s',
    (language) => {
      const asked = { pagesPerSide: 4, pageRanges: '1', pageSet: 'odd', booklet: true } as const
      const facts = makeFacts({ ticket: { ...asked, copies: 2 } })
      const counts = measure({ ...facts, document: { ...facts.document, language } }, UNCHANGED)
      expect(counts).toMatchObject({ sides: 14, sheets: 14, colorSides: 4 })
    },
  )
})

describe('changes of the decision', () => {
  it('turns two-sided and gray when the decision says so', () => {
    const counts = measure(makeFacts({}), { grayscale: true, duplex: true })
    expect(counts).toMatchObject({ sides: 7, sheets: 4, colorSides: 0, duplex: true })
  })
})

describe('what is not known', () => {
  it('gives no counts without a page count', () => {
    expect(measure(makeFacts({ pages: null }), UNCHANGED)).toBeNull()
  })

  it('gives no counts without color, unless all is gray anyway', () => {
    expect(measure(makeFacts({ color: null }), UNCHANGED)).toBeNull()
    const gray = measure(makeFacts({ color: null }), { grayscale: true, duplex: false })
    expect(gray).toMatchObject({ sides: 7, colorSides: 0 })
  })

  it.each(['x', '3-1', '0-2', '-', '1,,2', '1-2-3', '1e3'])(
    'gives no counts for ranges %j',
    (pageRanges) => {
      expect(measure(makeFacts({ ticket: { pageRanges } }), UNCHANGED)).toBeNull()
    },
  )

  it('counts every color page as a side when the list was too long to travel', () => {
    const facts = makeFacts({ pages: 5_000, color: [] })
    const long = {
      ...facts,
      document: {
        ...facts.document,
        colorPages: { value: 2_400, known: 'exact' as const, ranges: '' },
      },
    }
    expect(measure(long, UNCHANGED)).toMatchObject({ colorSides: 2_400 })
    const few = { ...long, ticket: { ...long.ticket, pageRanges: '1-10' } }
    expect(measure(few, UNCHANGED)).toMatchObject({ colorSides: 10 })
  })
})

describe('any ticket', () => {
  const asked = fc.record({
    pages: fc.integer({ min: 0, max: 60 }),
    colorSeed: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 20 }),
    copies: fc.integer({ min: 1, max: 9_999 }),
    duplex: fc.boolean(),
    pagesPerSide: fc.integer({ min: 1, max: 16 }),
    ranges: fc.array(fc.tuple(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 0, max: 9 })), {
      maxLength: 5,
    }),
  })

  it('agrees with counting side by side', () => {
    fc.assert(
      fc.property(asked, ({ pages, colorSeed, copies, duplex, pagesPerSide, ranges }) => {
        const color = [...new Set(colorSeed.filter((page) => page <= pages))].sort((a, b) => a - b)
        const pageRanges = ranges.map(([first, more]) => `${first}-${first + more}`).join(',')
        const ticket = { copies, duplex, pagesPerSide, pageRanges }
        const counts = measure(makeFacts({ pages, color, ticket }), UNCHANGED)
        expect(counts).toEqual(countOneByOne(pages, color, ticket, ranges))
      }),
      { numRuns: 500 },
    )
  })

  it('stays a safe integer at every limit', () => {
    const ticket = { copies: 9_999, pageRanges: '1-999999999' }
    const counts = measure(
      makeFacts({ pages: PAGES_LIMIT, color: [PAGES_LIMIT], ticket }),
      UNCHANGED,
    )
    expect(counts).toMatchObject({ sides: 9_999 * PAGES_LIMIT, colorSides: 9_999 })
  })
})

/** The same arithmetic the slow and obvious way. */
function countOneByOne(
  pages: number,
  color: readonly number[],
  ticket: { copies: number; duplex: boolean; pagesPerSide: number },
  ranges: readonly (readonly [number, number])[],
) {
  const perSide = [5, 7, 11, 13, 14].includes(ticket.pagesPerSide) ? 1 : ticket.pagesPerSide
  let sides = 0
  let colorSides = 0
  for (let side = 1; (side - 1) * perSide < pages; side++) {
    const chosen = ranges.some(([first, more]) => side >= first && side <= first + more)
    if (ranges.length > 0 && !chosen) continue
    sides++
    if (color.some((page) => Math.ceil(page / perSide) === side)) colorSides++
  }
  return {
    pages,
    sidesPerCopy: sides,
    copies: ticket.copies,
    sides: sides * ticket.copies,
    sheets: ticket.copies * (ticket.duplex ? Math.ceil(sides / 2) : sides),
    colorSides: colorSides * ticket.copies,
    duplex: ticket.duplex,
  }
}
