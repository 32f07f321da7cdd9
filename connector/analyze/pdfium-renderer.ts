/** Pages that the operator scan cannot decide, drawn by PDFium in a thread that is ended when it takes too long. */
import { Worker } from 'node:worker_threads'
import type { ByteSource, ColorPolicy, PageCoverage, PageRenderer } from '#shared/spool/port.ts'
import type { Clock } from '../doors.ts'
import { pdfiumWasmFile, pdfiumWorkerFile } from './pdfium-files.ts'
import {
  makeRenderMemory,
  openAsker,
  RENDERED_BYTES_LIMIT,
  type RenderAnswer,
  type RenderAsker,
  type RenderOrder,
  type RenderTask,
} from './render-channel.ts'

export interface RenderLimits {
  readonly pageMs: number
  /** All pages of a job together, and what starting the thread takes. */
  readonly documentMs: number
  /** PDFium's own memory, the page's pixels included. */
  readonly memoryBytes: number
}

export const RENDER_LIMITS: RenderLimits = {
  pageMs: 2_000,
  documentMs: 3_000,
  memoryBytes: 64 * 1024 * 1024,
}

/** Threads that one job may cost: what was too much for two is too much for the third. */
const THREADS_LOST_LIMIT = 2

/** For one job; blocks its caller. Nothing is loaded before the first page is asked for. */
export interface PdfiumRenderer extends Required<PageRenderer> {
  close(): void
}

/** `endMs`: by the clock, nobody waits longer for a page. */
export function makePdfiumRenderer(
  policy: ColorPolicy,
  clock: Pick<Clock, 'monotonicMs'>,
  limits: RenderLimits = RENDER_LIMITS,
  endMs = Number.POSITIVE_INFINITY,
): PdfiumRenderer {
  let thread: RenderThread | null = null
  let leftMs = limits.documentMs
  let lost = 0

  const end = () => {
    // What it says while it ends, nobody hears.
    void thread?.worker.terminate()
    thread = null
  }
  const draw = (source: ByteSource, page: number, pages: number, task: RenderTask) => {
    const giveUpMs = clock.monotonicMs() + leftMs
    if (thread?.source !== source) {
      end()
      thread = startThread(source, pages, policy.chromaLimit, limits.memoryBytes)
      if (thread.asker.awaitAnswer(source, leftMs, clock.monotonicMs) !== 'ready') return null
    }
    thread.asker.ask(page, task)
    const waitMs = Math.min(limits.pageMs, giveUpMs - clock.monotonicMs())
    const answer = thread.asker.awaitAnswer(source, waitMs, clock.monotonicMs)
    return answer === 'failed' ? null : answer
  }
  const drawInTime = (source: ByteSource, page: number, pages: number, task: RenderTask) => {
    const startedMs = clock.monotonicMs()
    leftMs = Math.min(leftMs, endMs - startedMs)
    const isPossible = source.size <= RENDERED_BYTES_LIMIT && lost < THREADS_LOST_LIMIT
    if (!isPossible || leftMs <= 0) return null
    let answer: RenderAnswer | null = null
    try {
      answer = draw(source, page, pages, task)
    } finally {
      if (answer === null) {
        end()
        lost++
      }
      leftMs -= clock.monotonicMs() - startedMs
    }
    return answer
  }

  return {
    colorOfPage(source, page, pages) {
      if (!seesWhatCounts(policy)) return 'undecided'
      const answer = drawInTime(source, page, pages, 'color')
      return answer === 'mono' || answer === 'color' ? answer : 'undecided'
    },
    coverageOfPage(source, page, pages): PageCoverage | null {
      if (drawInTime(source, page, pages, 'coverage') !== 'covered') return null
      const [red, green, blue] = thread!.asker.lights()
      return { red, green, blue }
    },
    close: end,
  }
}

interface RenderThread {
  readonly worker: Worker
  readonly asker: RenderAsker
  readonly source: ByteSource
}

function startThread(
  source: ByteSource,
  pages: number,
  chromaLimit: number,
  memoryBytes: number,
): RenderThread {
  const memory = makeRenderMemory()
  const order: RenderOrder = {
    wasmFile: pdfiumWasmFile(),
    memory,
    size: source.size,
    pages,
    chromaLimit,
    memoryBytes,
  }
  const worker = new Worker(pdfiumWorkerFile(), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: SCRIPT_MEMORY_MB },
    env: {},
    execArgv: [],
    // Nobody reads what PDFium has to say.
    stdout: true,
    stderr: true,
  })
  // Without a listener its death would be ours; that it does not answer is enough to know.
  worker.on('error', () => {})
  return { worker, asker: openAsker(memory), source }
}

const SCRIPT_MEMORY_MB = 48
/** Black alone comes out of a renderer with a chroma of up to 5. */
const RENDERED_CHROMA_MIN = 8

/** Pixels tell what the eye sees, not which inks made it. */
function seesWhatCounts({
  test,
  chromaLimit,
  richBlackIsColor,
  inkGrayIsColor,
}: ColorPolicy): boolean {
  const asksForInks = test === 'process' || richBlackIsColor || !inkGrayIsColor
  return !asksForInks && chromaLimit >= RENDERED_CHROMA_MIN
}
