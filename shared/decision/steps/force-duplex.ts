/** Puts one-sided jobs on both sides for those whom the printer's rule names. */
import { countSides } from '../count-sides.ts'
import { makeReason } from '../reasons.ts'
import { formatScope, inScope, pass, printerOf, type Step } from '../step.ts'

export const forceDuplex: Step = {
  name: 'force-duplex',
  version: 1,
  look(input, draft, tools) {
    const scope = printerOf(input, draft).conversions.duplex
    const { duplex } = input.facts.ticket
    const { counts, measured } = countSides(input, draft, tools)
    const sidesPerCopy = counts?.sidesPerCopy ?? null
    const looked = { scope: formatScope(scope), duplex, sidesPerCopy }
    // One side a copy has no other side to print on.
    const nothingToTurn = duplex || (sidesPerCopy !== null && sidesPerCopy <= 1)
    if (nothingToTurn || !inScope(scope, input)) return pass(looked, { measured })
    return {
      looked,
      outcome: 'changed',
      reason: makeReason('changed-to-duplex'),
      draft: { changes: { ...draft.changes, duplex: true } },
    }
  },
}
