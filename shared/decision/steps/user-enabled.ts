/** Refuses when printing is switched off for the user; an unknown user is left to `identity`. */
import { makeReason } from '../reasons.ts'
import { pass, refuse, type Step } from '../step.ts'

export const userEnabled: Step = {
  name: 'user-enabled',
  version: 1,
  look({ user }) {
    if (user === null) return pass({ known: false })
    const looked = { known: true, disabled: user.disabled }
    return user.disabled ? refuse(looked, makeReason('user-disabled')) : pass(looked)
  },
}
