/** EventBridge's cron expressions: minutes, hours, day of month, month, day of week, year, all in UTC. */

const DAY_MS = 24 * 60 * 60_000
/** A leap day on a given weekday comes again within 40 years. */
const DAYS_LIMIT = 40 * 366

export interface CronSchedule {
  readonly minutes: ReadonlySet<number>
  readonly hours: ReadonlySet<number>
  readonly daysOfMonth: ReadonlySet<number> | null
  readonly months: ReadonlySet<number>
  /** 1 = Sunday. */
  readonly daysOfWeek: ReadonlySet<number> | null
  readonly years: ReadonlySet<number>
}

/** Throws on what it does not know: `L`, `W` and `#` are not needed here so far. */
export function parseCron(expression: string): CronSchedule {
  const fields = expression.trim().split(/\s+/)
  const [minutes, hours, daysOfMonth, months, daysOfWeek, years] = fields
  const questions = [daysOfMonth, daysOfWeek].filter((field) => field === '?').length
  if (fields.length !== 6 || questions !== 1) throw unknown(expression)
  return {
    minutes: parseField(minutes!, 0, 59),
    hours: parseField(hours!, 0, 23),
    daysOfMonth: daysOfMonth === '?' ? null : parseField(daysOfMonth!, 1, 31),
    months: parseField(months!, 1, 12, MONTHS),
    daysOfWeek: daysOfWeek === '?' ? null : parseField(daysOfWeek!, 1, 7, WEEKDAYS),
    years: parseField(years!, 1970, 2199),
  }
}

/** First time after `from` (milliseconds since 1970); null when there is none within 40 years. */
export function nextCronTime(cron: CronSchedule, from: number): number | null {
  const firstDay = Math.floor(from / DAY_MS) * DAY_MS
  for (let day = 0; day < DAYS_LIMIT; day += 1) {
    const midnight = firstDay + day * DAY_MS
    if (!fitsDay(cron, new Date(midnight))) continue
    for (const hour of sorted(cron.hours)) {
      for (const minute of sorted(cron.minutes)) {
        const at = midnight + (hour * 60 + minute) * 60_000
        if (at > from) return at
      }
    }
  }
  return null
}

function fitsDay(cron: CronSchedule, date: Date): boolean {
  return (
    cron.years.has(date.getUTCFullYear()) &&
    cron.months.has(date.getUTCMonth() + 1) &&
    (cron.daysOfMonth?.has(date.getUTCDate()) ?? true) &&
    (cron.daysOfWeek?.has(date.getUTCDay() + 1) ?? true)
  )
}

/** `*`, `5`, `1-5`, `MON-FRI`, `0/15`, `1-30/2`, and lists of them. */
function parseField(field: string, least: number, most: number, names: string[] = []): Set<number> {
  const values = new Set<number>()
  for (const part of field.split(',')) {
    const [range = '', stepText] = part.split('/')
    const [fromText = '', toText] = range.split('-')
    const isAll = range === '*'
    const from = isAll ? least : parseValue(fromText, names)
    const to =
      toText !== undefined ? parseValue(toText, names) : openEnd(isAll, stepText, from, most)
    const step = stepText === undefined ? 1 : Number(stepText)
    if (!(from >= least && to <= most && from <= to && step >= 1 && Number.isInteger(step))) {
      throw unknown(field)
    }
    for (let value = from; value <= to; value += step) values.add(value)
  }
  return values
}

const openEnd = (isAll: boolean, step: string | undefined, from: number, most: number): number =>
  isAll || step !== undefined ? most : from

function parseValue(text: string, names: readonly string[]): number {
  const named = names.indexOf(text.toUpperCase())
  if (named >= 0) return named + 1
  return /^\d+$/.test(text) ? Number(text) : Number.NaN
}

const sorted = (values: ReadonlySet<number>): number[] => [...values].sort((a, b) => a - b)

const unknown = (text: string) => new Error(`fault: the cron expression \`${text}\` is known here`)

const WEEKDAYS = 'SUN MON TUE WED THU FRI SAT'.split(' ')
const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ')
