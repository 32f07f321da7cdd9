/** What differs between two decisions on one job, and what decisions add up to. */

import type { Decision } from '#shared/contracts/decision.ts'
import { CO2_GRAMS_PER_SHEET, WATER_LITERS_PER_SHEET } from '#shared/contracts/environment.ts'
import { formatAmount } from '#shared/contracts/money.ts'
import type { Difference, ReplayTotals } from '#shared/contracts/replay.ts'
import type { Verdict } from '#shared/contracts/verdict.ts'

/** null = the job would not have noticed: same verdict, paper, payer, price and message. */
export function compareDecisions(before: Decision, after: Decision): Difference | null {
  if (before.verdict !== after.verdict) {
    const change = compareVerdicts(before.verdict, after.verdict)
    if (change !== null) return change
  }
  if (before.redirectTo !== after.redirectTo) return 'moved'
  const conversion = compareConversions(before, after)
  if (conversion !== null) return conversion
  if (payersOf(before) !== payersOf(after)) return 'other-account'
  if (before.costMinor !== after.costMinor) return 'other-cost'
  return before.message === after.message ? null : 'other-message'
}

function compareVerdicts(before: Verdict, after: Verdict): Difference | null {
  if (after === 'refuse') return 'now-refused'
  if (before === 'refuse') return 'no-longer-refused'
  if (after === 'ask') return 'now-asked'
  if (after === 'hold') return 'now-held'
  return before === 'ask' || before === 'hold' ? 'no-longer-waits' : null
}

function compareConversions(before: Decision, after: Decision): Difference | null {
  const converts = ({ changes }: Decision) => Number(changes.grayscale) + Number(changes.duplex)
  const same =
    before.changes.grayscale === after.changes.grayscale &&
    before.changes.duplex === after.changes.duplex
  if (same) return null
  return converts(after) >= converts(before) ? 'converted' : 'no-longer-converted'
}

function payersOf({ charges, account }: Decision): string {
  return charges.length === 0 ? (account ?? '') : charges.map((one) => one.accountId).join(' ')
}

/** Sums of decisions; a job that waits counts as paper too, because it mostly prints. */
export interface Tally {
  released: number
  held: number
  asked: number
  refused: number
  sides: number
  colorSides: number
  sheets: number
  costMinor: bigint
}

export function makeTally(): Tally {
  return {
    released: 0,
    held: 0,
    asked: 0,
    refused: 0,
    sides: 0,
    colorSides: 0,
    sheets: 0,
    costMinor: 0n,
  }
}

const COUNTED = {
  release: 'released',
  redirect: 'released',
  hold: 'held',
  ask: 'asked',
  refuse: 'refused',
} as const satisfies Record<Verdict, keyof Tally>

export function addDecision(
  tally: Tally,
  { verdict, costMinor, trace: { counts } }: Decision,
): void {
  tally[COUNTED[verdict]]++
  tally.costMinor += costMinor
  if (verdict === 'refuse' || verdict === 'ask' || counts === null) return
  tally.sides += counts.sides
  tally.colorSides += counts.colorSides
  tally.sheets += counts.sheets
}

export function addTally(tally: Tally, other: Tally): void {
  for (const key of [
    'released',
    'held',
    'asked',
    'refused',
    'sides',
    'colorSides',
    'sheets',
  ] as const) {
    tally[key] += other[key]
  }
  tally.costMinor += other.costMinor
}

export function presentTally({ costMinor, ...rest }: Tally): ReplayTotals {
  return {
    ...rest,
    cost: formatAmount(costMinor),
    co2Grams: round(rest.sheets * CO2_GRAMS_PER_SHEET),
    waterLiters: round(rest.sheets * WATER_LITERS_PER_SHEET),
  }
}

const round = (value: number) => Math.round(value * 10) / 10
