/** Why one job was decided as it was; a job that nobody asked for has no trace. */
import type { JobAnswer } from '#shared/contracts/decision.ts'
import type { RouteHandler } from '../middleware/call.ts'
import { loadExplanation } from '../stores/explanations.ts'
import { loadJob } from '../stores/jobs.ts'
import { found } from './found.ts'

export const showJobTrace: RouteHandler<'showJobTrace'> = async ({ params: { tenant, job } }) => {
  const [stored, explanation] = await Promise.all([
    loadJob(tenant, job),
    loadExplanation(tenant, job),
  ])
  const decided = found(found(stored).decided)
  const { facts, trace } = found(explanation)
  const { verdict, reasons, decidedAt } = JSON.parse(decided.answer) as JobAnswer
  return { jobId: job, verdict, decidedAt, facts, reasons, trace }
}
