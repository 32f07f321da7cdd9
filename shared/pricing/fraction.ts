/** Exact amounts between two roundings: minor units over a denominator. */

export interface Fraction {
  readonly numerator: bigint
  /** Positive. */
  readonly denominator: bigint
}

/** Basis points in the whole: per cent with two places are whole numbers of them. */
export const BASIS = 10_000n

export function toBasis(percent: number): bigint {
  return BigInt(Math.round(percent * 100))
}

export function addAmounts(one: Fraction, other: Fraction): Fraction {
  if (one.denominator === other.denominator) {
    return { numerator: one.numerator + other.numerator, denominator: one.denominator }
  }
  return {
    numerator: one.numerator * other.denominator + other.numerator * one.denominator,
    denominator: one.denominator * other.denominator,
  }
}

export function scaleAmount({ numerator, denominator }: Fraction, basis: bigint): Fraction {
  if (basis === BASIS) return { numerator, denominator }
  return { numerator: numerator * basis, denominator: denominator * BASIS }
}

export function isLess(one: Fraction, other: Fraction): boolean {
  return one.numerator * other.denominator < other.numerator * one.denominator
}

/** Half a minor unit is rounded up. Not for negative amounts. */
export function roundHalfUp({ numerator, denominator }: Fraction): bigint {
  if (denominator === 1n) return numerator
  return (2n * numerator + denominator) / (2n * denominator)
}
