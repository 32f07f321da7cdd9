// What the admin's pages compute themselves: numbers as typed, quotas' next day, running balances, price lists.
import { describe, expect, it } from 'vitest'
import { readAccountId } from '#portal/parts/account-id.ts'
import { changesOf } from '#portal/parts/changes.ts'
import { dayIn, nextGrant } from '#portal/parts/next-grant.ts'
import { cleanPrices, isPriceList, MODELS, withModel } from '#portal/parts/price-lists.ts'
import { patchTo } from '#portal/parts/printer-changes.ts'
import { readNumber } from '#portal/parts/read-number.ts'
import { makePlace, readPlace, withBalances } from '#portal/parts/running-balance.ts'
import { type PriceList, priceList } from '#shared/contracts/prices.ts'
import type { Printer } from '#shared/contracts/printer.ts'
import { PRINTER_POLICY_DEFAULT } from '#shared/contracts/printer.ts'

describe('numbers as people type them', () => {
  it.each([
    ['12', 0, 12],
    [' 12,5 ', 2, 12.5],
    ['12.', 2, 12],
    ['', 0, null],
    ['12.5', 0, Number.NaN],
    ['-1', 0, Number.NaN],
    ['1e3', 0, Number.NaN],
    ['1001', 0, Number.NaN],
    ['99999999999999', 0, Number.NaN],
  ])('reads `%s` with %i places as %s', (typed, places, expected) => {
    expect(readNumber(typed, 0, 1_000, places)).toBe(expected)
  })
})

describe('the day on which a quota is given next', () => {
  // A Saturday.
  const today = '2026-11-21'
  it.each([
    ['day', {}, '2026-11-22'],
    ['week', {}, '2026-11-23'],
    ['month', {}, '2026-12-01'],
    ['day', { from: '2027-01-05' }, '2027-01-05'],
    ['week', { from: '2027-01-05' }, '2027-01-11'],
    ['month', { from: '2027-01-01' }, '2027-01-01'],
    ['month', { from: '2020-01-01' }, '2026-12-01'],
    ['custom', { dates: ['2027-09-01', '2026-11-21', '2027-02-01'] }, '2027-02-01'],
    ['custom', { dates: ['2026-11-20'] }, null],
  ] as const)('of each %s with %o is %s', (period, more, expected) => {
    expect(nextGrant({ dates: [], ...more, period } as never, today)).toBe(expected)
  })

  it('begins on a Monday for a week that is asked on a Monday or a Sunday', () => {
    expect(nextGrant({ period: 'week', dates: [] }, '2026-11-23')).toBe('2026-11-30')
    expect(nextGrant({ period: 'week', dates: [] }, '2026-11-22')).toBe('2026-11-23')
  })

  it('is counted where the tenant is', () => {
    const at = Date.parse('2026-11-21T23:30:00Z')
    expect(dayIn('Europe/Berlin', at)).toBe('2026-11-22')
    expect(dayIn('America/New_York', at)).toBe('2026-11-21')
  })
})

describe('the running balance of a statement', () => {
  const entries = [{ amount: '-0.1234' }, { amount: '5.00' }, { amount: '-1.50' }]

  it('stands after each entry, and goes on where a page ends', () => {
    const { items, before } = withBalances(entries, '3.3766')
    expect(items.map(({ balance }) => balance)).toEqual(['3.3766', '3.5000', '-1.5000'])
    expect(before).toBe('0.0000')
  })

  it('travels with the cursor', () => {
    expect(readPlace(makePlace('abc_-', '-1.5000'))).toEqual({
      cursor: 'abc_-',
      balance: '-1.5000',
    })
  })

  it.each([undefined, '', 'abc', 'abc~', 'abc~NaN', 'abc~1.5'])(
    'begins at the newest entry when the URL says `%s`',
    (place) => expect(readPlace(place)).toEqual({ cursor: null, balance: null }),
  )
})

describe('price lists while they are typed', () => {
  const simple: PriceList = {
    model: 'simple',
    gray: { simplex: '0.05', duplex: '0.04' },
    color: { simplex: '0.25', duplex: '0.20' },
    minimum: '0.02',
  }

  it.each(MODELS)('become %s from any other, as the contract takes it', (model) => {
    for (const before of MODELS.map((each) => withModel(simple, each))) {
      const made = withModel(before, model)
      expect(priceList.safeParse(made).error).toBeUndefined()
      expect(isPriceList(made)).toBe(true)
      expect(made).toMatchObject({ model, minimum: '0.02' })
    }
  })

  it('take a comma, and tell what is no price', () => {
    const typed = { ...simple, gray: { simplex: '0,07', duplex: '0,05' }, maximum: '1,5' }
    expect(isPriceList(typed)).toBe(true)
    expect(cleanPrices(typed)).toMatchObject({ gray: { simplex: '0.07' }, maximum: '1.5' })
    expect(isPriceList({ ...simple, maximum: 'x' })).toBe(false)
    expect(isPriceList({ ...simple, gray: { simplex: '-1', duplex: '0' } })).toBe(false)
  })

  it('tell a discount that is no number, and a class without name or sizes', () => {
    const detailed = withModel(simple, 'area') as Extract<PriceList, { model: 'area' }>
    expect(isPriceList({ ...detailed, grayDiscountPercent: Number.NaN })).toBe(false)
    const classes = withModel(simple, 'size-category') as Extract<
      PriceList,
      { model: 'size-category' }
    >
    const category = { name: '', sizes: ['A4' as const], price: '0.10' }
    expect(isPriceList({ ...classes, categories: [category] })).toBe(false)
    expect(isPriceList({ ...classes, categories: [{ ...category, name: 'Large' }] })).toBe(true)
  })
})

describe('what a form would change', () => {
  it('is only what differs', () => {
    expect(changesOf({ a: 1, b: [1] }, { a: 1, b: [2] })).toEqual({ b: [2] })
  })

  it('is, for a copy, the chosen parts that differ, whatever the order of their keys', () => {
    const { hold, ...policy } = PRINTER_POLICY_DEFAULT
    const source = { ...policy, hold: { mode: 'user', seconds: 60 } } as unknown as Printer
    const same = { ...policy, hold: { seconds: 60, mode: 'user' } } as unknown as Printer
    const other = { ...policy, hold } as unknown as Printer
    expect(patchTo(source, same, ['hold', 'prices'])).toEqual({})
    expect(patchTo(source, other, ['prices'])).toEqual({})
    expect(patchTo(source, other, ['hold', 'prices'])).toEqual({ hold: source.hold })
  })
})

describe('ids of accounts', () => {
  it.each([
    ['user:alice', 'main', 'alice', null],
    ['user:alice#paper', 'purse', 'paper', null],
    ['shared:physics', 'shared', 'physics', null],
    ['shared:physics/lab', 'shared', 'lab', 'shared:physics'],
    ['system:revenue', 'system', 'revenue', null],
  ])('says that %s is %s', (id, kind, name, parent) => {
    expect(readAccountId(id)).toMatchObject({ kind, name, parent })
  })
})
