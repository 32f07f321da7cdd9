/** Usage as rows of a report. */
import { CO2_GRAMS_PER_SHEET, WATER_LITERS_PER_SHEET } from '#shared/contracts/environment.ts'
import { formatAmount } from '#shared/contracts/money.ts'
import type { ReportRow } from '#shared/contracts/report.ts'
import type { Usage } from './usage.ts'

/** Every figure; a report shows those that its columns name. */
export function makeUsageRow(usage: Usage): ReportRow {
  const { jobs, printed, uncounted, sides, sheets, colorSides, duplexSides, chargedMinor } = usage
  const sheetsSaved = Math.max(0, sides - sheets)
  return {
    jobs,
    printed,
    uncounted,
    sides,
    sheets,
    colorSides,
    graySides: sides - colorSides,
    duplexSides,
    simplexSides: sides - duplexSides,
    colorPercent: percentOf(colorSides, sides),
    duplexPercent: percentOf(duplexSides, sides),
    cost: formatAmount(chargedMinor),
    sheetsSaved,
    co2Grams: Math.round(sheets * CO2_GRAMS_PER_SHEET),
    waterLiters: Math.round(sheets * WATER_LITERS_PER_SHEET),
  }
}

/** One place; null where there is nothing to be a part of. */
function percentOf(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((1_000 * part) / whole) / 10
}
