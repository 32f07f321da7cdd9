import { describe, expect, it } from 'vitest'
import { placePages, planSides } from '#connector/spooler/ipp-queue/render/plan-sides.ts'
import { dotsOf, turnOfSide } from '#connector/spooler/ipp-queue/render/raster-page.ts'
import { makeChance } from '#help/seeded.ts'
import type { JobTicket } from '#shared/contracts/job-facts.ts'
import { measure } from '#shared/spool/measure.ts'

const TICKET: JobTicket = {
  copies: 1,
  duplex: false,
  grayscale: false,
  pagesPerSide: 1,
  pageRanges: '',
  collate: true,
}

describe('which pages lie on which sides', () => {
  it.each<[string, number, Partial<JobTicket>, number[][]]>([
    ['as they are', 3, {}, [[0], [1], [2]]],
    ['two a side', 3, { pagesPerSide: 2 }, [[0, 1], [2]]],
    ['chosen sides', 5, { pageRanges: '2,4-9' }, [[1], [3], [4]]],
    ['chosen after layout', 5, { pagesPerSide: 2, pageRanges: '2-3' }, [[2, 3], [4]]],
    ['odd sides', 3, { pageSet: 'odd' }, [[0], [2]]],
    ['collated copies', 2, { copies: 2 }, [[0], [1], [0], [1]]],
    ['copies one by one', 2, { copies: 2, collate: false }, [[0], [0], [1], [1]]],
    ['copies on sheets of their own', 1, { copies: 2, duplex: true }, [[0], [], [0], []]],
    [
      'two-sided copies one by one',
      3,
      { copies: 2, duplex: true, collate: false },
      [[0], [1], [0], [1], [2], [], [2], []],
    ],
  ])('%s', (_, pages, ticket, sides) => {
    expect(planSides(pages, { ...TICKET, ...ticket }, ticket.duplex === true)).toEqual(sides)
  })

  it('prints exactly what was counted and priced', () => {
    const chance = makeChance(7)
    for (let i = 0; i < 500; i++) {
      const pages = 1 + chance.below(30)
      const ticket: JobTicket = {
        copies: 1 + chance.below(4),
        duplex: chance.below(2) === 1,
        grayscale: false,
        pagesPerSide: [1, 2, 4, 6, 9, 16][chance.below(6)]!,
        pageRanges: chance.below(2) === 0 ? '' : `1-${1 + chance.below(5)},8`,
        collate: chance.below(2) === 1,
      }
      const document = {
        ...{ count: 1, language: 'pdf' as const, pageSizes: [], bytes: 1, problem: null },
        sha256: '0'.repeat(64),
        pages: { value: pages, known: 'exact' as const },
        colorPages: { value: 0, known: 'exact' as const, ranges: '' },
      }
      const counts = measure({ document, ticket }, { grayscale: false, duplex: false })
      const sides = planSides(pages, ticket, ticket.duplex)
      const sheets = ticket.duplex ? Math.ceil(sides.length / 2) : sides.length
      const printed = sides.filter((side) => side.length > 0).length
      expect({ ticket, printed, sheets }).toEqual({
        ticket,
        printed: counts?.sides,
        sheets: counts?.sheets,
      })
    }
  })
})

describe('where pages lie', () => {
  const a4 = { ...dotsOf({ width: 21_000, height: 29_700, dpi: 300 }), dpi: 300 }
  const upright = () => ({ width: 595.28, height: 841.89 })
  const wide = () => ({ width: 841.89, height: 595.28 })

  it('fills the paper to the dot when the page is as large', () => {
    expect(a4).toMatchObject({ widthDots: 2480, heightDots: 3508 })
    expect(placePages([0], 1, upright, a4)).toEqual([
      { page: 0, left: 0, top: 0, width: 2480, height: 3508, quarterTurns: 0 },
    ])
    expect(placePages([0], 1, () => ({ width: 595, height: 842 }), a4)[0]).toMatchObject({
      width: 2480,
      height: 3508,
    })
  })

  it('turns a wide page', () => {
    expect(placePages([0], 1, wide, a4)).toEqual([
      { page: 0, left: 0, top: 0, width: 2480, height: 3508, quarterTurns: 1 },
    ])
  })

  it('keeps a small page’s size, and makes a large one fit', () => {
    const a5 = placePages([0], 1, () => ({ width: 419.53, height: 595.28 }), a4)[0]!
    expect(a5).toMatchObject({ width: 1748, height: 2480, quarterTurns: 0 })
    expect(a5.left).toBe(Math.round((2480 - 1748) / 2))
    const a3 = placePages([0], 1, () => ({ width: 841.89, height: 1190.55 }), a4)[0]!
    expect(a3.width).toBeLessThanOrEqual(2480)
    expect(a3.height).toBeLessThanOrEqual(3508)
    expect(Math.abs(a3.width / a3.height - 841.89 / 1190.55)).toBeLessThan(0.01)
  })

  it('puts two pages on a turned sheet, the first above', () => {
    const [first, second] = placePages([0, 1], 2, upright, a4)
    expect(first).toMatchObject({ quarterTurns: 1, top: 0 })
    expect(second!.top).toBe(1754)
    expect(first!.width).toBeLessThanOrEqual(2480)
  })

  it('puts four pages in reading order', () => {
    const placed = placePages([0, 1, 2, 3], 4, upright, a4)
    expect(placed.map(({ left, top }) => [left, top])).toEqual([
      [0, 0],
      [1240, 0],
      [0, 1754],
      [1240, 1754],
    ])
  })
})

describe('how the second side lies', () => {
  it.each([
    ['normal', 'two-sided-long-edge', false, false],
    ['flipped', 'two-sided-long-edge', false, true],
    ['flipped', 'two-sided-short-edge', true, false],
    ['rotated', 'two-sided-long-edge', true, true],
    ['rotated', 'two-sided-short-edge', false, false],
    ['manual-tumble', 'two-sided-long-edge', false, false],
    ['manual-tumble', 'two-sided-short-edge', true, true],
  ] as const)('%s, %s', (sheetBack, sides, dotsBackwards, linesBackwards) => {
    expect(turnOfSide({ sheetBack, sides }, 1)).toEqual({ dotsBackwards, linesBackwards })
    expect(turnOfSide({ sheetBack, sides }, 0)).toEqual({
      dotsBackwards: false,
      linesBackwards: false,
    })
  })
})
