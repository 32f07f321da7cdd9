// Amounts survive the wire exactly, and nothing that is no amount gets in.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  AMOUNT_MINOR_LIMIT,
  amountText,
  formatAmount,
  parseAmount,
  priceText,
} from '#shared/contracts/money.ts'

describe('amounts', () => {
  it.each([
    ['0', 0n, '0.00'],
    ['12.5', 125_000n, '12.50'],
    ['0.0001', 1n, '0.0001'],
    ['0.0150', 150n, '0.015'],
    ['-3.10', -31_000n, '-3.10'],
    ['9999999999.9999', AMOUNT_MINOR_LIMIT, '9999999999.9999'],
  ])('`%s` is %d minor units and is shown as `%s`', (text, minor, shown) => {
    expect(parseAmount(text)).toBe(minor)
    expect(formatAmount(minor)).toBe(shown)
  })

  it.each([
    '',
    ' 1',
    '+1',
    '.5',
    '1.',
    '01',
    '1e309',
    '1e3',
    'NaN',
    'Infinity',
    '1,5',
    '0.00001',
    '10000000000',
    '--1',
    '١',
    '1\n',
  ])('refuses %j', (text) => {
    expect(amountText.safeParse(text).success).toBe(false)
    expect(() => parseAmount(text)).toThrow(RangeError)
  })

  it('a price is not negative', () => {
    expect(priceText.safeParse('-0.01').success).toBe(false)
    expect(priceText.safeParse('0.01').success).toBe(true)
  })

  it('read back as they were written', () => {
    fc.assert(
      fc.property(fc.bigInt(-AMOUNT_MINOR_LIMIT, AMOUNT_MINOR_LIMIT), (minor) => {
        expect(parseAmount(formatAmount(minor))).toBe(minor)
      }),
      { seed: 1 },
    )
  })
})
