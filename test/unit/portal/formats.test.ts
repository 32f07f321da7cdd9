// Money, time, paper and names as people read them.
import { describe, expect, it } from 'vitest'
import { formatAgo } from '#portal/parts/ago.ts'
import { makeMoneyFormat, readAmount, sumAmounts } from '#portal/parts/amount.ts'
import { cut, withoutControls } from '#portal/parts/clean-name.ts'
import { contrastWithWhite } from '#portal/parts/contrast.ts'
import { formatPaper } from '#portal/parts/paper.ts'

describe('money', () => {
  it.each([
    ['en', 'EUR', '1234.5', '€1,234.50'],
    ['de', 'EUR', '1234.5', '1.234,50\u00A0€'],
    ['en', 'USD', '0.0375', '$0.0375'],
    ['fr', 'EUR', '-0.15', '-0,15\u00A0€'],
    // A float would round this.
    ['en', 'EUR', '9999999999.9999', '€9,999,999,999.9999'],
  ])('in %s and %s: %s', (locale, currency, amount, shown) => {
    expect(makeMoneyFormat(locale, currency)(amount)).toBe(shown)
  })

  it('adds exactly', () => {
    expect(sumAmounts(['0.1', '0.2'])).toBe('0.3000')
    expect(sumAmounts(['-0.15', '0.1'])).toBe('-0.0500')
    expect(sumAmounts([])).toBe('0.0000')
  })

  it.each([
    ['12,50', '12.50'],
    [' 3 ', '3'],
    ['-0.0001', '-0.0001'],
    ['1.234,50', null],
    ['1e3', null],
    ['', null],
    ['12.34567', null],
  ])('reads %j as %j', (typed, amount) => {
    expect(readAmount(typed)).toBe(amount)
  })
})

describe('paper', () => {
  it.each([
    ['en-US', 595.3, 841.9, 'A4'],
    ['de', 842, 595, 'A4'],
    ['en-US', 612, 792, 'Letter'],
    ['en-US', 700, 900, '9.7 × 12.5 in'],
    ['de', 700, 910, '247 × 321 mm'],
  ])('in %s: %d × %d points', (locale, width, height, shown) => {
    expect(formatPaper(locale, width, height)).toBe(shown)
  })
})

describe('names', () => {
  it('show controls as symbols', () => {
    expect(withoutControls('a\u0000b\nc\u0085')).toBe('a␀b␊c␡')
  })

  it('are cut by whole characters', () => {
    expect(cut('🖨'.repeat(10), 3)).toBe('🖨🖨🖨…')
    expect(cut('abc', 3)).toBe('abc')
    expect(cut('a'.repeat(5_000), 300)).toHaveLength(301)
  })
})

it.each([
  ['en', 0, 'now'],
  ['en', -59_000, '59 seconds ago'],
  ['de', -120_000, 'vor 2 Minuten'],
  ['en', -86_400_000, 'yesterday'],
])('in %s %d ms from now is %s', (locale, differenceMs, shown) => {
  expect(formatAgo(locale, 1e12 + differenceMs, 1e12)).toBe(shown)
})

it.each([
  ['#ffffff', 1],
  ['#000000', 21],
  ['#767676', 4.54],
  ['#0b6b63', 6.4],
])('white words stand out from %s as %d to 1', (color, ratio) => {
  expect(contrastWithWhite(color)).toBeCloseTo(ratio, 1)
})
