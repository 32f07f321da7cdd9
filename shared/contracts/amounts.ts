/** Arithmetic of money, apart from its schemas, so that the engine needs no schema library. */

/** Minor units in one unit of any currency. */
export const MINOR_PER_UNIT = 10_000n
const FRACTION_DIGITS = 4
const SHOWN_DIGITS = 2
/** Minor units in one of the last digit that is always shown. */
const MINOR_PER_SHOWN = 100
/** Largest amount anyone may write: ten digits before the point, so minor units stay a safe integer on the wire. */
export const AMOUNT_PATTERN = /^-?(0|[1-9]\d{0,9})(\.\d{1,4})?$/

/** The same limit in minor units: what is computed must fit here before it is written. */
export const AMOUNT_MINOR_LIMIT = 10n ** 14n - 1n

/** `"12.5"` → `125000n`. Throws a RangeError on anything `amountText` refuses. */
export function parseAmount(text: string): bigint {
  if (!AMOUNT_PATTERN.test(text)) throw new RangeError(`not an amount: \`${text.slice(0, 40)}\``)
  const negative = text.startsWith('-')
  const [whole = '0', fraction = ''] = (negative ? text.slice(1) : text).split('.')
  // Fourteen digits at most: a double holds them exactly, and reads them faster.
  const minor = BigInt(Number(whole + fraction.padEnd(FRACTION_DIGITS, '0')))
  return negative ? -minor : minor
}

/** `125000n` → `"12.50"`; the third and fourth place are shown only when they say something. */
export function formatAmount(amountMinor: bigint): string {
  const size = amountMinor < 0n ? -amountMinor : amountMinor
  const rest = Number(size % MINOR_PER_UNIT)
  const shown =
    rest % MINOR_PER_SHOWN === 0
      ? (rest / MINOR_PER_SHOWN).toString().padStart(SHOWN_DIGITS, '0')
      : rest.toString().padStart(FRACTION_DIGITS, '0').replace(/0+$/, '')
  return `${amountMinor < 0n ? '-' : ''}${size / MINOR_PER_UNIT}.${shown}`
}

/**
 * Shares of `totalMinor` in proportion to `weights`, in their order. They add up to the total exactly; each is its exact
 * share rounded down or up by less than one unit, so none is larger than its weight while the total is not larger than
 * all weights.
 */
export function splitAmount(totalMinor: bigint, weights: readonly bigint[]): readonly bigint[] {
  const weighed = weights.reduce((sum, weight) => sum + weight, 0n)
  if (totalMinor < 0n || weights.some((weight) => weight < 0n) || weighed === 0n) {
    throw new RangeError('an amount is split by weights that are not negative and not all zero')
  }
  let passed = 0n
  return weights.map((weight) => {
    const before = (totalMinor * passed) / weighed
    passed += weight
    return (totalMinor * passed) / weighed - before
  })
}
