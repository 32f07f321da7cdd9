/** Moments as the reader's language writes them, in the reader's zone; the exact UTC time stands in the title. */
import { useIntl } from 'react-intl'
import { now } from '../doors.ts'
import { formatAgo } from './ago.ts'

export interface TimeProps {
  /** RFC 3339 UTC. */
  readonly at: string
  /** `moment`: date and time; `clock`: to the second; `ago`: how long since. */
  readonly as?: 'moment' | 'clock' | 'ago'
}

export function Time({ at, as = 'moment' }: TimeProps) {
  const { locale } = useIntl()
  return (
    <time className="number" dateTime={at} title={at}>
      {as === 'ago'
        ? formatAgo(locale, Date.parse(at), now())
        : makeFormat(locale, as).format(Date.parse(at))}
    </time>
  )
}

const FORMATS = {
  moment: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

const made = new Map<string, Intl.DateTimeFormat>()

/** Making one takes long enough to be seen in a table of 50 rows. */
function makeFormat(locale: string, as: keyof typeof FORMATS): Intl.DateTimeFormat {
  const key = `${locale} ${as}`
  const format = made.get(key) ?? new Intl.DateTimeFormat(locale, FORMATS[as])
  made.set(key, format)
  return format
}
