/** Worker threads on demand: started for a document, reused for the next, ended when idle or when they misbehave. */
import { Worker } from 'node:worker_threads'
import { type DocumentFindings, makeUnknownFindings } from '#shared/spool/analyze.ts'
import { DEFAULT_LIMITS } from '#shared/spool/budget.ts'
import type { WorkerReply, WorkerRequest } from './worker-protocol.ts'

export interface PoolOptions {
  readonly workerFile: URL | string
  readonly memoryMb: number
  /** How long a worker waits for the next document before it ends. */
  readonly idleMs: number
  readonly workers: number
}

export interface RunOptions {
  /** After this the worker is ended, whatever it does. Its own budget ends earlier. */
  readonly wallMs: number
  readonly signal: AbortSignal
  readonly onProgress?: (offset: number) => void
}

export interface WorkerPool {
  /** Never rejects for what the worker does: a dead or late worker gives `unknown`. Rejects when `signal` aborts. */
  run(descriptor: number, folder: string, options: RunOptions): Promise<DocumentFindings>
  close(): Promise<void>
}

/** The worker's own budget must end first, so that it can still tell what it knows. */
const OWN_BUDGET_SHARE = 0.75
/** What was made last is thrown away sooner: less memory, at no cost that could be measured. */
const YOUNG_MEMORY_MB = 16

export function makeWorkerPool(options: PoolOptions): WorkerPool {
  /** Workers that wait, each with the timer that ends it. */
  const idle = new Map<Worker, NodeJS.Timeout>()
  const all = new Set<Worker>()
  const waiting: (() => void)[] = []
  let busy = 0

  const forget = (worker: Worker) => {
    clearTimeout(idle.get(worker))
    idle.delete(worker)
    all.delete(worker)
  }
  const start = (): Worker => {
    const worker = new Worker(options.workerFile, {
      resourceLimits: {
        maxOldGenerationSizeMb: options.memoryMb,
        maxYoungGenerationSizeMb: YOUNG_MEMORY_MB,
      },
      // The worker needs nothing of the environment: no secret is to be found there.
      env: {},
      execArgv: [],
    })
    all.add(worker)
    // An idle worker may die too; without a listener its error would end the process.
    return worker.on('error', () => forget(worker)).on('exit', () => forget(worker))
  }
  const take = (): Worker => {
    const kept = [...idle.keys()].at(-1)
    if (!kept) return start()
    clearTimeout(idle.get(kept))
    idle.delete(kept)
    kept.ref()
    return kept
  }
  const end = (worker: Worker) => {
    forget(worker)
    return worker.terminate()
  }
  const giveBack = (worker: Worker) => {
    if (!all.has(worker)) return
    // Waiting for work must not keep the process alive.
    worker.unref()
    idle.set(worker, setTimeout(() => void end(worker), options.idleMs).unref())
  }
  const turn = async () => {
    while (busy >= options.workers) await new Promise<void>((resolve) => waiting.push(resolve))
    busy++
  }

  return {
    async run(descriptor, folder, runOptions) {
      runOptions.signal.throwIfAborted()
      await turn()
      try {
        runOptions.signal.throwIfAborted()
        const worker = take()
        const limits = { ...DEFAULT_LIMITS, wallMs: runOptions.wallMs * OWN_BUDGET_SHARE }
        const ended = await converse(worker, { descriptor, folder, limits }, runOptions)
        // A worker that did not answer is not trusted with another document, nor with an open file.
        if (ended.kind === 'answered') giveBack(worker)
        else await end(worker)
        if (ended.kind === 'aborted') throw runOptions.signal.reason
        return ended.findings
      } finally {
        busy--
        waiting.shift()?.()
      }
    },
    async close() {
      await Promise.all([...all].map((worker) => end(worker)))
    },
  }
}

type Ended =
  | { readonly kind: 'answered' | 'failed'; readonly findings: DocumentFindings }
  | { readonly kind: 'aborted' }

/** One request, one end: answered, died, too late or aborted. */
function converse(
  worker: Worker,
  request: WorkerRequest,
  { wallMs, signal, onProgress }: RunOptions,
): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>()
  const fail = (detail: string) =>
    resolve({ kind: 'failed', findings: makeUnknownFindings('analyzer-failed', detail) })
  const late = () =>
    resolve({
      kind: 'failed',
      findings: makeUnknownFindings('budget-exceeded', 'the document took too long to analyze'),
    })
  const onMessage = (reply: WorkerReply) => {
    if (reply.kind === 'progress') onProgress?.(reply.offset)
    else resolve({ kind: 'answered', findings: reply.findings })
  }
  const onError = (error: Error & { code?: string }) => {
    if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') return fail('the analyzer failed')
    const findings = makeUnknownFindings('budget-exceeded', 'the document needs too much memory')
    resolve({ kind: 'failed', findings })
  }
  const onExit = () => fail('the analyzer ended without an answer')
  const onAbort = () => resolve({ kind: 'aborted' })
  const timer = setTimeout(late, wallMs)
  worker.on('message', onMessage).on('error', onError).on('exit', onExit)
  signal.addEventListener('abort', onAbort, { once: true })
  worker.postMessage(request)
  return promise.finally(() => {
    clearTimeout(timer)
    worker.off('message', onMessage).off('error', onError).off('exit', onExit)
    signal.removeEventListener('abort', onAbort)
  })
}
