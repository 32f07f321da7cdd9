// Days as people pick them.
import { expect, it } from 'vitest'
import { lastDays, readPeriod } from '#portal/parts/period.ts'

it('counts today among the last days', () => {
  const days = lastDays(new Date(2026, 10, 21, 15).getTime(), 7)
  expect(days).toEqual({ from: '2026-11-15', to: '2026-11-21' })
})

it('goes from the first midnight to the one after the last day', () => {
  expect(readPeriod({ from: '2026-11-20', to: '2026-11-21' })).toEqual({
    from: new Date(2026, 10, 20).toISOString(),
    to: new Date(2026, 10, 22).toISOString(),
  })
})

it.each([
  ['2026-11-21', '2026-11-20'],
  ['2026-11-21', ''],
  ['tomorrow', '2026-11-20'],
  ['2020-01-01', '2026-11-20'],
])('takes %s to %s for no period', (from, to) => {
  expect(readPeriod({ from, to })).toBeNull()
})
