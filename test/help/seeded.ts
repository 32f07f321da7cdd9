// Chance that can be repeated: the same seed draws the same numbers.

export interface Chance {
  /** 0 ≤ x < 1. */
  next(): number
  /** 0 ≤ n < below, a whole number. */
  below(limit: number): number
}

/** Mulberry32: 32 bits of state are plenty for drawing test cases. */
export function makeChance(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return { next, below: (limit) => Math.floor(next() * limit) }
}
