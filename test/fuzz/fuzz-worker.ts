// The thread that runs inputs: it tells which one it is at, so that whoever watches can name the one it never came back from.
import { parentPort, workerData } from 'node:worker_threads'
import { makeInput } from './make-input.ts'
import type { Target } from './target.ts'
import { TARGETS } from './targets.ts'
import type { Batch, WorkerMessage, WorkerSetup } from './worker-protocol.ts'

const { at, buffersLimit, targetsFile } = workerData as WorkerSetup
const targets: Readonly<Record<string, Target>> = targetsFile
  ? (await import(targetsFile)).default
  : TARGETS
const port = parentPort!
port.on('message', (batch: Batch) => void runBatch(batch))

async function runBatch(batch: Batch): Promise<void> {
  const { target: name, seed, from, count } = batch
  const target = targets[name]!
  let reached = 0
  let slowest = { run: from, ms: 0 }
  for (let run = from; run < from + count; run++) {
    Atomics.store(at, 0, run)
    const startedMs = performance.now()
    const verdict = await runOne(target, name, seed, run)
    const ms = performance.now() - startedMs
    if (verdict.reached) reached++
    if (ms > slowest.ms) slowest = { run, ms }
  }
  tell({ kind: 'done', reached, slowest })
}

async function runOne(target: Target, name: string, seed: number, run: number) {
  const { input, chance } = makeInput(target, { target: name, seed, run })
  const before = process.memoryUsage().arrayBuffers
  try {
    const verdict = await target.check(input, chance)
    if (verdict.fault !== null) tell({ kind: 'finding', run, what: 'crash', detail: verdict.fault })
    const grown = process.memoryUsage().arrayBuffers - before
    // The thread's limits count its objects, not the buffers behind them.
    if (grown > buffersLimit) {
      tell({ kind: 'finding', run, what: 'overBudget', detail: `${grown} bytes of buffers` })
    }
    return verdict
  } catch (error) {
    tell({ kind: 'finding', run, what: 'crash', detail: (error as Error)?.stack ?? String(error) })
    return { reached: true }
  }
}

function tell(message: WorkerMessage): void {
  port.postMessage(message)
}
