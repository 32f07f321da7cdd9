/** Ink coverage of a file, for the command alone: it reads every pixel on the thread that asks. */
import { Budget, DEFAULT_LIMITS } from '#shared/spool/budget.ts'
import { makeMemoryScratch } from '#shared/spool/byte-source.ts'
import { COMPOSITE_COLOR } from '#shared/spool/color-policy.ts'
import { type Coverage, measureCoverage } from '#shared/spool/coverage.ts'
import { withFileSource } from '../disk/document-file.ts'
import type { Clock } from '../doors.ts'
import { wallMsFor } from './analyzer.ts'
import { nodeCiphers } from './ciphers.ts'

/** Standard input is not read a second time. */
export function measureFileCoverage(file: string, clock: Pick<Clock, 'monotonicMs'>): Coverage {
  if (file === '-') return { value: null, known: 'unknown' }
  return withFileSource(file, (source) => {
    const limits = { ...DEFAULT_LIMITS, wallMs: wallMsFor(source.size) }
    return measureCoverage(source, {
      budget: new Budget(limits, clock.monotonicMs),
      scratch: makeMemoryScratch,
      ciphers: nodeCiphers,
      policy: COMPOSITE_COLOR,
      renderer: null,
    })
  })
}
