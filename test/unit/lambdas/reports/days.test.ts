/** Slots, days and periods by any clock. */
import { describe, expect, it } from 'vitest'
import { duePeriod } from '#lambdas/reports/due-period.ts'
import { addDays, daysOf, parsePeriod, timesOf } from '#lambdas/reports/period.ts'
import { idsFrom, nextSlot, slotOf, slotStartMs } from '#lambdas/reports/slots.ts'
import { makeUlid } from '#shared/contracts/ids.ts'

const at = (text: string) => Date.parse(text)

describe('slots', () => {
  it('hold the ids of their quarter of an hour and sort among them', () => {
    const startMs = at('2027-03-01T08:15:00.000Z')
    const id = makeUlid(startMs + 899_999, new Uint8Array(10).fill(255))
    const slot = slotOf(id)
    expect(slotStartMs(slot)).toBe(startMs)
    expect(slot < makeUlid(startMs, new Uint8Array(10))).toBe(true)
    expect(id < nextSlot(slot)).toBe(true)
    expect(makeUlid(startMs + 900_000, new Uint8Array(10)) > nextSlot(slot)).toBe(true)
    expect(idsFrom(startMs)).toBe(slot)
  })
})

describe('a period', () => {
  it.each([
    ['UTC', '2027-03-28T00:00:00.000Z', '2027-03-29T00:00:00.000Z'],
    // That night the clock goes forward at 02:00.
    ['Europe/Berlin', '2027-03-27T23:00:00.000Z', '2027-03-28T22:00:00.000Z'],
    ['Asia/Kathmandu', '2027-03-27T18:15:00.000Z', '2027-03-28T18:15:00.000Z'],
    ['America/New_York', '2027-03-28T04:00:00.000Z', '2027-03-29T04:00:00.000Z'],
  ])('of one day in %s', (zone, from, to) => {
    const times = timesOf({ first: '2027-03-28', last: '2027-03-28' }, zone)
    expect(times).toEqual({ fromMs: at(from), toMs: at(to) })
  })

  it('is the last thirty days unless somebody says otherwise', () => {
    const nowMs = at('2027-03-01T23:30:00.000Z')
    const there = parsePeriod({}, 'Europe/Berlin', nowMs)
    expect(there).toEqual({ first: '2027-02-01', last: '2027-03-02' })
    expect(daysOf(there)).toHaveLength(30)
    expect(() => parsePeriod({ from: '2026-02-28', to: '2027-03-01' }, 'UTC', nowMs)).toThrow()
  })

  it('crosses months and leap days', () => {
    expect([addDays('2028-02-28', 1), addDays('2028-03-01', -1), addDays('2027-12-31', 1)]).toEqual(
      ['2028-02-29', '2028-02-29', '2028-01-01'],
    )
  })
})

describe('what is due', () => {
  it.each([
    ['daily', 7, 'UTC', '2027-03-03T06:59:00Z', '2027-03-01', '2027-03-01'],
    ['daily', 7, 'UTC', '2027-03-03T07:00:00Z', '2027-03-02', '2027-03-02'],
    ['daily', 0, 'Pacific/Auckland', '2027-03-02T11:00:00Z', '2027-03-02', '2027-03-02'],
    // 1 March 2027 is a Monday.
    ['weekly', 7, 'UTC', '2027-03-01T06:00:00Z', '2027-02-15', '2027-02-21'],
    ['weekly', 7, 'UTC', '2027-03-01T07:00:00Z', '2027-02-22', '2027-02-28'],
    ['weekly', 7, 'UTC', '2027-03-07T23:00:00Z', '2027-02-22', '2027-02-28'],
    ['monthly', 7, 'UTC', '2028-03-01T06:00:00Z', '2028-01-01', '2028-01-31'],
    ['monthly', 7, 'UTC', '2028-03-01T07:00:00Z', '2028-02-01', '2028-02-29'],
  ] as const)('%s at %i o’clock in %s on %s: %s to %s', (rhythm, hour, zone, now, first, last) => {
    expect(duePeriod({ rhythm, hour }, zone, at(now))).toEqual({ first, last })
  })
})
