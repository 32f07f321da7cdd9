/** Refuses more printed sides than one job may have on this printer, whoever prints. */
import { makeReason } from '../reasons.ts'
import { pass, printerOf, type Rule, refuse } from '../rule.ts'

export const maximumPages: Rule = {
  name: 'maximum-pages',
  version: 1,
  look(input, draft) {
    const limit = printerOf(input).restrictions.maxPages
    const sides = draft.counts === null ? null : draft.counts.sides
    const looked = { limit, sides }
    if (limit === null || sides === null || sides <= limit) return pass(looked)
    return refuse(looked, makeReason('pages-over-limit', { sides, limit }))
  },
}
