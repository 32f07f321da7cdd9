/** The printer's restrictions, a step each: they hit restricted users and guests, or everybody; exempt users never. */

import { formatAmount, parseAmount } from '#shared/contracts/amounts.ts'
import type { DecisionInput, DecisionTools, Reason, TraceStep } from '#shared/contracts/decision.ts'
import { paperSizeOf } from '#shared/contracts/paper-sizes.ts'
import type { PrinterRestrictions } from '#shared/contracts/printer.ts'
import { matchesGlob } from '../cel/glob.ts'
import { priceJob } from '../price-job.ts'
import { makeReason } from '../reasons.ts'
import { type Draft, printerOf, refuse, type Step, type StepResult } from '../step.ts'

const BYTES_PER_MEGABYTE = 1_000_000

/** What a restriction saw, and why it would refuse; null = it would not. */
interface Sight {
  readonly looked: TraceStep['looked']
  readonly reason: Reason | null
  readonly draft?: Partial<Draft>
}
type Look = (
  restrictions: PrinterRestrictions,
  input: DecisionInput,
  draft: Draft,
  tools: DecisionTools,
) => Sight

export const RESTRICTIONS: readonly Step[] = [
  restriction('maximum-pages', 2, ({ maxPages: limit }, _input, { counts }) => {
    const sides = counts === null ? null : counts.sides
    const over = limit !== null && sides !== null && sides > limit
    const reason = over ? makeReason('pages-over-limit', { sides, limit }) : null
    return { looked: { limit, sides }, reason }
  }),
  restriction('maximum-copies', 1, ({ maxCopies: limit }, { facts }) => {
    const { copies } = facts.ticket
    const over = limit !== null && copies > limit
    const reason = over ? makeReason('copies-over-limit', { copies, limit }) : null
    return { looked: { limit, copies }, reason }
  }),
  restriction('maximum-cost', 1, ({ maxCost }, input, draft, tools) => {
    if (maxCost === null) return { looked: { limit: null }, reason: null }
    const quote = priceJob(input, draft, tools)
    const cost = quote === null ? null : formatAmount(quote.totalMinor)
    const over = quote !== null && quote.totalMinor > parseAmount(maxCost)
    const words = { cost: `${cost} ${input.currency}`, limit: `${maxCost} ${input.currency}` }
    const reason = over ? makeReason('cost-over-printer-limit', words) : null
    return { looked: { limit: maxCost, cost }, reason, draft: { quote } }
  }),
  restriction('maximum-size', 1, ({ maxMegabytes: limit }, { facts }) => {
    const { bytes } = facts.document
    const over = limit !== null && bytes > limit * BYTES_PER_MEGABYTE
    const megabytes = Math.ceil((bytes / BYTES_PER_MEGABYTE) * 10) / 10
    const reason = over ? makeReason('size-over-limit', { megabytes, limit }) : null
    return { looked: { limit, bytes }, reason }
  }),
  restriction('sides-only', 1, ({ sides: only }, { facts }, { counts, changes }) => {
    const duplex = counts?.duplex ?? (facts.ticket.duplex || changes.duplex)
    // One side a copy has no other side: it is neither one-sided nor two-sided.
    const free = counts !== null && counts.sidesPerCopy <= 1
    const wrong = !free && only !== 'any' && duplex !== (only === 'duplex')
    const code = duplex ? 'duplex-not-allowed' : 'simplex-not-allowed'
    return { looked: { only, duplex }, reason: wrong ? makeReason(code) : null }
  }),
  restriction('color-only', 1, ({ color: only }, _input, { counts }) => {
    const colorSides = counts === null ? null : counts.colorSides
    // Of what nobody could count, nobody can say that it is gray.
    const wrong = only !== 'any' && colorSides !== null && colorSides > 0 !== (only === 'color')
    const code = only === 'color' ? 'color-only' : 'grayscale-only'
    return { looked: { only, colorSides }, reason: wrong ? makeReason(code) : null }
  }),
  restriction('denied-names', 1, ({ deniedNames }, { facts }) => {
    const name = facts.documentName.toLowerCase()
    const pattern = deniedNames.find((one) => matchesGlob(name, one.toLowerCase())) ?? null
    const reason = pattern === null ? null : makeReason('name-denied', { pattern })
    return { looked: { patterns: deniedNames.length, pattern }, reason }
  }),
  restriction('paper-sizes', 1, ({ paperSizes }, { facts }) => {
    if (paperSizes === null) return { looked: { allowed: null }, reason: null }
    const denied = facts.document.pageSizes.find(({ widthPt, heightPt }) => {
      const name = paperSizeOf(widthPt, heightPt)
      return name === null || !paperSizes.includes(name)
    })
    const size = denied === undefined ? null : formatSize(denied.widthPt, denied.heightPt)
    const reason = size === null ? null : makeReason('paper-size-denied', { size })
    return { looked: { allowed: paperSizes.join(', '), denied: size }, reason }
  }),
  restriction('duplicate', 1, ({ duplicateSeconds: seconds }, { duplicateOf }) => {
    const repeats = seconds !== null && duplicateOf !== null
    const reason = repeats ? makeReason('duplicate-job', { seconds, job: duplicateOf }) : null
    return { looked: { seconds, duplicateOf }, reason }
  }),
]

function restriction(name: string, version: number, look: Look): Step {
  return {
    name,
    version,
    look(input, draft, tools): StepResult {
      const { restrictions } = printerOf(input, draft)
      const { looked, reason, draft: changed = {} } = look(restrictions, input, draft, tools)
      if (reason === null) return { looked, outcome: 'passed', reason: null, draft: changed }
      if (isHit(restrictions, input)) return { ...refuse(looked, reason), draft: changed }
      return { looked: { ...looked, hits: false }, outcome: 'passed', reason: null, draft: changed }
    },
  }
}

function isHit({ scope }: PrinterRestrictions, { user }: DecisionInput): boolean {
  if (user === null) return true
  return !user.exempt && (scope === 'all' || user.restricted)
}

function formatSize(widthPt: number, heightPt: number): string {
  const millimeters = (points: number) => Math.round((points * 25.4) / 72)
  return paperSizeOf(widthPt, heightPt) ?? `${millimeters(widthPt)} × ${millimeters(heightPt)} mm`
}
