/** `spoolgate-connector analyze FILE…`: findings of files, as a table for people or one JSON line a file. */
import type { Readable } from 'node:stream'
import type { Findings } from '#shared/contracts/findings.ts'
import { formatPageRanges } from '#shared/contracts/findings.ts'
import type { JobTicket } from '#shared/contracts/job-facts.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { Coverage } from '#shared/spool/coverage.ts'
import { measure } from '#shared/spool/measure.ts'
import type { Clock } from '../doors.ts'
import type { Analyzer } from './analyzer.ts'
import { formatHead, formatRow } from './findings-table.ts'

export interface AnalyzeFilesOptions {
  readonly json: boolean
  /** What a user would ask for: sides and sheets are counted with it. */
  readonly ticket?: JobTicket
  /** Ink coverage is told too; `pages` as they were found. */
  readonly coverageOf?: (file: string, pages: number | null) => Coverage
  /** Takes whole lines, without the line feed. */
  readonly out: (line: string) => void
  readonly complain: (line: string) => void
  /** Shows how far a long file is, 0 to 1; null = done. Absent when nobody watches. */
  readonly progress?: (file: string, done: number | null) => void
  /** Read for the file `-`. */
  readonly input: () => Readable
  readonly analyzer: Analyzer
  readonly clock: Pick<Clock, 'monotonicMs'>
  readonly signal: AbortSignal
}

/** Exit code: 0 also for broken documents, whose line tells what is wrong; 1 when a file cannot be read. */
export async function analyzeFiles(
  files: readonly string[],
  options: AnalyzeFilesOptions,
): Promise<number> {
  let exitCode = 0
  if (!options.json) options.out(formatHead(options.coverageOf !== undefined))
  for (const file of files) {
    const startedMs = options.clock.monotonicMs()
    try {
      const findings = withTicket(await analyzeOne(file, options), options.ticket)
      const elapsedMs = Math.round((options.clock.monotonicMs() - startedMs) * 10) / 10
      const coverage = options.coverageOf?.(file, findings.pages.value)
      const json = () => formatJson(file, findings, elapsedMs, coverage)
      options.out(options.json ? json() : formatRow(file, findings, coverage))
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      options.complain(`${file}: ${error.detail}`)
      exitCode = 1
    }
  }
  return exitCode
}

async function analyzeOne(file: string, options: AnalyzeFilesOptions): Promise<Findings> {
  const { analyzer, signal, progress } = options
  if (file === '-') return analyzer.analyze(options.input(), { signal })
  if (!progress) return analyzer.analyzeFile(file, { signal })
  let isShown = false
  const onProgress = (offset: number, size: number) => {
    isShown = true
    progress(file, size === 0 ? 1 : offset / size)
  }
  try {
    return await analyzer.analyzeFile(file, { signal, onProgress })
  } finally {
    if (isShown) progress(file, null)
  }
}

/** Copies asked for by ticket and document are the same copies: the larger once. */
function withTicket(findings: Findings, ticket: JobTicket | undefined): Findings {
  if (!ticket) return findings
  const copies = Math.max(ticket.copies, findings.copies)
  const duplex = ticket.duplex || findings.duplex === true
  const grayscale = ticket.grayscale || findings.grayscale
  const colorPages = findings.colorPages.value
  const counts = measure(
    {
      ticket: { ...ticket, copies, duplex, grayscale: grayscale || colorPages === null },
      document: {
        count: 1,
        language: findings.language,
        pages: findings.pages,
        colorPages: {
          value: colorPages === null ? null : colorPages.length,
          known: findings.colorPages.known,
          ranges: formatPageRanges(colorPages ?? []),
        },
        pageSizes: [...findings.pageSizes],
        bytes: findings.bytes,
        sha256: findings.sha256,
        problem: null,
      },
    },
    { grayscale: false, duplex: false },
  )
  return {
    ...findings,
    copies,
    duplex,
    sides: counts?.sides ?? null,
    sheets: counts?.sheets ?? null,
  }
}

/** The shape and order that scripts rely on. */
function formatJson(
  file: string,
  findings: Findings,
  elapsedMs: number,
  coverage: Coverage | undefined,
): string {
  return JSON.stringify({
    file,
    language: findings.language,
    pages: findings.pages,
    colorPages: findings.colorPages,
    pageSizes: findings.pageSizes,
    duplex: findings.duplex,
    copies: findings.copies,
    sides: findings.sides,
    sheets: findings.sheets,
    bytes: findings.bytes,
    sha256: findings.sha256,
    elapsedMs,
    problem: findings.problem,
    grayscale: findings.grayscale,
    coverage,
  })
}
