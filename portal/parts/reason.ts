/** Reasons of decisions in the reader's language: by code from the messages, or in the server's words. */
import { useMemo } from 'react'
import { type IntlShape, useIntl } from 'react-intl'
import type { Reason } from '#shared/contracts/decision.ts'
import { makeMoneyFormat } from './amount.ts'

/** File of `messages/<tag>/later` for `<Words of={[…]}>`; without it every reason is told in the server's words. */
export const REASON_WORDS = 'reasons'

export type ReasonText = (reason: Reason) => string

export function useReasonText(): ReasonText {
  const intl = useIntl()
  return useMemo(() => makeReasonText(intl), [intl])
}

/** The sentence for the person who prints. */
export const makeReasonText =
  (intl: Pick<IntlShape, 'locale' | 'messages' | 'formatMessage'>): ReasonText =>
  ({ code, text, values = {} }) => {
    const id = `reason.${code}`
    const local = localize(intl.locale, values)
    const isWhole = placesOf(intl.messages[id]).every((place) => place in local)
    // A code of a later version, and a sentence whose values did not come, are told in the server's words.
    return Object.hasOwn(intl.messages, id) && isWhole ? intl.formatMessage({ id }, local) : text
  }

/** As the decision writes money. */
const MONEY = /^(-?\d+(?:\.\d+)?) ([A-Z]{3})$/

/** `0.40 EUR` and numbers as the language writes them. */
function localize(locale: string, values: NonNullable<Reason['values']>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([place, value]) => {
      if (typeof value === 'number') return [place, new Intl.NumberFormat(locale).format(value)]
      const [, amount, currency] = MONEY.exec(value) ?? []
      return amount === undefined || currency === undefined
        ? [place, value]
        : [place, makeMoneyFormat(locale, currency)(amount)]
    }),
  )
}

/** Messages come as trees (infra/portal/languages.ts); 1 is the type of an argument. */
function placesOf(message: unknown): string[] {
  if (!Array.isArray(message)) return []
  return (message as { type: number; value: string }[])
    .filter(({ type }) => type === 1)
    .map(({ value }) => value)
}
