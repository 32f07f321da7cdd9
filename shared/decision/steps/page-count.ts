/** Counts sides and sheets, conversions included; holds a job of unknown length when the tenant says so, refuses one of no length. */
import { countSides } from '../count-sides.ts'
import { makeReason } from '../reasons.ts'
import { pass, refuse, type Step } from '../step.ts'

export const pageCount: Step = {
  name: 'page-count',
  version: 1,
  look(input, draft, tools) {
    const { counts } = countSides(input, draft, tools)
    if (counts === null) {
      const { unknownPages } = input.settings
      const looked = { sides: null, unknownPages }
      if (unknownPages !== 'hold') return pass(looked)
      return {
        looked,
        outcome: 'held',
        reason: makeReason('pages-unknown'),
        // Its user could release it unpaid.
        draft: { hold: { releaseBy: 'manager', seconds: null } },
      }
    }
    const looked = {
      pages: counts.pages,
      known: input.facts.document.pages.known,
      sides: counts.sides,
      colorSides: counts.colorSides,
    }
    if (counts.sides === 0) return refuse(looked, makeReason('nothing-to-print'))
    return pass(looked, { counts })
  },
}
