/** Prices the job as it stands: by the printer's list, or by the tenant's flat price when its pages are not known. */
import type { DecisionInput, DecisionTools, Quote } from '#shared/contracts/decision.ts'
import { type Draft, printerOf } from './step.ts'

const FREE: Quote = { totalMinor: 0n, lines: [] }
const FULL_RATE_PERCENT = 100

/** null = the job is held for its unknown pages, and nothing says what it will cost. */
export function priceJob(input: DecisionInput, draft: Draft, tools: DecisionTools): Quote | null {
  if (draft.quote !== null) return draft.quote
  const { counts, costChanges } = draft
  const { facts, settings, user } = input
  if (counts === null && settings.unknownPages === 'hold') return null
  if (counts === null && settings.unknownPages === 'allow' && costChanges.length === 0) return FREE
  return tools.price(
    {
      counts,
      // The ticket's copies are known even when the pages are not; without them one price would buy thousands.
      flat:
        counts === null
          ? {
              copies: facts.ticket.copies,
              price: settings.unknownPages === 'flat' ? settings.flatPrice : '0.00',
            }
          : null,
      pageSizes: facts.document.pageSizes,
      costRatePercent: user?.costRatePercent ?? FULL_RATE_PERCENT,
      costChanges,
    },
    printerOf(input, draft).prices,
  )
}
