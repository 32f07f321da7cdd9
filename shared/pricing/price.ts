/** Prices what reaches the paper, line by line, and rounds once: half up, at the job's end. */

import { formatAmount, parseAmount } from '#shared/contracts/amounts.ts'
import type { CostChange, Priced, PriceLine, Quote } from '#shared/contracts/decision.ts'
import type { PriceList } from '#shared/contracts/prices.ts'
import {
  addAmounts,
  BASIS,
  type Fraction,
  isLess,
  roundHalfUp,
  scaleAmount,
  toBasis,
} from './fraction.ts'
import { type Counted, countLines } from './models.ts'

const NOTHING: Fraction = { numerator: 0n, denominator: 1n }
const BASIS_PER_PERCENT = 100n

/**
 * In this order: what the model counts, the least, the user's rate, the most, what rules make of it. Every change is a
 * line of its own, so that the lines add up to the total. All in between is exact.
 */
export function price(priced: Priced, prices: PriceList): Quote {
  const counted = countAll(priced, prices)
  const sum = counted.reduce((total, { amount }) => addAmounts(total, amount), NOTHING)
  const lines = counted.map(makeLine)
  const listed = new Listed(lines, sum)
  if (prices.minimum) listed.raiseTo(parseAmount(prices.minimum), 'minimum charge')
  listed.scale(toBasis(priced.costRatePercent), `rate of the user: ${priced.costRatePercent} %`)
  if (prices.maximum) listed.lowerTo(parseAmount(prices.maximum), 'maximum charge')
  for (const change of priced.costChanges) listed.change(change)
  return { totalMinor: listed.totalMinor, lines }
}

function countAll({ counts, flat, pageSizes }: Priced, prices: PriceList): readonly Counted[] {
  if (counts !== null) return countLines(counts, pageSizes, prices)
  if (flat === null) return []
  const each = { numerator: parseAmount(flat.price), denominator: 1n }
  const amount = { ...each, numerator: each.numerator * BigInt(flat.copies) }
  const what = 'copies of a document of unknown length'
  return [{ what, count: flat.copies, each, amount, estimated: false }]
}

function makeLine({ what, count, each, amount, estimated }: Counted): PriceLine {
  const line = {
    what,
    count,
    each: formatAmount(roundHalfUp(each)),
    amount: formatAmount(roundHalfUp(amount)),
  }
  return estimated ? { ...line, estimated } : line
}

/** The running total: exact inside, and as the lines so far show it. */
class Listed {
  readonly #lines: PriceLine[]
  #exact: Fraction
  #shownMinor: bigint

  constructor(lines: PriceLine[], exact: Fraction) {
    this.#lines = lines
    this.#exact = exact
    this.#shownMinor =
      exact.denominator === 1n
        ? exact.numerator
        : lines.reduce((sum, line) => sum + parseAmount(line.amount), 0n)
    this.#become(exact, 'rounding')
  }

  get totalMinor(): bigint {
    return this.#shownMinor
  }

  raiseTo(leastMinor: bigint, what: string): void {
    const least = { numerator: leastMinor, denominator: 1n }
    if (isLess(this.#exact, least)) this.#become(least, what)
  }

  lowerTo(mostMinor: bigint, what: string): void {
    const most = { numerator: mostMinor, denominator: 1n }
    if (isLess(most, this.#exact)) this.#become(most, what)
  }

  scale(basis: bigint, what: string): void {
    if (basis !== BASIS) this.#become(scaleAmount(this.#exact, basis), what)
  }

  change(change: CostChange): void {
    const by = `rule ${change.rule}`
    if ('set' in change) {
      this.#become({ numerator: parseAmount(change.set), denominator: 1n }, by)
    } else if ('percent' in change) {
      this.scale(BASIS + BigInt(change.percent) * BASIS_PER_PERCENT, `${by}: ${change.percent} %`)
    } else {
      const added = { numerator: parseAmount(change.add), denominator: 1n }
      const sum = addAmounts(this.#exact, added)
      this.#become(sum.numerator < 0n ? NOTHING : sum, by)
    }
  }

  /** The line shows what the step makes of the rounded total; a step that changes nothing to be seen has none. */
  #become(exact: Fraction, what: string): void {
    this.#exact = exact
    const beforeMinor = this.#shownMinor
    this.#shownMinor = roundHalfUp(exact)
    if (this.#shownMinor === beforeMinor) return
    const amount = formatAmount(this.#shownMinor - beforeMinor)
    this.#lines.push({ what, count: 1, each: amount, amount })
  }
}
