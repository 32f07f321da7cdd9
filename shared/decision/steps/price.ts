/** Prices the job by the printer's list, or by the tenant's flat price when its pages are not known. */
import { AMOUNT_MINOR_LIMIT, formatAmount } from '#shared/contracts/amounts.ts'
import { priceJob } from '../price-job.ts'
import { makeReason } from '../reasons.ts'
import { pass, refuse, type Step } from '../step.ts'

export const price: Step = {
  name: 'price',
  version: 2,
  look(input, draft, tools) {
    const quote = priceJob(input, draft, tools)
    if (quote === null) return pass({ cost: null })
    if (quote.totalMinor > AMOUNT_MINOR_LIMIT) {
      return refuse({ cost: null }, makeReason('cost-over-limit'))
    }
    const looked = { cost: formatAmount(quote.totalMinor) }
    return { looked, outcome: 'priced', reason: null, draft: { quote } }
  },
}
