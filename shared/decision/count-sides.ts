/** Counts what reaches the paper on this printer: the ticket arithmetic that is handed in, under the printer's color mode. */
import type { Counts } from '#shared/contracts/counts.ts'
import type { DecisionInput, DecisionTools } from '#shared/contracts/decision.ts'
import { type Draft, printerOf } from './step.ts'

/** `counts` null = the pages, or which of them hold color, are not known. `measured` saves counting the same again. */
export function countSides(
  input: DecisionInput,
  draft: Draft,
  tools: DecisionTools,
): { readonly counts: Counts | null; readonly measured: NonNullable<Draft['measured']> } {
  const { colorMode } = printerOf(input, draft)
  // A printer without color needs nobody to know where the color is.
  const gray = colorMode === 'grayscale' && !draft.changes.grayscale
  const changes = gray ? { ...draft.changes, grayscale: true } : draft.changes
  const measured =
    draft.measured?.changes === changes
      ? draft.measured
      : { changes, counts: tools.measure(input.facts, changes) }
  const { counts } = measured
  const allColor = colorMode === 'document' && counts !== null && counts.colorSides > 0
  return { counts: allColor ? { ...counts, colorSides: counts.sides } : counts, measured }
}
