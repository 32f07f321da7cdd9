/** Prices what reaches the paper: a price per printed side, by color and duplex, line by line. */
import type { Counts } from '#shared/contracts/counts.ts'
import type { PriceLine, Quote } from '#shared/contracts/decision.ts'
import { formatAmount, parseAmount } from '#shared/contracts/money.ts'
import type { PriceList } from '#shared/contracts/printer.ts'

/**
 * The total is the sum of the lines, in whole minor units: a count times a price never needs rounding.
 * Every side of a two-sided job has the duplex price, also the last one of an odd number.
 * Lines that count nothing are left out.
 */
export function price(counts: Counts, prices: PriceList): Quote {
  const side = counts.duplex ? 'duplex' : 'simplex'
  const sheet = counts.duplex ? 'two-sided' : 'one-sided'
  const counted = [
    {
      what: `gray sides, ${sheet}`,
      count: counts.sides - counts.colorSides,
      each: prices.gray[side],
    },
    { what: `color sides, ${sheet}`, count: counts.colorSides, each: prices.color[side] },
  ].filter((line) => line.count > 0)
  return {
    totalMinor: counted.reduce((sum, line) => sum + amountMinor(line), 0n),
    lines: counted.map((line) => makeLine(line)),
  }
}

interface Counted {
  readonly what: string
  readonly count: number
  readonly each: string
}

function amountMinor(line: Counted): bigint {
  return parseAmount(line.each) * BigInt(line.count)
}

function makeLine(line: Counted): PriceLine {
  return {
    what: line.what,
    count: line.count,
    each: formatAmount(parseAmount(line.each)),
    amount: formatAmount(amountMinor(line)),
  }
}
