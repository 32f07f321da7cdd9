/** Does what was decided: releases, deletes, or keeps a job sealed until its time is over. */
import type { JobAnswer } from '#shared/contracts/decision.ts'
import type { JobFacts } from '#shared/contracts/job-facts.ts'
import type { Outcome } from '#shared/contracts/outcome.ts'
import type { Action } from '../disk/journal-records.ts'
import type { SpoolJob, SpoolJobRef } from '../spooler/spooler.ts'
import { readDocuments } from './documents.ts'
import { hasEnded, lacksWatermark, makeOutcome } from './ending.ts'
import { isJobsOwn } from './look-at-job.ts'
import { joinHashes } from './make-facts.ts'
import type { JobPorts } from './ports.ts'

export interface Decided {
  readonly answer: JobAnswer
  readonly atMs: number
  /** Decided since this story was last started, so nothing can have been done about it before. */
  readonly thisTime?: boolean
}
export type CarriedOut = { readonly action: Action } | { readonly ended: Outcome }

/** For answers that name no time: a company's morning. */
const HOLD_DEFAULT_SECONDS = 4 * 3_600
/** Between two questions about a prompt whose time is over by our clock and not yet by the cloud's. */
const ASK_AGAIN_MS = 5_000
const HOLD_POLL_MS = 10 * 60_000
const EXPIRED_MESSAGE = 'This job was not released in time and was deleted.'
const CHANGED_MESSAGE =
  'This job changed after it was decided and was deleted. Please print it again.'

export interface CarryOutPorts extends JobPorts {
  /** Asks the cloud once more; what it decided anew is in the journal. The same as before when it did not. */
  askAgain(): Promise<Decided>
}

/** How often the answer to a job has changed. */
export function revisionOf(answer: JobAnswer): number {
  return answer.revision ?? 1
}

export function carryOut(
  ref: SpoolJobRef,
  facts: JobFacts,
  decided: Decided,
  ports: CarryOutPorts,
  signal: AbortSignal,
): Promise<CarriedOut> {
  switch (decided.answer.verdict) {
    case 'release':
    case 'redirect':
      return releaseJob(ref, facts, decided, ports, signal)
    case 'refuse':
      return deleteJob(ref, decided.answer.message, ports, signal)
    case 'hold':
    case 'ask':
      return holdJob(ref, facts, decided, ports, signal)
  }
}

/** When nobody is waited for any more to answer, milliseconds since 1970. */
function promptEndMs({ answer, atMs }: Decided): number {
  return atMs + (answer.prompt?.timeoutSeconds ?? 0) * 1_000
}

/** When a job that waits is deleted, milliseconds since 1970. */
export function holdEndMs(decided: Decided): number {
  return decided.atMs + (decided.answer.holdSeconds ?? HOLD_DEFAULT_SECONDS) * 1_000
}

async function releaseJob(
  ref: SpoolJobRef,
  facts: JobFacts,
  decided: Decided,
  ports: JobPorts,
  signal: AbortSignal,
): Promise<CarriedOut> {
  const { jobId, changes, message } = decided.answer
  const job = await ports.spooler.fetchJob(ref, signal)
  if (job.state === 'printing') return { action: 'released' }
  if (hasEnded(job)) {
    // An earlier run may have released it and died before it could write so.
    const started = decided.thisTime !== true
    return { ended: makeOutcome(jobId, job, { started }, ports.clock.nowMs()) }
  }
  if (job.state !== 'sealed' && !(await sealAgain(job, facts, ports, signal))) {
    ports.log.error('job-changed-after-decision', { jobId })
    return await deleteJob(ref, CHANGED_MESSAGE, ports, signal)
  }
  if (lacksWatermark(changes, ports.spooler)) ports.log.warn('watermark-not-printed', { jobId })
  try {
    await ports.spooler.release(ref, changes, message, signal, queueOf(decided.answer))
  } catch (error) {
    if (!isJobsOwn(error)) throw error
    const now = await ports.spooler.fetchJob(ref, signal)
    if (!hasEnded(now)) throw error
    return { ended: makeOutcome(jobId, now, { started: false }, ports.clock.nowMs()) }
  }
  return { action: 'released' }
}

/**
 * A print system that died within a second of the sealing has forgotten it, and the user could add pages meanwhile.
 * True when the job is sealed and still the one that was decided.
 */
async function sealAgain(
  job: SpoolJob,
  facts: JobFacts,
  ports: JobPorts,
  signal: AbortSignal,
): Promise<boolean> {
  await ports.spooler.seal(job.ref, signal)
  const sealed = await ports.spooler.fetchJob(job.ref, signal)
  if (sealed.documentsCount !== facts.document.count) return false
  const findings = await readDocuments(sealed, ports, signal)
  return joinHashes(findings) === facts.document.sha256
}

async function deleteJob(
  ref: SpoolJobRef,
  message: string,
  ports: JobPorts,
  signal: AbortSignal,
): Promise<CarriedOut> {
  try {
    await ports.spooler.cancel(ref, message, signal)
  } catch (error) {
    if (!isJobsOwn(error) || !hasEnded(await ports.spooler.fetchJob(ref, signal))) throw error
  }
  return { action: 'canceled' }
}

/**
 * Waits, sealed, for another decision or for the end of its time. A held job is deleted then. A question that nobody
 * answered is the cloud's to decide: the connector is only the clock.
 */
async function holdJob(
  ref: SpoolJobRef,
  facts: JobFacts,
  decided: Decided,
  ports: CarryOutPorts,
  signal: AbortSignal,
): Promise<CarriedOut> {
  const { jobId, verdict } = decided.answer
  for (;;) {
    const latest = ports.journal.find(ref.uuid)?.decided ?? decided
    if (revisionOf(latest.answer) > revisionOf(decided.answer)) {
      return await carryOut(ref, facts, { ...latest, thisTime: true }, ports, signal)
    }
    const job = await ports.spooler.fetchJob(ref, signal)
    const leftMs = holdEndMs(decided) - ports.clock.nowMs()
    if (hasEnded(job)) {
      // Past its end it was most likely us who deleted it, just before a crash.
      const state = leftMs <= 0 && job.state !== 'completed' ? { state: 'expired' as const } : {}
      return { ended: makeOutcome(jobId, job, { started: false, ...state }, ports.clock.nowMs()) }
    }
    if (leftMs <= 0) return await deleteJob(ref, EXPIRED_MESSAGE, ports, signal)
    const askInMs = promptEndMs(decided) - ports.clock.nowMs()
    if (verdict !== 'ask' || askInMs > 0) {
      const waitMs = verdict === 'ask' ? Math.min(askInMs, leftMs) : leftMs
      await ports.awaitChange(ref, Math.min(waitMs, HOLD_POLL_MS))
      continue
    }
    const again = await ports.askAgain()
    if (revisionOf(again.answer) === revisionOf(decided.answer)) {
      await ports.awaitChange(ref, Math.min(leftMs, ASK_AGAIN_MS))
    }
  }
}

/** The queue that prints it instead, by the name of its printer: `queue@site`. */
function queueOf({ redirectTo }: JobAnswer): string | undefined {
  return redirectTo?.slice(0, redirectTo.lastIndexOf('@'))
}
