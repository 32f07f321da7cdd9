// Prices are exact, complete, and never lower for more paper or more color.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Counts } from '#shared/contracts/counts.ts'
import { parseAmount } from '#shared/contracts/money.ts'
import type { PriceList } from '#shared/contracts/printer.ts'
import { price } from '#shared/pricing/price.ts'

/** The same cases in every run. */
const SEED = 1

const prices: PriceList = {
  model: 'simple',
  gray: { simplex: '0.05', duplex: '0.04' },
  color: { simplex: '0.2', duplex: '0.1875' },
}
const makeCounts = (sides: number, colorSides: number, duplex: boolean): Counts => ({
  pages: sides,
  sidesPerCopy: sides,
  copies: 1,
  sides,
  sheets: duplex ? Math.ceil(sides / 2) : sides,
  colorSides,
  duplex,
})

describe('price', () => {
  it.each([
    ['three gray sides, one-sided', 3, 0, false, 1_500n],
    ['three gray sides, two-sided: the last one too', 3, 0, true, 1_200n],
    ['one color side of three', 3, 1, false, 3_000n],
    ['color at a price of four places', 3, 3, true, 5_625n],
    ['nothing', 0, 0, false, 0n],
  ])('%s', (_case, sides, colorSides, duplex, totalMinor) => {
    expect(price(makeCounts(sides, colorSides, duplex), prices).totalMinor).toBe(totalMinor)
  })

  it('names in each line what it counted', () => {
    expect(price(makeCounts(5, 2, true), prices).lines).toEqual([
      { what: 'gray sides, two-sided', count: 3, each: '0.04', amount: '0.12' },
      { what: 'color sides, two-sided', count: 2, each: '0.1875', amount: '0.375' },
    ])
  })

  it('leaves out lines that count nothing', () => {
    expect(price(makeCounts(2, 2, false), prices).lines.map((line) => line.what)).toEqual([
      'color sides, one-sided',
    ])
  })

  const amount = fc
    .tuple(fc.nat(999), fc.nat(9_999))
    .map(([whole, rest]) => `${whole}.${String(rest).padStart(4, '0')}`)
  const sidePrices = fc.record({ simplex: amount, duplex: amount })
  const anyPrices = fc.record({
    model: fc.constant('simple' as const),
    gray: sidePrices,
    color: sidePrices,
  })
  const anyCounts = fc
    .tuple(fc.nat(1_000_000), fc.nat(1_000_000), fc.boolean())
    .map(([gray, color, duplex]) => makeCounts(gray + color, color, duplex))

  it('is the sum of its lines and counts every side once', () => {
    fc.assert(
      fc.property(anyCounts, anyPrices, (counts, list) => {
        const { totalMinor, lines } = price(counts, list)

        const amounts = lines.map((line) => parseAmount(line.amount))
        expect(amounts.reduce((sum, one) => sum + one, 0n)).toBe(totalMinor)
        expect(lines.reduce((sum, line) => sum + line.count, 0)).toBe(counts.sides)
        for (const line of lines) {
          expect(parseAmount(line.each) * BigInt(line.count)).toBe(parseAmount(line.amount))
        }
      }),
      { seed: SEED },
    )
  })

  it('never gets cheaper by one more side', () => {
    fc.assert(
      fc.property(anyCounts, anyPrices, fc.boolean(), (counts, list, color) => {
        const more = makeCounts(
          counts.sides + 1,
          counts.colorSides + (color ? 1 : 0),
          counts.duplex,
        )
        expect(price(more, list).totalMinor).toBeGreaterThanOrEqual(price(counts, list).totalMinor)
      }),
      { seed: SEED },
    )
  })
})
