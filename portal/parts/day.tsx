/** A day as the reader's language writes it; the day of a calendar, not a moment. */
import { useIntl } from 'react-intl'

export function Day({ day }: { day: string }) {
  const { locale } = useIntl()
  return (
    <time className="number" dateTime={day} title={day}>
      {formatDay(locale, day)}
    </time>
  )
}

export const formatDay = (
  locale: string,
  day: string,
  options: Intl.DateTimeFormatOptions = { dateStyle: 'medium' },
): string =>
  new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(
    Date.parse(`${day}T00:00:00Z`),
  )
