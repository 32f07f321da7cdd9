/** Puts one-sided jobs on both sides for those whom the printer's rule names. */
import { countSides } from '../count-sides.ts'
import { makeReason } from '../reasons.ts'
import { formatScope, inScope, pass, printerOf, type Rule } from '../rule.ts'

export const forceDuplex: Rule = {
  name: 'force-duplex',
  version: 1,
  look(input, draft, tools) {
    const scope = printerOf(input).conversions.duplex
    const sidesPerCopy = draft.counts === null ? null : draft.counts.sidesPerCopy
    const looked = { scope: formatScope(scope), duplex: input.facts.ticket.duplex, sidesPerCopy }
    // One side a copy has no other side to print on.
    const nothingToTurn = input.facts.ticket.duplex || sidesPerCopy === 1
    if (nothingToTurn || !inScope(scope, input)) return pass(looked)
    const changes = { ...draft.changes, duplex: true }
    return {
      looked,
      outcome: 'changed',
      reason: makeReason('changed-to-duplex'),
      draft: { changes, counts: countSides(input, changes, tools) },
    }
  },
}
