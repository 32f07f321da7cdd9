// One watched thread: started when needed, ended when a run takes too long or too much, and then started anew.
import { Worker } from 'node:worker_threads'
import type { Batch, FindingKind, WorkerMessage, WorkerSetup } from './worker-protocol.ts'

export interface ThreadOptions {
  /** One run takes no longer. */
  readonly hangMs?: number
  /** Of objects, and of buffers. */
  readonly memoryMb?: number
  /** A module whose default export is other targets. */
  readonly targetsFile?: string
}

export interface Thread {
  run(batch: Batch, note: (run: number, what: FindingKind, detail: string) => void): Promise<Ended>
  close(): Promise<void>
}

export type Ended = Extract<WorkerMessage, { kind: 'done' }> | Lost

/** The thread did not come back from this run. */
export interface Lost {
  readonly kind: 'lost'
  readonly run: number
  readonly what: FindingKind
  readonly detail: string
}

const HANG_MS = 5_000
const MEMORY_MB = 256
const LOOK_EVERY_MS = 100
/** Starting a thread and reading its modules is not part of a run. */
const START_MS = 30_000
const BEFORE_FIRST_RUN = -1

export function openThread(options: ThreadOptions): Thread {
  const { hangMs = HANG_MS, memoryMb = MEMORY_MB, targetsFile = null } = options
  const at = new Int32Array(new SharedArrayBuffer(4))
  const setup: WorkerSetup = { at, buffersLimit: memoryMb * 1024 * 1024, targetsFile }
  let worker: Worker | null = null

  const start = () => {
    Atomics.store(at, 0, BEFORE_FIRST_RUN)
    const started = new Worker(new URL('./fuzz-worker.ts', import.meta.url), {
      workerData: setup,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
      execArgv: [],
    })
    // One that is ended may still complain; without a listener that would end the process.
    return started.on('error', () => {})
  }
  const close = async () => {
    const ending = worker
    worker = null
    await ending?.terminate()
  }
  return {
    async run(batch, note) {
      worker ??= start()
      const ended = await converse(worker, batch, { at, hangMs, note })
      if (ended.kind === 'lost') await close()
      return ended
    },
    close,
  }
}

interface Watch {
  readonly at: Int32Array
  readonly hangMs: number
  readonly note: (run: number, what: FindingKind, detail: string) => void
}

/** One batch, one end. */
function converse(worker: Worker, batch: Batch, { at, hangMs, note }: Watch): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>()
  const lose = (what: FindingKind, detail: string) =>
    resolve({ kind: 'lost', run: Math.max(Atomics.load(at, 0), batch.from), what, detail })
  const onMessage = (message: WorkerMessage) => {
    if (message.kind === 'finding') note(message.run, message.what, message.detail)
    else resolve(message)
  }
  const onError = (error: Error & { code?: string }) => {
    if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') lose('overBudget', error.message)
    else lose('crash', error.stack ?? String(error))
  }
  const onExit = (code: number) => lose('crash', `the thread ended with ${code}`)
  const timer = watchRuns(at, hangMs, () => lose('hang', `it takes over ${hangMs} ms`))
  worker.on('message', onMessage).on('error', onError).on('exit', onExit)
  worker.postMessage(batch)
  return promise.finally(() => {
    clearInterval(timer)
    worker.off('message', onMessage).off('error', onError).off('exit', onExit)
  })
}

/** `late` is told when the thread stays at one run for too long. */
function watchRuns(at: Int32Array, hangMs: number, late: () => void) {
  let seen = Number.NaN
  let sinceMs = 0
  return setInterval(() => {
    const run = Atomics.load(at, 0)
    const nowMs = performance.now()
    if (run !== seen) [seen, sinceMs] = [run, nowMs]
    else if (nowMs - sinceMs > (run === BEFORE_FIRST_RUN ? START_MS : hangMs)) late()
  }, LOOK_EVERY_MS)
}
