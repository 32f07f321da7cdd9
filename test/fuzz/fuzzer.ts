// Runs inputs by number in threads that are watched: one that never comes back, dies or eats memory is a finding.
import { openThread, type Thread, type ThreadOptions } from './fuzz-thread.ts'
import type { FindingKind, Slowest } from './worker-protocol.ts'

export interface FuzzOptions {
  readonly target: string
  readonly seed: number
  /** Runs `from` to `from + runs - 1`. */
  readonly from: number
  readonly runs: number
  readonly onFinding?: (finding: Finding) => void
  readonly onProgress?: (progress: Progress) => void
}

export interface Finding {
  readonly target: string
  readonly seed: number
  readonly run: number
  readonly what: FindingKind
  readonly detail: string
}

export interface Progress {
  readonly done: number
  /** Runs that came past the first look. */
  readonly reached: number
  readonly slowest: Slowest
}

export interface FuzzResult extends Progress {
  /** One a run at most, in order. */
  readonly findings: readonly Finding[]
}

export interface Fuzzer {
  fuzz(options: FuzzOptions): Promise<FuzzResult>
  close(): Promise<void>
}

const BATCH_RUNS = 250

/** The threads serve one target after the other. */
export function openFuzzer(workers: number, options: ThreadOptions = {}): Fuzzer {
  const threads = Array.from({ length: workers }, () => openThread(options))
  return {
    fuzz: (job) => fuzzWith(threads, job),
    close: async () => {
      await Promise.all(threads.map((thread) => thread.close()))
    },
  }
}

async function fuzzWith(threads: readonly Thread[], job: FuzzOptions): Promise<FuzzResult> {
  const findings = new Map<number, Finding>()
  const end = job.from + job.runs
  let next = job.from
  let done = 0
  let reached = 0
  let slowest: Slowest = { run: job.from, ms: 0 }

  const note = (run: number, what: FindingKind, detail: string) => {
    if (findings.has(run)) return
    const finding = { target: job.target, seed: job.seed, run, what, detail }
    findings.set(run, finding)
    job.onFinding?.(finding)
  }
  const work = async (thread: Thread) => {
    while (next < end) {
      const from = next
      next = Math.min(end, from + BATCH_RUNS)
      const until = next
      const batch = await runBatch(thread, job, from, until, note)
      done += until - from
      reached += batch.reached
      if (batch.slowest.ms > slowest.ms) slowest = batch.slowest
      job.onProgress?.({ done, reached, slowest })
    }
  }
  await Promise.all(threads.map(work))
  return { done, reached, slowest, findings: [...findings.values()].sort((a, b) => a.run - b.run) }
}

/** One batch to its end; behind a run that the thread did not survive it goes on. */
async function runBatch(
  thread: Thread,
  { target, seed }: FuzzOptions,
  from: number,
  end: number,
  note: (run: number, what: FindingKind, detail: string) => void,
) {
  for (let at = from; at < end; ) {
    const ended = await thread.run({ target, seed, from: at, count: end - at }, note)
    if (ended.kind === 'done') return ended
    // A busy machine may starve a thread: what was late once must be late again to count.
    const isLate = ended.what === 'hang'
    const again = isLate
      ? await thread.run({ target, seed, from: ended.run, count: 1 }, note)
      : ended
    if (again.kind === 'lost') note(again.run, again.what, again.detail)
    at = ended.run + 1
  }
  return { reached: 0, slowest: { run: from, ms: 0 } }
}
