/** Days as people pick them, and the moments that the API takes. */

export interface Days {
  /** Like `2026-11-21`, in the reader's zone; both belong to the period. */
  readonly from: string
  readonly to: string
}

const DAY_MS = 86_400_000
const DAYS_LIMIT = 400

/** Today and the days before it, `count` in all. */
export function lastDays(nowMs: number, count: number): Days {
  return { from: dayOf(nowMs - (count - 1) * DAY_MS), to: dayOf(nowMs) }
}

/** From the first midnight to the one after the last day; null when that is no period that a replay takes. */
export function readPeriod({ from, to }: Days): { from: string; to: string } | null {
  const start = midnightOf(from, 0)
  const end = midnightOf(to, 1)
  if (start === null || end === null || end <= start || end - start > DAYS_LIMIT * DAY_MS) {
    return null
  }
  return { from: new Date(start).toISOString(), to: new Date(end).toISOString() }
}

/** null when it is no day. */
export function midnightOf(day: string, daysLater: number): number | null {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? []
  if (year === undefined) return null
  const moment = new Date(Number(year), Number(month) - 1, Number(date) + daysLater).getTime()
  return Number.isNaN(moment) ? null : moment
}

function dayOf(ms: number): string {
  const moment = new Date(ms)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`
}
