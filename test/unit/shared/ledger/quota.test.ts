/** When quotas fall due, and how much of them is given. */
import { describe, expect, it } from 'vitest'
import type { QuotaShown } from '#shared/contracts/quota.ts'
import { duePeriods, grantedOf } from '#shared/ledger/quota.ts'

const QUOTA: QuotaShown = {
  amount: '5.00',
  period: 'day',
  dates: [],
  cap: null,
  from: '2000-01-01',
}

describe('periods that are due', () => {
  it.each([
    ['the next day', 'day', '2027-03-01', '2027-03-02', '2027-03-02'],
    ['nothing twice on one day', 'day', '2027-03-02', '2027-03-02', ''],
    [
      'three days late, each once',
      'day',
      '2027-02-27',
      '2027-03-02',
      '2027-02-28 2027-03-01 2027-03-02',
    ],
    ['a week begins on Monday', 'week', '2027-02-27', '2027-03-03', '2027-03-01'],
    ['not before its Monday', 'week', '2027-03-01', '2027-03-07', ''],
    ['three weeks late', 'week', '2027-02-14', '2027-03-03', '2027-02-15 2027-02-22 2027-03-01'],
    ['a week over the end of a year', 'week', '2026-12-27', '2027-01-05', '2026-12-28 2027-01-04'],
    ['a month begins on its first day', 'month', '2027-02-01', '2027-03-31', '2027-03-01'],
    ['months of any length', 'month', '2028-01-31', '2028-03-01', '2028-02-01 2028-03-01'],
    ['over the end of a year', 'month', '2026-11-01', '2027-01-01', '2026-12-01 2027-01-01'],
    ['dates of one’s own', 'custom', '2026-12-31', '2027-09-30', '2027-01-10 2027-09-01'],
    ['only dates that are there', 'custom', '2027-01-10', '2027-08-31', ''],
  ] as const)('%s', (_, period, after, today, due) => {
    const dates = period === 'custom' ? ['2027-09-01', '2027-01-10', '2028-01-10'] : []
    expect(duePeriods({ ...QUOTA, period, dates }, after, today).join(' ')).toBe(due)
  })

  it('do not begin before the quota does', () => {
    const quota = { ...QUOTA, from: '2027-03-02' }
    expect(duePeriods(quota, '2027-01-01', '2027-03-03')).toEqual(['2027-03-02', '2027-03-03'])
  })

  it('are the latest hundred after a very long pause', () => {
    const due = duePeriods(QUOTA, '2020-01-01', '2027-03-01')
    expect([due.length, due.at(0), due.at(-1)]).toEqual([100, '2026-11-22', '2027-03-01'])
  })
})

describe('what is given', () => {
  const capped = (...caps: (string | null)[]) => caps.map((cap) => ({ ...QUOTA, cap }))
  it.each([
    ['all of it without a cap', '-3.00', capped(null), 50_000n],
    ['all of it below the cap', '1.00', capped('10.00'), 50_000n],
    ['what is left up to the cap', '7.50', capped('10.00'), 25_000n],
    ['nothing at the cap', '10.00', capped('10.00'), 0n],
    ['nothing above it, and nothing is taken', '12.00', capped('10.00'), 0n],
    ['caps of several groups add up', '12.00', capped('10.00', '6.00'), 40_000n],
    ['one group without a cap is enough', '99.00', capped('10.00', null), 50_000n],
    ['a debt is lifted by the whole amount', '-20.00', capped('10.00'), 50_000n],
  ] as const)('%s', (_, balance, all, given) => {
    const balanceMinor = BigInt(Math.round(Number(balance) * 10_000))
    expect(grantedOf(all[0] ?? QUOTA, balanceMinor, all)).toBe(given)
  })
})
