/** Pages that the operator scan cannot decide, drawn by PDFium in a thread that is ended when it takes too long. */
import { Worker } from 'node:worker_threads'
import type { ByteSource, ColorPolicy, PageRenderer } from '#shared/spool/port.ts'
import type { Clock } from '../doors.ts'
import { pdfiumWasmFile, pdfiumWorkerFile } from './pdfium-files.ts'
import {
  makeRenderMemory,
  openAsker,
  RENDERED_BYTES_LIMIT,
  type RenderAsker,
  type RenderOrder,
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

/** For one job; blocks its caller. Nothing is loaded before the first page is asked for. */
export interface PdfiumRenderer extends PageRenderer {
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

  const end = () => {
    // What it says while it ends, nobody hears.
    void thread?.worker.terminate()
    thread = null
  }
  const judge = (source: ByteSource, page: number, pages: number) => {
    const giveUpMs = clock.monotonicMs() + leftMs
    if (thread?.source !== source) {
      end()
      thread = startThread(source, pages, policy.chromaLimit, limits.memoryBytes)
      if (thread.asker.awaitAnswer(source, leftMs, clock.monotonicMs) !== 'ready') return null
    }
    thread.asker.ask(page)
    const waitMs = Math.min(limits.pageMs, giveUpMs - clock.monotonicMs())
    const answer = thread.asker.awaitAnswer(source, waitMs, clock.monotonicMs)
    return answer === 'mono' || answer === 'color' || answer === 'undecided' ? answer : null
  }

  return {
    colorOfPage(source, page, pages) {
      const isPossible = seesWhatCounts(policy) && source.size <= RENDERED_BYTES_LIMIT
      const startedMs = clock.monotonicMs()
      leftMs = Math.min(leftMs, endMs - startedMs)
      if (!isPossible || leftMs <= 0) return 'undecided'
      let answer: ReturnType<typeof judge> = null
      try {
        answer = judge(source, page, pages)
      } finally {
        if (answer === null) end()
        leftMs -= clock.monotonicMs() - startedMs
      }
      return answer ?? 'undecided'
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
