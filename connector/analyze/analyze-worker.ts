/** The worker thread: analyzes one document at a time, far from the loops that must keep going. */
import { parentPort } from 'node:worker_threads'
import { assert } from '#shared/contracts/problem.ts'
import { analyzeDocument, type DocumentFindings } from '#shared/spool/analyze.ts'
import { Budget } from '#shared/spool/budget.ts'
import { COMPOSITE_COLOR } from '#shared/spool/color-policy.ts'
import { makeFileScratch, makeFileSource } from '../disk/document-file.ts'
import { makeClock } from '../doors.ts'
import { nodeCiphers } from './ciphers.ts'
import { makePdfiumRenderer, RENDER_LIMITS } from './pdfium-renderer.ts'
import type { WorkerReply, WorkerRequest } from './worker-protocol.ts'

const PROGRESS_EVERY_MS = 100
const clock = makeClock()
const port = parentPort
assert(port, 'the analyze worker runs as a worker thread')
port.on('message', (request: WorkerRequest) => {
  const reply: WorkerReply = { kind: 'findings', findings: analyze(request) }
  port.postMessage(reply)
})

function analyze({ descriptor, folder, limits }: WorkerRequest): DocumentFindings {
  const scratches: ReturnType<typeof makeFileScratch>[] = []
  // The scan's time and PDFium's come out of one budget.
  const endMs = clock.monotonicMs() + limits.wallMs
  const renderer = makePdfiumRenderer(COMPOSITE_COLOR, clock, RENDER_LIMITS, endMs)
  try {
    return analyzeDocument(makeFileSource(descriptor, makeProgress()), {
      budget: new Budget(limits, clock.monotonicMs),
      scratch: () => {
        const scratch = makeFileScratch(folder)
        scratches.push(scratch)
        return scratch
      },
      ciphers: nodeCiphers,
      policy: COMPOSITE_COLOR,
      renderer,
    })
  } finally {
    renderer.close()
    for (const scratch of scratches) scratch.close()
  }
}

function makeProgress(): (offset: number) => void {
  let toldMs = clock.monotonicMs()
  return (offset) => {
    const nowMs = clock.monotonicMs()
    if (nowMs - toldMs < PROGRESS_EVERY_MS) return
    toldMs = nowMs
    const reply: WorkerReply = { kind: 'progress', offset }
    port?.postMessage(reply)
  }
}
