/** Waits until a job is complete, seals it, and reads it: from then on nobody can change what was read. */
import type { JobFacts } from '#shared/contracts/job-facts.ts'
import type { Outcome } from '#shared/contracts/outcome.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { SpoolJob } from '../spooler/spooler.ts'
import { readDocuments } from './documents.ts'
import { hasEnded, makeOutcome } from './ending.ts'
import { makeFacts } from './make-facts.ts'
import type { JobPorts } from './ports.ts'

/** Between two looks at a job whose documents are still arriving; its print system tells when it can. */
const INCOMING_POLL_MS = 5_000

export async function lookAtJob(
  first: SpoolJob,
  jobId: string,
  ports: JobPorts,
  signal: AbortSignal,
): Promise<JobFacts | { ended: Outcome }> {
  const { ref } = first
  let job = first
  // Bounded by the print system, which gives up on a client that stopped sending.
  while (job.state === 'incoming') {
    await ports.awaitChange(ref, INCOMING_POLL_MS)
    job = await ports.spooler.fetchJob(ref, signal)
  }
  if (!hasEnded(job)) {
    try {
      return await ports.gate.run(() => sealAndRead(job, jobId, ports, signal), ports.stopping)
    } catch (error) {
      if (!isJobsOwn(error)) throw error
      job = await ports.spooler.fetchJob(ref, signal)
      if (!hasEnded(job)) throw error
    }
  }
  // Never decided, so never released.
  return { ended: makeOutcome(jobId, job, { started: false }, ports.clock.nowMs()) }
}

async function sealAndRead(
  job: SpoolJob,
  jobId: string,
  ports: JobPorts,
  signal: AbortSignal,
): Promise<JobFacts> {
  await ports.spooler.seal(job.ref, signal)
  // Only now is the number of documents certain.
  const sealed = await ports.spooler.fetchJob(job.ref, signal)
  if (hasEnded(sealed))
    throw new Problem('spooler-job-missing', 'the job ended while it was sealed')
  const findings = await readDocuments(sealed, ports, signal)
  return makeFacts(sealed, findings, {
    jobId,
    siteSlug: ports.site.siteSlug,
    identity: ports.spooler.identity,
    printsSeveralDocuments: ports.spooler.printsSeveralDocuments(job.ref.queue),
  })
}

/** The print system's answer about this one job, rather than about itself. */
export function isJobsOwn(error: unknown): boolean {
  return (
    error instanceof Problem &&
    (error.code === 'spooler-refused' || error.code === 'spooler-job-missing')
  )
}
