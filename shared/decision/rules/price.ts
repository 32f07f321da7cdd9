/** Prices the job by the printer's list, or by the tenant's flat price when its pages are not known. */
import type { DecisionInput, DecisionTools, Quote } from '#shared/contracts/decision.ts'
import { AMOUNT_MINOR_LIMIT, formatAmount, parseAmount } from '#shared/contracts/money.ts'
import { makeReason } from '../reasons.ts'
import { type Draft, pass, printerOf, type Rule, refuse } from '../rule.ts'

export const price: Rule = {
  name: 'price',
  version: 1,
  look(input, draft, tools) {
    const quote = makeQuote(input, draft, tools)
    if (quote === null) return pass({ cost: null })
    if (quote.totalMinor > AMOUNT_MINOR_LIMIT) {
      return refuse({ cost: null }, makeReason('cost-over-limit'))
    }
    const looked = { cost: formatAmount(quote.totalMinor) }
    return { looked, outcome: 'priced', reason: null, draft: { quote } }
  },
}

/** null = the job is held for its unknown pages, and nothing says what it will cost. */
function makeQuote(input: DecisionInput, draft: Draft, tools: DecisionTools): Quote | null {
  if (draft.counts !== null) return tools.price(draft.counts, printerOf(input).prices)
  switch (input.settings.unknownPages) {
    case 'hold':
      return null
    case 'allow':
      return { totalMinor: 0n, lines: [] }
    case 'flat':
      return makeFlatQuote(input)
  }
}

/** The ticket's copies are known even when the pages are not; without them one price would buy thousands. */
function makeFlatQuote({ facts, settings }: DecisionInput): Quote {
  const eachMinor = parseAmount(settings.flatPrice)
  const count = facts.ticket.copies
  const totalMinor = eachMinor * BigInt(count)
  const line = {
    what: 'copies of a document of unknown length',
    count,
    each: formatAmount(eachMinor),
    amount: formatAmount(totalMinor),
  }
  return { totalMinor, lines: [line] }
}
