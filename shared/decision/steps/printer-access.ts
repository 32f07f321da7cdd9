/** Refuses users of groups that the printer is not for, restricted or not. */
import { makeReason } from '../reasons.ts'
import { formatScope, inScope, pass, printerOf, refuse, type Step } from '../step.ts'

export const printerAccess: Step = {
  name: 'printer-access',
  version: 1,
  look(input, draft) {
    const scope = printerOf(input, draft).restrictions.access
    const looked = { scope: formatScope(scope) }
    return inScope(scope, input) ? pass(looked) : refuse(looked, makeReason('access-denied'))
  },
}
