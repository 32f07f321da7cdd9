/** Reports how jobs ended until the cloud accepted it; what it will never accept is set aside where people can see it. */
import { OUTCOMES_LIMIT } from '#shared/contracts/outcome.ts'
import { Problem, type ProblemCode } from '#shared/contracts/problem.ts'
import type { Cloud } from '../cloud/client.ts'
import type { EndedJob, Journal } from '../disk/journal.ts'
import type { Clock, Log } from '../doors.ts'
import type { Loop } from './runner.ts'

/** It is poked whenever a job ends; the interval is for what was not accepted. */
const INTERVAL_MS = 30_000

export interface ReportDoors {
  readonly journal: Pick<Journal, 'endedJobs' | 'append'>
  readonly cloud: Pick<Cloud, 'call'>
  readonly clock: Pick<Clock, 'nowMs'>
  readonly log: Log
  /** Durable before it returns. */
  setAside(job: EndedJob, problem: Problem): Promise<void>
}

export function reportOutcomes(doors: ReportDoors): Loop {
  return {
    name: 'report-outcomes',
    intervalMs: INTERVAL_MS,
    jitter: 0.3,
    async round(signal) {
      const ended = doors.journal.endedJobs()
      for (let at = 0; at < ended.length; at += OUTCOMES_LIMIT) {
        await reportBatch(ended.slice(at, at + OUTCOMES_LIMIT), signal)
      }
    },
  }

  async function reportBatch(jobs: readonly EndedJob[], signal: AbortSignal): Promise<void> {
    let accepted: readonly string[]
    try {
      const outcomes = jobs.map(({ outcome }) => outcome)
      accepted = (await doors.cloud.call('acceptOutcomes', { body: { outcomes }, signal })).accepted
    } catch (problem) {
      if (!(problem instanceof Problem && isAboutContent(problem.code))) throw problem
      return await narrowDown(jobs, problem, signal)
    }
    await markReported(jobs.filter(({ jobId }) => accepted.includes(jobId)))
  }

  /** One bad outcome must not keep the others from being booked. */
  async function narrowDown(
    jobs: readonly EndedJob[],
    problem: Problem,
    signal: AbortSignal,
  ): Promise<void> {
    const [only] = jobs
    if (only !== undefined && jobs.length === 1) {
      doors.log.error('outcome-set-aside', { jobId: only.jobId, problem: problem.code })
      await doors.setAside(only, problem)
      return await markReported(jobs)
    }
    const half = Math.ceil(jobs.length / 2)
    await reportBatch(jobs.slice(0, half), signal)
    await reportBatch(jobs.slice(half), signal)
  }

  async function markReported(jobs: readonly EndedJob[]): Promise<void> {
    const atMs = doors.clock.nowMs()
    await Promise.all(
      jobs.map(({ jobId }) => doors.journal.append({ type: 'REPORTED', jobId, atMs })),
    )
  }
}

/** Only these say that an outcome itself is wrong; a revoked key or a wrong path says nothing about it. */
function isAboutContent(code: ProblemCode): boolean {
  return code === 'request-malformed' || code === 'body-too-large' || code === 'body-not-json'
}
