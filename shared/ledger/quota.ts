/** When a quota falls due, and how much of it is given. Dates are `YYYY-MM-DD` in UTC. */
import { parseAmount } from '#shared/contracts/money.ts'
import { LATE_PERIODS_LIMIT, type QuotaShown } from '#shared/contracts/quota.ts'

const DAY_MS = 24 * 3600 * 1000

/**
 * First days of the periods that begin after `after` and not after `today`, oldest first. What nobody gave in time is
 * given late, each period once; of a very long pause the latest periods only.
 */
export function duePeriods(quota: QuotaShown, after: string, today: string): readonly string[] {
  const due: string[] = []
  for (const date of startsBackwards(quota, today)) {
    if (date <= after || date < quota.from || due.length === LATE_PERIODS_LIMIT) break
    due.push(date)
  }
  return due.reverse()
}

/** With caps, no grant raises the balance above their sum; a balance that is higher stays as it is. */
export function grantedOf(
  quota: QuotaShown,
  balanceMinor: bigint,
  allQuotas: readonly QuotaShown[],
): bigint {
  const amountMinor = parseAmount(quota.amount)
  const caps = allQuotas.map(({ cap }) => cap)
  if (caps.includes(null)) return amountMinor
  const capMinor = caps.reduce((sum, cap) => sum + parseAmount(cap ?? '0'), 0n)
  const roomMinor = capMinor - balanceMinor
  if (roomMinor <= 0n) return 0n
  return roomMinor < amountMinor ? roomMinor : amountMinor
}

function* startsBackwards(quota: QuotaShown, today: string): Generator<string> {
  switch (quota.period) {
    case 'custom':
      yield* quota.dates.filter((date) => date <= today).sort((one, other) => compare(other, one))
      return
    case 'day':
      for (let date = today; ; date = addDays(date, -1)) yield date
    case 'week':
      for (let date = mondayOf(today); ; date = addDays(date, -7)) yield date
    case 'month':
      for (let date = firstOf(today); ; date = firstOf(addDays(date, -1))) yield date
  }
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

function mondayOf(date: string): string {
  const weekday = (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7
  return addDays(date, -weekday)
}

function firstOf(date: string): string {
  return `${date.slice(0, 'YYYY-MM'.length)}-01`
}

function addDays(date: string, days: number): string {
  const timeMs = Date.parse(`${date}T00:00:00Z`) + days * DAY_MS
  return new Date(timeMs).toISOString().slice(0, 'YYYY-MM-DD'.length)
}
