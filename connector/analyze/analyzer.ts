/** Analyzes spooled documents: to a private file and its hash in one pass, then to findings in a worker thread. */
import type { Readable } from 'node:stream'
import type { Findings } from '#shared/contracts/findings.ts'
import { loadSmallDocument, openDocument, saveDocument } from '../disk/document-file.ts'
import type { Clock } from '../doors.ts'
import { analyzeHere, SMALL_DOCUMENT_BYTES } from './analyze-here.ts'
import { workerFile } from './worker-file.ts'
import type { PoolOptions, RunOptions, WorkerPool } from './worker-pool.ts'

export interface AnalyzeOptions {
  readonly signal: AbortSignal
  /** How far the analysis is in the document, now and then, both in bytes. */
  readonly onProgress?: (offset: number, size: number) => void
}

export interface Analyzer {
  /**
   * Consumes the stream. What the document does to the analyzer is told in the findings, never thrown. Throws only what
   * the stream throws, the signal's reason, or `disk-write-failed`.
   */
  analyze(stream: Readable, options: AnalyzeOptions): Promise<Findings>
  /** A file as it stands, without a copy. Throws `file-unreadable`. */
  analyzeFile(path: string, options: AnalyzeOptions): Promise<Findings>
  close(): Promise<void>
}

export interface AnalyzerOptions extends Partial<PoolOptions> {
  /** Where documents may lie while they are read; made when missing, asked for when needed. */
  readonly folder: string
  /** How long one document may take; else as long as its size allows. */
  readonly wallMs?: number
  /** With it small files are read on this thread, which then does nothing else: not for a connector that works. */
  readonly smallFilesHere?: Pick<Clock, 'monotonicMs'>
}

const DEFAULTS = { memoryMb: 192, idleMs: 30_000, workers: 2 }
/** A small document is answered within 5 s, starting included, whatever it asks for. */
const SMALL_WALL_MS = 4_000
/** What large ones get beyond that; the slowest languages are read several times as fast. */
const BYTES_PER_MS = 5_000
const LONGEST_WALL_MS = 120_000

export function makeAnalyzer(options: AnalyzerOptions): Analyzer {
  const { smallFilesHere } = options
  let pool: Promise<WorkerPool> | null = null
  // Loaded when it is needed: small files alone do without.
  const openPool = () => {
    pool ??= import('./worker-pool.ts').then(({ makeWorkerPool }) =>
      makeWorkerPool({ workerFile: workerFile(), ...DEFAULTS, ...options }),
    )
    return pool
  }
  const forPool = ({ signal, onProgress }: AnalyzeOptions, bytes: number): RunOptions => ({
    signal,
    wallMs: options.wallMs ?? wallMsFor(bytes),
    ...(onProgress ? { onProgress: (offset: number) => onProgress(offset, bytes) } : {}),
  })
  return {
    async analyze(stream, run) {
      const { folder } = options
      const document = await saveDocument(stream, folder, run.signal)
      try {
        const pool = await openPool()
        const findings = await pool.run(document.descriptor, folder, forPool(run, document.bytes))
        return { ...findings, bytes: document.bytes, sha256: document.sha256 }
      } finally {
        document.close()
      }
    },
    async analyzeFile(path, run) {
      const small = smallFilesHere ? loadSmallDocument(path, SMALL_DOCUMENT_BYTES) : null
      const early = small && smallFilesHere && analyzeHere(small.bytes, smallFilesHere)
      if (early) return { ...early, bytes: small.bytes.length, sha256: small.sha256 }
      const document = await openDocument(path)
      const { descriptor, bytes } = document
      const { folder } = options
      try {
        const pool = await openPool()
        const [findings, sha256] = await Promise.all([
          pool.run(descriptor, folder, forPool(run, bytes)),
          document.sha256,
        ])
        return { ...findings, bytes, sha256 }
      } finally {
        await document.close()
      }
    },
    close: async () => (await pool)?.close(),
  }
}

/** How long a document of so many bytes may take, in milliseconds. */
export function wallMsFor(bytes: number): number {
  return Math.min(SMALL_WALL_MS + bytes / BYTES_PER_MS, LONGEST_WALL_MS)
}
