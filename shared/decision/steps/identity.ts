/** Refuses a forged owner, and an unknown one unless the guests' account pays for unknown users. */
import { makeReason } from '../reasons.ts'
import { pass, refuse, type Step } from '../step.ts'

export const identity: Step = {
  name: 'identity',
  version: 1,
  look({ facts, settings, user }) {
    const looked = {
      identity: facts.owner.identity,
      forged: facts.owner.forged,
      known: user !== null,
      unknownUser: settings.unknownUser,
    }
    if (facts.owner.forged) return refuse(looked, makeReason('identity-forged'))
    // `create` too: whoever asks creates the user first, so nobody here means that this did not work.
    if (user === null && settings.unknownUser !== 'guest') {
      return refuse(looked, makeReason('user-unknown'))
    }
    return pass(looked)
  },
}
