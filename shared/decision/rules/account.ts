/** Names the account that pays; without one nothing prints. */
import { makeReason } from '../reasons.ts'
import { pass, type Rule, refuse } from '../rule.ts'

export const account: Rule = {
  name: 'account',
  version: 1,
  look(input) {
    if (input.account === null) return refuse({ account: null }, makeReason('account-missing'))
    return pass({ account: input.account.id })
  },
}
