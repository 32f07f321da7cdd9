/** Keeps jobs of a hold printer until their user or a manager lets them go. */
import { makeReason } from '../reasons.ts'
import { pass, printerOf, type Step } from '../step.ts'

export const releaseMode: Step = {
  name: 'release-mode',
  version: 1,
  look(input, draft) {
    const { mode, seconds } = printerOf(input, draft).hold
    if (mode === 'none') return pass({ mode })
    // A rule that asks for a manager is not undone by a printer that asks for the user.
    const releaseBy = draft.hold?.releaseBy === 'manager' ? 'manager' : mode
    return {
      looked: { mode, seconds },
      outcome: 'held',
      reason: makeReason(releaseBy === 'manager' ? 'held-for-manager' : 'held-for-user'),
      draft: { hold: { releaseBy, seconds: draft.hold?.seconds ?? seconds } },
    }
  },
}
