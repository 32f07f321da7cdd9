/** Days of a tenant's clock: the period of a report, and where in time its days begin. */
import { Problem } from '#shared/contracts/problem.ts'
import { REPORT_DAYS_DEFAULT, REPORT_DAYS_LIMIT } from '#shared/contracts/report.ts'
import { utcOffsetMinutes } from '../http/utc-offset.ts'
import { todayIn } from '../stores/quota-runs.ts'

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

export interface Period {
  /** First and last day, both included. */
  readonly first: string
  readonly last: string
}

/** Throws `request-malformed` for more days than a report may have. */
export function parsePeriod(
  query: { readonly from?: string | undefined; readonly to?: string | undefined },
  timeZone: string,
  nowMs: number,
): Period {
  const last = query.to ?? laterOf(query.from, todayIn(timeZone, nowMs))
  const first = query.from ?? addDays(last, 1 - REPORT_DAYS_DEFAULT)
  const days = (Date.parse(last) - Date.parse(first)) / DAY_MS + 1
  if (days < 1 || days > REPORT_DAYS_LIMIT) {
    const message = `must be 1 to ${REPORT_DAYS_LIMIT} days after \`from\`, both included`
    const fields = [{ path: '/to', message }]
    throw new Problem('request-malformed', 'the query does not fit its contract', { fields })
  }
  return { first, last }
}

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(day) + count * DAY_MS).toISOString().slice(0, 'YYYY-MM-DD'.length)
}

export function daysOf({ first, last }: Period): readonly string[] {
  const count = (Date.parse(last) - Date.parse(first)) / DAY_MS + 1
  return Array.from({ length: count }, (_, index) => addDays(first, index))
}

/** From the midnight that begins the first day to the one that ends the last, in milliseconds since 1970. */
export function timesOf({ first, last }: Period, timeZone: string) {
  return { fromMs: midnight(first, timeZone), toMs: midnight(addDays(last, 1), timeZone) }
}

/** Twice, because the offset is that of the midnight itself and not of the guess. */
function midnight(day: string, timeZone: string): number {
  const utcMs = Date.parse(day)
  const guessMs = utcMs - utcOffsetMinutes(timeZone, utcMs) * MINUTE_MS
  return utcMs - utcOffsetMinutes(timeZone, guessMs) * MINUTE_MS
}

const laterOf = (day: string | undefined, today: string): string =>
  day !== undefined && day > today ? day : today
