/** Picks the printer that takes a job instead: a named one, the cheapest for this job, or the one with the fewest waiting jobs. */
import type { DecisionInput, DecisionTools, RedirectTarget } from '#shared/contracts/decision.ts'
import type { Action } from '#shared/contracts/rules.ts'
import type { Applied, Applying } from './applying.ts'
import { countSides } from './count-sides.ts'
import { priceJob } from './price-job.ts'
import { makeReason } from './reasons.ts'
import { type Draft, inScope } from './step.ts'

type Redirect = Extract<Action, { do: 'redirect' }>

/**
 * The job then is counted and priced as that printer does it. A job that was moved never comes back to where it was:
 * rules that send it in a circle refuse it and say so.
 */
export function redirect(
  action: Redirect,
  { ruleId: rule, input, draft, tools }: Applying,
): Applied {
  const here = draft.redirect?.printerId ?? input.facts.printerId
  const wanted = action.among ?? [action.to]
  if (action.to === here) return { outcome: 'passed', reason: null }
  const words = { rule, printer: wanted.join(', ') }
  const options = wanted.flatMap((id) => makeOption(id, here, input, draft, tools) ?? [])
  const best = action.to === 'least-loaded' ? leastLoadedOf(options) : cheapestOf(options)
  if (best === null) {
    return { outcome: 'refused', reason: makeReason('redirect-impossible', words) }
  }
  if (best.target.printerId === here) return { outcome: 'passed', reason: null }
  if (draft.left.includes(best.target.printerId)) {
    return { outcome: 'refused', reason: makeReason('redirect-circular', words) }
  }
  const printer = best.target.printerId
  const reason =
    action.message === undefined
      ? makeReason('redirected', { printer, rule })
      : makeReason('rule-redirected', { message: action.message, printer, rule })
  return { outcome: 'changed', reason, draft: { ...best.draft, left: [...draft.left, here] } }
}

interface Option {
  readonly target: RedirectTarget
  /** What of the draft is different there. */
  readonly draft: Pick<Draft, 'redirect' | 'counts' | 'quote'>
}

/** null = that printer cannot take the job. Where the job is, is an option too, when the rule names it. */
function makeOption(
  id: string,
  here: string,
  input: DecisionInput,
  draft: Draft,
  tools: DecisionTools,
): Option | null {
  const target = input.targets.find((one) => one.printerId === id)
  if (target === undefined) return null
  const { disabled, restrictions } = target.policy
  if (disabled || !inScope(restrictions.access, input)) return null
  const moved = { ...draft, redirect: target, quote: null }
  const { counts } = countSides(input, moved, tools)
  const color = (counts?.colorSides ?? 0) > 0
  if (color && !inScope(restrictions.colorAllowed, input)) return null
  const quote = priceJob(input, { ...moved, counts }, tools)
  const redirect = id === here ? draft.redirect : target
  return { target, draft: { redirect, counts, quote } }
}

/** The first of those that cost the same; a job that cannot be priced goes to the first. */
function cheapestOf(options: readonly Option[]): Option | null {
  const costOf = ({ draft }: Option) => draft.quote?.totalMinor ?? 0n
  return bestOf(options, (one, best) => costOf(one) < costOf(best))
}

/** The first of those with the same number of jobs. */
function leastLoadedOf(options: readonly Option[]): Option | null {
  return bestOf(options, (one, best) => one.target.jobsWaiting < best.target.jobsWaiting)
}

function bestOf(
  options: readonly Option[],
  isBetter: (one: Option, best: Option) => boolean,
): Option | null {
  let best: Option | null = null
  for (const one of options) if (best === null || isBetter(one, best)) best = one
  return best
}
