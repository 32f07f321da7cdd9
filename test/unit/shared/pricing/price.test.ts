// What holds for every price, and which prices nobody can write down.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Counts } from '#shared/contracts/counts.ts'
import type { Priced, Quote } from '#shared/contracts/decision.ts'
import { parseAmount } from '#shared/contracts/money.ts'
import { type PriceList, priceList } from '#shared/contracts/prices.ts'
import { price } from '#shared/pricing/price.ts'

/** The same cases in every run. */
const SEED = 1

const amount = fc
  .tuple(fc.nat(999), fc.nat(9_999))
  .map(([whole, rest]) => `${whole}.${String(rest).padStart(4, '0')}`)
const percent = fc.nat(10_000).map((basis) => basis / 100)
const sidePrices = fc.record({ simplex: amount, duplex: amount })
const colorPrices = fc.record({ gray: sidePrices, color: sidePrices })
const discounts = { grayDiscountPercent: percent, duplexDiscountPercent: percent }
const discounted = fc.record({ price: amount, ...discounts })
const size = fc.constantFrom('A4' as const, 'A3' as const)
const anyPrices: fc.Arbitrary<PriceList> = fc.oneof(
  colorPrices.map((prices) => ({ model: 'simple' as const, ...prices })),
  fc.record({
    model: fc.constant('size-table' as const),
    sizes: fc.dictionary(size, colorPrices),
    other: colorPrices,
  }),
  fc.record({
    model: fc.constant('size-category' as const),
    categories: fc.array(
      fc.record({
        name: fc.constant('large'),
        sizes: fc.array(size, { minLength: 1 }),
        price: amount,
      }),
      { maxLength: 1 },
    ),
    other: amount,
    ...discounts,
  }),
  fc.record({
    model: fc.constant('size-detailed' as const),
    sizes: fc.dictionary(size, discounted),
    other: discounted,
  }),
  fc.record({
    model: fc.constantFrom('length' as const, 'area' as const),
    price: amount,
    ...discounts,
  }),
)
const PAGE_SIZES = [
  { widthPt: 595, heightPt: 842 },
  { widthPt: 1191, heightPt: 842 },
  { widthPt: 300, heightPt: 300 },
]
const anyJob: fc.Arbitrary<Priced> = fc
  .record({
    sizes: fc.array(fc.nat(500), { minLength: 3, maxLength: 3 }),
    untold: fc.nat(3),
    colorShare: fc.integer({ min: 0, max: 100 }),
    copies: fc.integer({ min: 1, max: 20 }),
    duplex: fc.boolean(),
    costRatePercent: fc.constantFrom(100, 0, 33.33, 250),
  })
  .map(({ sizes, untold, colorShare, copies, duplex, costRatePercent }) => {
    const pages = sizes.reduce((sum, one) => sum + one, untold)
    const colorPages = Math.floor((pages * colorShare) / 100)
    return {
      counts: makeCounts(pages, colorPages, copies, duplex),
      flat: null,
      pageSizes: PAGE_SIZES.map((one, index) => ({ ...one, pages: sizes[index] ?? 0 })),
      costRatePercent,
      costChanges: [],
    }
  })

