/** Ink coverage of a file, for the command alone: it reads and draws on the thread that asks. */
import { Budget, DEFAULT_LIMITS } from '#shared/spool/budget.ts'
import { makeMemoryScratch } from '#shared/spool/byte-source.ts'
import { COMPOSITE_COLOR } from '#shared/spool/color-policy.ts'
import { type Coverage, measureCoverage, UNKNOWN_COVERAGE } from '#shared/spool/coverage.ts'
import { withFileSource } from '../disk/document-file.ts'
import type { Clock } from '../doors.ts'
import { wallMsFor } from './analyzer.ts'
import { nodeCiphers } from './ciphers.ts'
import { makePdfiumRenderer, RENDER_LIMITS } from './pdfium-renderer.ts'

/** Whoever asks for coverage waits for it; hundreds of ordinary pages are drawn meanwhile. */
const DRAWING_MS = 20_000

/** `pages`: of the document, null when not known. Standard input is not read a second time. */
export function measureFileCoverage(
  file: string,
  pages: number | null,
  clock: Pick<Clock, 'monotonicMs'>,
): Coverage {
  if (file === '-') return UNKNOWN_COVERAGE
  const drawing = { ...RENDER_LIMITS, documentMs: DRAWING_MS }
  const renderer = makePdfiumRenderer(COMPOSITE_COLOR, clock, drawing)
  try {
    return withFileSource(file, (source) => {
      const limits = { ...DEFAULT_LIMITS, wallMs: wallMsFor(source.size) }
      return measureCoverage(
        source,
        {
          budget: new Budget(limits, clock.monotonicMs),
          scratch: makeMemoryScratch,
          ciphers: nodeCiphers,
          policy: COMPOSITE_COLOR,
          renderer,
        },
        pages,
      )
    })
  } finally {
    renderer.close()
  }
}
