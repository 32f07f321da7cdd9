/** Amounts as the reader's language writes them, exactly: the text of the wire goes to the formatter, never through a float. */
import { useMemo } from 'react'
import { useIntl } from 'react-intl'
import type { AmountText } from '#shared/contracts/money.ts'
import { useSession } from '../session.tsx'

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

/** The third and fourth place are shown only when they say something. */
export function makeMoneyFormat(
  locale: string,
  currency: string,
  signed = false,
): (amount: AmountText) => string {
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: 4,
    signDisplay: signed ? 'exceptZero' : 'auto',
  })
  return (amount) => format.format(amount as `${number}`)
}

/** Sum of amounts, exact: `["0.10", "0.2"]` → `"0.3000"`. */
export function sumAmounts(amounts: readonly AmountText[]): AmountText {
  const total = amounts.reduce((sum, amount) => sum + minor(amount), 0n)
  const size = total < 0n ? -total : total
  return `${total < 0n ? '-' : ''}${size / 10_000n}.${(size % 10_000n).toString().padStart(4, '0')}`
}

/** `12.5` → `125000n`; the contracts' own reader would bring its schema library along. */
function minor(amount: AmountText): bigint {
  const [whole = '0', fraction = ''] = amount.replace('-', '').split('.')
  const size = BigInt(whole) * 10_000n + BigInt(fraction.padEnd(4, '0'))
  return amount.startsWith('-') ? -size : size
}
