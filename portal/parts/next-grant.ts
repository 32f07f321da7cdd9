/** When a quota is given next. */
import type { Quota } from '#shared/contracts/quota.ts'

const DAY_MS = 86_400_000

/**
 * First day after `today` on which the quota is given; both are days of the tenant's clock, like `2026-11-21`.
 * null = its dates are over. A period that `from` still excludes is not it.
 */
export function nextGrant(
  { period, dates = [], from }: Pick<Quota, 'period' | 'dates' | 'from'>,
  today: string,
): string | null {
  // The day `from` names is given itself when a period begins on it.
  const after = from !== undefined && from > today ? addDays(from, -1) : today
  if (period === 'custom') return dates.filter((date) => date > after).sort()[0] ?? null
  if (period === 'day') return addDays(after, 1)
  if (period === 'week') return addDays(after, 7 - ((weekday(after) + 6) % 7))
  const [year = 0, month = 0] = after.split('-').map(Number)
  return format(Date.UTC(year, month, 1))
}

/** The day that it is at `atMs` where the tenant is. */
export const dayIn = (timeZone: string, atMs: number): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone }).format(atMs)

/** Sunday is 0. */
const weekday = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay()
const addDays = (day: string, count: number): string =>
  format(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS)
const format = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
