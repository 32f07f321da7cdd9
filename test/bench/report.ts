// One line of a benchmark, and the few statistics it needs.

export interface Row {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** What it is compared with, in words; null when it stands alone. */
  readonly against: string | null
  /** value ÷ the other value, measured in the same run. */
  readonly ratio: number | null
  /** Number of samples. */
  readonly n: number
}

export type Report = (row: Row) => void

export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

export const median = (samples: readonly number[]) => percentile(samples, 0.5)
