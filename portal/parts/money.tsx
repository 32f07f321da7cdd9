/** Amounts as the reader's language writes them, exactly: the text of the wire goes to the formatter, never through a float. */
import { useMemo } from 'react'
import { useIntl } from 'react-intl'
import type { AmountText } from '#shared/contracts/money.ts'
import { useSession } from '../session.tsx'
import { makeMoneyFormat } from './amount.ts'

export interface MoneyProps {
  readonly amount: AmountText
  /** The tenant's own when left out. */
  readonly currency?: string
  /** With + or −, as in a statement. */
  readonly signed?: boolean
  /** At the end of its cell, so that digits stand below digits. */
  readonly end?: boolean
}

export function Money({ amount, currency, signed = false, end = false }: MoneyProps) {
  const format = useMoney(currency, signed)
  const negative = amount.startsWith('-')
  const kind = `number${end ? ' end' : ''}${negative && !signed ? ' bad' : ''}`
  return <span className={kind}>{format(amount)}</span>
}

/** For titles and messages. */
export function useMoney(currency?: string, signed = false): (amount: AmountText) => string {
  const { locale } = useIntl()
  const session = useSession()
  const code = currency ?? session.currency
  return useMemo(() => makeMoneyFormat(locale, code, signed), [locale, code, signed])
}
