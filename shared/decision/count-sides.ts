/** Counts what reaches the paper on this printer: the ticket arithmetic that is handed in, under the printer's color mode. */
import type { Counts } from '#shared/contracts/counts.ts'
import type { DecisionInput, DecisionTools, JobChanges } from '#shared/contracts/decision.ts'
import { printerOf } from './rule.ts'

/** null = the pages, or which of them hold color, are not known. */
export function countSides(
  input: DecisionInput,
  changes: JobChanges,
  tools: DecisionTools,
): Counts | null {
  const { colorMode } = printerOf(input)
  // A printer without color needs nobody to know where the color is.
  const grayscale = changes.grayscale || colorMode === 'grayscale'
  const counts = tools.measure(input.facts, { ...changes, grayscale })
  const allColor = colorMode === 'document' && counts !== null && counts.colorSides > 0
  return allColor ? { ...counts, colorSides: counts.sides } : counts
}
