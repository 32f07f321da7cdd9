/** Refuses color that is left after the conversions for those who may not print it. */
import { makeReason } from '../reasons.ts'
import { formatScope, inScope, pass, printerOf, refuse, type Step } from '../step.ts'

export const colorAccess: Step = {
  name: 'color-access',
  version: 1,
  look(input, draft) {
    const scope = printerOf(input, draft).restrictions.colorAllowed
    // Unknown color is the tenant's rule for unknown pages: it has looked already.
    const colorSides = draft.counts === null ? null : draft.counts.colorSides
    const looked = { scope: formatScope(scope), colorSides }
    if (colorSides === null || colorSides === 0 || inScope(scope, input)) return pass(looked)
    return refuse(looked, makeReason('color-not-allowed'))
  },
}
