/** Which period of a scheduled report is due: the newest one that is over, from the schedule's hour on. */
import type { ReportRhythm } from '#shared/contracts/report.ts'
import { utcOffsetMinutes } from '../http/utc-offset.ts'
import { addDays, type Period } from './period.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const MONDAY = 1
const DAYS_OF_WEEK = 7

/** Each period has one last day, which is how sent ones are remembered. */
export function duePeriod(
  { rhythm, hour }: { readonly rhythm: ReportRhythm; readonly hour: number },
  timeZone: string,
  nowMs: number,
): Period {
  const localMs = nowMs + utcOffsetMinutes(timeZone, nowMs) * MINUTE_MS
  // Before the hour it is still yesterday as far as reports go.
  const today = new Date(localMs - hour * HOUR_MS).toISOString().slice(0, 'YYYY-MM-DD'.length)
  switch (rhythm) {
    case 'daily': {
      const yesterday = addDays(today, -1)
      return { first: yesterday, last: yesterday }
    }
    case 'weekly': {
      const sinceMonday = (new Date(today).getUTCDay() - MONDAY + DAYS_OF_WEEK) % DAYS_OF_WEEK
      const last = addDays(today, -sinceMonday - 1)
      return { first: addDays(last, 1 - DAYS_OF_WEEK), last }
    }
    case 'monthly': {
      const last = addDays(`${today.slice(0, 'YYYY-MM'.length)}-01`, -1)
      return { first: `${last.slice(0, 'YYYY-MM'.length)}-01`, last }
    }
  }
}
