/** Money on the wire and in memory: whole minor units at 1/10,000 of the currency, never a float. */
import * as z from 'zod'
import { AMOUNT_PATTERN } from './amounts.ts'

export {
  AMOUNT_MINOR_LIMIT,
  formatAmount,
  MINOR_PER_UNIT,
  parseAmount,
  splitAmount,
} from './amounts.ts'

/** A decimal string with up to four places, like `"12.50"`. `1e309`, `NaN`, `+1` and `.5` are refused. */
export const amountText = z
  .string()
  .regex(AMOUNT_PATTERN, 'must be a decimal amount like `12.50`, with up to four places')
  .meta({ description: 'decimal amount with up to four places', examples: ['12.50'] })
export type AmountText = z.infer<typeof amountText>

/** An amount nobody owes us back: zero or more. */
export const priceText = amountText.refine((text) => !text.startsWith('-'), 'must not be negative')

export const currencyCode = z
  .string()
  .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code like `EUR`')
  .meta({ description: 'ISO 4217 currency code' })
