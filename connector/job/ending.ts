/** How a job's end in the print system becomes the outcome that is reported. */
import type { JobChanges } from '#shared/contracts/decision.ts'
import { PAGES_LIMIT } from '#shared/contracts/findings.ts'
import type { Outcome } from '#shared/contracts/outcome.ts'
import { timeText } from '../doors.ts'
import type { Spooler, SpoolJob } from '../spooler/spooler.ts'
import { cleanText } from './clean-text.ts'

const DETAIL_LIMIT = 500

export function hasEnded(job: SpoolJob): boolean {
  return (
    job.state === 'completed' ||
    job.state === 'canceled' ||
    job.state === 'aborted' ||
    job.state === 'gone'
  )
}

/** Whether a watermark is wanted that this print system does not print. */
export function lacksWatermark(
  changes: JobChanges,
  { printsWatermarks }: Pick<Spooler, 'printsWatermarks'>,
): boolean {
  return !printsWatermarks && (changes.watermark ?? '') !== ''
}

/**
 * `started`: whether any byte may have reached the device; unsure is true.
 * `state` overrides the print system's word: a refused job is `canceled` there and `refused` here.
 */
export function makeOutcome(
  jobId: string,
  job: SpoolJob | null,
  known: { started: boolean; state?: Outcome['state']; detail?: string },
  nowMs: number,
): Outcome {
  const sides = job?.sidesDone ?? null
  const sidesKnown = sides !== null && Number.isInteger(sides) && sides >= 0 && sides <= PAGES_LIMIT
  return {
    jobId,
    state: known.state ?? stateOf(job, known.started),
    // A completed job printed, whatever we remember of it.
    started: known.started || job?.state === 'completed',
    sidesDone: sidesKnown ? sides : null,
    endedAt: timeText(nowMs),
    detail: cleanText(known.detail ?? job?.detail ?? '', DETAIL_LIMIT),
  }
}

function stateOf(job: SpoolJob | null, started: boolean): Outcome['state'] {
  switch (job?.state) {
    case 'completed':
      return 'completed'
    case 'canceled':
      return 'canceled'
    case 'gone':
      // Purged. Before its release nobody can have printed it; afterwards nobody can tell.
      return started ? 'failed' : 'canceled'
    default:
      return 'failed'
  }
}
