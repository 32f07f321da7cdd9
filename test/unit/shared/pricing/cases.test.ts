// The price cases of test/cases/prices: one line each.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Counts } from '#shared/contracts/counts.ts'
import type { CostChange, Priced, Quote } from '#shared/contracts/decision.ts'
import { formatAmount } from '#shared/contracts/money.ts'
import { PAPER_SIZES } from '#shared/contracts/paper-sizes.ts'
import { priceList } from '#shared/contracts/prices.ts'
import { price } from '#shared/pricing/price.ts'

const folder = new URL('../../../cases/prices/', import.meta.url)
const lists = z
  .record(z.string(), priceList)
  .parse(JSON.parse(readFileSync(new URL('lists.json', folder), 'utf8')))
const cases = readFileSync(new URL('prices.txt', folder), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split(' | ') as [string, string, string, string, string?])

describe('price cases', () => {
  it.each(cases)('%s (%s, %s)', (_name, list, job, total, lines) => {
    const prices = lists[list]
    if (prices === undefined) throw new Error(`there is no list \`${list}\``)
    const quote = price(readJob(job), prices)

    expect(formatAmount(quote.totalMinor)).toBe(total)
    if (lines !== undefined) expect(showLines(quote)).toBe(lines)
    const sum = quote.lines.reduce((minor, line) => minor + toMinor(line.amount), 0n)
    expect(sum, 'the lines add up').toBe(quote.totalMinor)
  })

  it('are enough', () => {
    expect(cases.length).toBeGreaterThanOrEqual(60)
  })
})

function readJob(text: string): Priced {
  const number = (pattern: RegExp) => {
    const found = pattern.exec(text)?.[1]
    return found === undefined ? null : Number(found)
  }
  const pageSizes = [...text.matchAll(/(\d+)×([\w.-]+)/g)].map(([, pages, size = '']) => ({
    ...sizeOf(size),
    pages: Number(pages),
  }))
  const sized = pageSizes.reduce((sum, { pages }) => sum + pages, 0)
  const pages = number(/ of (\d+)/) ?? (sized || number(/^(\d+) (?:gray|with)/) || 0)
  const copies = number(/ × (\d+)/) ?? 1
  const sidesPerCopy = Math.ceil(pages / (number(/ on (\d+)/) ?? 1))
  const duplex = text.includes('two-sided')
  const counts: Counts = {
    pages,
    sidesPerCopy,
    copies,
    sides: sidesPerCopy * copies,
    sheets: copies * Math.ceil(sidesPerCopy / (duplex ? 2 : 1)),
    colorSides: copies * (number(/with (\d+) color/) ?? 0),
    duplex,
  }
  const flat = /flat (\S+)/.exec(text)?.[1]
  return {
    counts: flat === undefined ? counts : null,
    flat: flat === undefined ? null : { copies, price: flat },
    pageSizes,
    costRatePercent: number(/rate (\S+)/) ?? 100,
    costChanges: readChanges(text),
  }
}

function readChanges(text: string): readonly CostChange[] {
  return [...text.matchAll(/(set|percent|add) (-?[\d.]+)/g)].map(([, verb, value = '']) => {
    if (verb === 'set') return { rule: 'r', set: value }
    return verb === 'add' ? { rule: 'r', add: value } : { rule: 'r', percent: Number(value) }
  })
}

/** A name, a name that lies, or points. */
function sizeOf(text: string): { widthPt: number; heightPt: number } {
  const [name = '', lying] = text.split('-')
  if (Object.hasOwn(PAPER_SIZES, name)) {
    const [short, long] = PAPER_SIZES[name as keyof typeof PAPER_SIZES]
    const points = [short, long].map((side) => Math.round((side * 72) / 25.4))
    const [widthPt = 0, heightPt = 0] = lying === undefined ? points : points.toReversed()
    return { widthPt, heightPt }
  }
  const [widthPt = 0, heightPt = 0] = name.split('x').map(Number)
  return { widthPt, heightPt }
}

function showLines(quote: Quote): string {
  if (quote.lines.length === 0) return '(none)'
  return quote.lines
    .map((line) => `${line.count} × ${line.each} ${line.what}${line.estimated ? '?' : ''}`)
    .join('; ')
}

/** Also of amounts beyond what one account can hold. */
function toMinor(amount: string): bigint {
  const [whole = '0', fraction = ''] = amount.replace('-', '').split('.')
  const minor = BigInt(whole + fraction.padEnd(4, '0'))
  return amount.startsWith('-') ? -minor : minor
}
