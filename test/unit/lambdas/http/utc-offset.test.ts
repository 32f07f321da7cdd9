// The clock of a time zone beside UTC, over the days on which it is set.
import { describe, expect, it } from 'vitest'
import { utcOffsetMinutes } from '#lambdas/http/utc-offset.ts'

describe('the offset of a time zone', () => {
  it.each([
    ['UTC', '2026-07-01T12:00:00Z', 0],
    ['Europe/Berlin', '2026-01-01T12:00:00Z', 60],
    ['Europe/Berlin', '2026-07-01T12:00:00Z', 120],
    ['Europe/Berlin', '2026-03-29T00:59:59Z', 60],
    ['Europe/Berlin', '2026-03-29T01:00:00Z', 120],
    ['America/New_York', '2026-01-01T02:00:00.250Z', -300],
    ['Asia/Kolkata', '2026-01-01T23:59:00Z', 330],
    ['Pacific/Kiritimati', '2026-12-31T12:00:00Z', 840],
  ])('%s at %s is %d minutes', (timeZone, at, minutes) => {
    expect(utcOffsetMinutes(timeZone, Date.parse(at))).toBe(minutes)
  })
})
