/** Amounts without a float: as a language writes them, as people type them, and their sum. */
import type { AmountText } from '#shared/contracts/money.ts'

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

export const isZero = (amount: AmountText): boolean => /^-?0(\.0+)?$/.test(amount)

/** `12.5` → `125000n`; the contracts' own reader would bring its schema library along. */
function minor(amount: AmountText): bigint {
  const [whole = '0', fraction = ''] = amount.replace('-', '').split('.')
  const size = BigInt(whole) * 10_000n + BigInt(fraction.padEnd(4, '0'))
  return amount.startsWith('-') ? -size : size
}

const AMOUNT = /^-?(0|[1-9]\d{0,9})(\.\d{1,4})?$/

/** Accepts the comma that half of the world writes; null when it is no amount. */
export function readAmount(typed: string): string | null {
  const amount = typed.trim().replace(',', '.')
  return AMOUNT.test(amount) ? amount : null
}
