/** Counts what reaches the paper on this printer: the ticket arithmetic that is handed in, under the printer's color mode. */
import type { Counts } from '#shared/contracts/counts.ts'
import type { DecisionInput, DecisionTools } from '#shared/contracts/decision.ts'
import { type Draft, printerOf } from './step.ts'

/** null = the pages, or which of them hold color, are not known. */
export function countSides(
  input: DecisionInput,
  draft: Draft,
  tools: DecisionTools,
): Counts | null {
  const { colorMode } = printerOf(input, draft)
  // A printer without color needs nobody to know where the color is.
  const grayscale = draft.changes.grayscale || colorMode === 'grayscale'
  const changes =
    grayscale === draft.changes.grayscale ? draft.changes : { ...draft.changes, grayscale }
  const counts = tools.measure(input.facts, changes)
  const allColor = colorMode === 'document' && counts !== null && counts.colorSides > 0
  return allColor ? { ...counts, colorSides: counts.sides } : counts
}
