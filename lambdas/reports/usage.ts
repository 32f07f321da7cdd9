/** What jobs used, as numbers that add up. */
export interface Usage {
  /** All jobs, also those that were refused or never printed. */
  readonly jobs: number
  /** Of which paper came out, unless all of the money was given back. The figures below are of these alone. */
  readonly printed: number
  /** Printed, but nobody could count the sides: the figures below do not hold them. */
  readonly uncounted: number
  readonly sides: number
  readonly sheets: number
  readonly colorSides: number
  /** Sides of jobs that were printed on both sides. */
  readonly duplexSides: number
  /** Without what was given back. */
  readonly chargedMinor: bigint
}

export const NOTHING_USED: Usage = {
  jobs: 0,
  printed: 0,
  uncounted: 0,
  sides: 0,
  sheets: 0,
  colorSides: 0,
  duplexSides: 0,
  chargedMinor: 0n,
}

export function addUsage(one: Usage, other: Usage): Usage {
  return {
    jobs: one.jobs + other.jobs,
    printed: one.printed + other.printed,
    uncounted: one.uncounted + other.uncounted,
    sides: one.sides + other.sides,
    sheets: one.sheets + other.sheets,
    colorSides: one.colorSides + other.colorSides,
    duplexSides: one.duplexSides + other.duplexSides,
    chargedMinor: one.chargedMinor + other.chargedMinor,
  }
}

/** Most sides first, then most jobs, then by name: a total order. */
export function compareUsage(
  [oneKey, one]: readonly [string, Usage],
  [otherKey, other]: readonly [string, Usage],
): number {
  return other.sides - one.sides || other.jobs - one.jobs || (oneKey < otherKey ? -1 : 1)
}

/** As it is stored: short, in a fixed order. */
export type PackedUsage = readonly [number, number, number, number, number, number, number, string]

export function packUsage(usage: Usage): PackedUsage {
  const { jobs, printed, uncounted, sides, sheets, colorSides, duplexSides, chargedMinor } = usage
  return [jobs, printed, uncounted, sides, sheets, colorSides, duplexSides, String(chargedMinor)]
}

export function unpackUsage(packed: PackedUsage): Usage {
  const [jobs, printed, uncounted, sides, sheets, colorSides, duplexSides, charged] = packed
  const counts = { jobs, printed, uncounted, sides, sheets, colorSides, duplexSides }
  return { ...counts, chargedMinor: BigInt(charged) }
}