describe('every price', () => {
  it('is the sum of its lines, to the last unit', () => {
    check((job, prices) => {
      const { totalMinor, lines } = price(job, prices)
      expect(lines.reduce((sum, line) => sum + parseAmount(line.amount), 0n)).toBe(totalMinor)
    })
  })

  it('counts every side once where it counts sides', () => {
    check((job, prices) => {
      if (prices.model === 'length' || prices.model === 'area') return
      const sides = sidesOf(price(job, prices))
      expect(sides.reduce((sum, line) => sum + line.count, 0)).toBe(job.counts?.sides)
      const color = sides.filter(({ what }) => what.startsWith('color'))
      expect(color.reduce((sum, line) => sum + line.count, 0)).toBe(job.counts?.colorSides)
    })
  })

  it('marks what the document does not tell, and nothing else', () => {
    check((job, prices) => {
      const told = job.pageSizes.filter(({ pages }) => pages > 0).length
      const oneSize =
        told === 1 && job.counts?.pages === job.pageSizes.find((one) => one.pages)?.pages
      if (!oneSize) return
      for (const line of price(job, prices).lines) expect(line.estimated).toBeUndefined()
    })
  })

  it('is twice as much at twice the rate, but for rounding', () => {
    check((job, prices) => {
      const once = price({ ...job, costRatePercent: 100 }, prices).totalMinor
      const twice = price({ ...job, costRatePercent: 200 }, prices).totalMinor
      const apart = twice - 2n * once
      expect(apart >= -1n && apart <= 1n).toBe(true)
    })
  })

  it('stays between the least and the most', () => {
    check((job, prices) => {
      const bounded = { ...prices, minimum: '10.00', maximum: '20.00' }
      const { totalMinor } = price({ ...job, costRatePercent: 100 }, bounded)
      expect(totalMinor >= 100_000n && totalMinor <= 200_000n).toBe(true)
    })
  })

  it('never gets cheaper by one more copy', () => {
    check((job, prices) => {
      const { counts } = job
      if (counts === null) return
      const one = makeCounts(
        counts.pages,
        counts.colorSides / counts.copies,
        counts.copies,
        counts.duplex,
      )
      const more = {
        ...one,
        ...makeCounts(one.pages, one.colorSides / one.copies, one.copies + 1, one.duplex),
      }
      const before = price({ ...job, counts: one }, prices).totalMinor
      expect(price({ ...job, counts: more }, prices).totalMinor).toBeGreaterThanOrEqual(before)
    })
  })
})

describe('a price list', () => {
  const side = { simplex: '0.05', duplex: '0.04' }
  const simple = { model: 'simple', gray: side, color: side }
  const area = { model: 'area', price: '1.00' }

  it.each<[string, unknown, string]>([
    ['negative', { ...simple, gray: { ...side, simplex: '-0.05' } }, 'gray.simplex'],
    ['not a number', { ...simple, color: { ...side, duplex: 'NaN' } }, 'color.duplex'],
    ['a number where text is due', { ...simple, gray: { ...side, simplex: 0.05 } }, 'gray.simplex'],
    ['oversized', { ...simple, gray: { ...side, simplex: '10000000000.00' } }, 'gray.simplex'],
    ['too fine', { ...simple, gray: { ...side, simplex: '0.00001' } }, 'gray.simplex'],
    ['exponential', { ...simple, minimum: '1e3' }, 'minimum'],
    ['a negative minimum', { ...simple, minimum: '-1.00' }, 'minimum'],
    ['a discount of more than all', { ...area, grayDiscountPercent: 101 }, 'grayDiscountPercent'],
    ['a negative discount', { ...area, duplexDiscountPercent: -1 }, 'duplexDiscountPercent'],
    ['a discount of three places', { ...area, grayDiscountPercent: 0.125 }, 'grayDiscountPercent'],
    [
      'a discount that is not a number',
      { ...area, grayDiscountPercent: Number.NaN },
      'grayDiscountPercent',
    ],
    ['a size nobody knows', { model: 'size-table', sizes: { A9: simple }, other: simple }, 'sizes'],
    ['a model nobody knows', { ...simple, model: 'by-weight' }, 'model'],
    [
      'a category without sizes',
      {
        model: 'size-category',
        other: '1.00',
        categories: [{ name: 'x', sizes: [], price: '1.00' }],
      },
      'categories.0.sizes',
    ],
  ])('is refused when a price is %s, naming the field', (_case, list, field) => {
    const result = priceList.safeParse(list)
    expect(result.success).toBe(false)
    const paths = result.error?.issues.map((issue) => issue.path.join('.'))
    expect(paths).toContain(field)
  })
})

function check(holds: (job: Priced, prices: PriceList) => void): void {
  fc.assert(fc.property(anyJob, anyPrices, holds), { seed: SEED, numRuns: 300 })
}

function makeCounts(pages: number, colorPages: number, copies: number, duplex: boolean): Counts {
  const sheets = copies * Math.ceil(pages / (duplex ? 2 : 1))
  const sides = pages * copies
  const colorSides = colorPages * copies
  return { pages, sidesPerCopy: pages, copies, sides, sheets, colorSides, duplex }
}

function sidesOf(quote: Quote) {
  return quote.lines.filter(({ what }) => / sides?,/.test(what))
}
