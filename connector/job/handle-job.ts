/** The story of one job: hold, look, ask, act, watch. Started again at any point, it goes on from the last record on disk. */
import type { JobFacts } from '#shared/contracts/job-facts.ts'
import type { Outcome } from '#shared/contracts/outcome.ts'
import type { SpoolJobRef } from '../spooler/spooler.ts'
import { awaitOutcome } from './await-outcome.ts'
import { carryOut, type Decided, revisionOf } from './carry-out.ts'
import { hasEnded, makeOutcome } from './ending.ts'
import { lookAtJob } from './look-at-job.ts'
import { makeJobId } from './make-facts.ts'
import type { JobPorts } from './ports.ts'

/**
 * Returns when the job's end is in the journal. Throws a Problem when the world is in the way, or the reason of `signal`
 * or `ports.stopping`: the caller starts the story again later. Nothing is released that was not decided, nothing decided
 * that was not seen.
 */
export async function handleJob(
  ref: SpoolJobRef,
  ports: JobPorts,
  signal: AbortSignal,
): Promise<void> {
  const before = ports.journal.find(ref.uuid)
  if (before?.outcome !== undefined) return
  const job = await ports.spooler.fetchJob(ref, signal)
  // It ended before we ever held it, or its end was reported long ago: nobody was asked, nothing is open.
  if (before === undefined && hasEnded(job)) return
  if (before === undefined && job.state === 'printing') {
    return ports.log.error('job-prints-undecided', { queue: ref.queue, number: ref.number })
  }
  const jobId = before?.jobId ?? makeJobId(ports.site.siteId, job)

  if (before?.decided === undefined && hasEnded(job)) {
    return await end(makeOutcome(jobId, job, { started: false }, ports.clock.nowMs()))
  }
  const facts = before?.facts ?? (await look())
  if ('ended' in facts) return await end(facts.ended)
  const decided = before?.decided ?? (await ask(facts))
  const acted = before?.acted ?? (await act(facts, decided))
  if ('ended' in acted) return await end(acted.ended)
  // While the job waited somebody may have decided anew.
  const last = ports.journal.find(ref.uuid)?.decided ?? decided
  return await end(await awaitOutcome(ref, jobId, last, acted, ports, signal))

  async function look(): Promise<JobFacts | { ended: Outcome }> {
    const looked = await lookAtJob(job, jobId, ports, signal)
    if (!('ended' in looked)) {
      await ports.journal.append({ type: 'SEEN', jobId, ref, facts: looked, atMs: now() })
      ports.log.info('job-seen', { jobId, queue: ref.queue, number: ref.number })
    }
    return looked
  }

  async function ask(facts: JobFacts): Promise<Decided> {
    const answer = await ports.gate.run(() => ports.askCloud(facts, signal), ports.stopping)
    const atMs = now()
    const known = ports.journal.find(ref.uuid)?.decided
    if (known !== undefined && revisionOf(answer) <= revisionOf(known.answer)) return known
    await ports.journal.append({ type: 'DECIDED', jobId, answer, via: 'cloud', atMs })
    ports.log.info('job-decided', { jobId, verdict: answer.verdict })
    return { answer, atMs, thisTime: true }
  }

  async function act(facts: JobFacts, decided: Decided) {
    ports.stopping.throwIfAborted()
    const acted = await carryOut(
      ref,
      facts,
      decided,
      { ...ports, askAgain: () => ask(facts) },
      signal,
    )
    if ('ended' in acted) return acted
    const atMs = now()
    await ports.journal.append({ type: 'ACTED', jobId, action: acted.action, atMs })
    ports.log.info('job-acted', { jobId, action: acted.action })
    return { action: acted.action, atMs }
  }

  async function end(outcome: Outcome): Promise<void> {
    await ports.journal.append({ type: 'ENDED', jobId, ref, outcome, atMs: now() })
    ports.log.info('job-ended', { jobId, state: outcome.state, started: outcome.started })
  }

  function now(): number {
    return ports.clock.nowMs()
  }
}
