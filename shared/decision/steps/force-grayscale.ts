/** Turns color jobs gray for those whom the printer's rule names. */
import { countSides } from '../count-sides.ts'
import { makeReason } from '../reasons.ts'
import { formatScope, inScope, pass, printerOf, type Step } from '../step.ts'

export const forceGrayscale: Step = {
  name: 'force-grayscale',
  version: 1,
  look(input, draft, tools) {
    const { conversions, colorMode } = printerOf(input, draft)
    const scope = conversions.grayscale
    const { counts, measured } = countSides(input, draft, tools)
    const colorSides = counts?.colorSides ?? null
    const looked = { scope: formatScope(scope), colorSides }
    // Of a document that nobody could read, only the ticket or the printer can say that it is gray.
    const gray = input.facts.ticket.grayscale || colorMode === 'grayscale' || colorSides === 0
    if (gray || !inScope(scope, input)) return pass(looked, { measured })
    return {
      looked,
      outcome: 'changed',
      reason: makeReason('changed-to-grayscale'),
      draft: { changes: { ...draft.changes, grayscale: true } },
    }
  },
}
