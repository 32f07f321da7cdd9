/** Why one job was decided as it was, and whether it would be again; a job that nobody asked for has no trace. */
import type { JobAnswer } from '#shared/contracts/decision.ts'
import type { RouteHandler } from '../middleware/call.ts'
import { loadExplanation } from '../stores/explanations.ts'
import { loadJob } from '../stores/jobs.ts'
import { found, kept } from './found.ts'
import { recompute } from './recompute.ts'

export const showJobTrace: RouteHandler<'showJobTrace'> = async ({ params, query, nowMs }) => {
  const { tenant, job } = params
  const [stored, loaded] = await Promise.all([
    loadJob(tenant, job),
    loadExplanation(tenant, job, nowMs),
  ])
  const decided = found(kept(stored, nowMs).decided)
  const explanation = found(loaded)
  const { verdict, reasons, decidedAt } = JSON.parse(decided.answer) as JobAnswer
  return {
    jobId: job,
    verdict,
    decidedAt,
    facts: explanation.input.facts,
    reasons,
    trace: JSON.parse(explanation.trace),
    recomputed: query.recompute === 'true' ? await recompute(tenant, explanation) : null,
  }
}
