/** Small documents, read on the thread that asks: to start a worker takes longer than to read them. */
import { runInNewContext } from 'node:vm'
import { analyzeDocument, type DocumentFindings } from '#shared/spool/analyze.ts'
import { Budget, BudgetExceeded, type BudgetLimits } from '#shared/spool/budget.ts'
import { makeMemoryScratch, makeMemorySource } from '#shared/spool/byte-source.ts'
import { COMPOSITE_COLOR } from '#shared/spool/color-policy.ts'
import type { PageRenderer } from '#shared/spool/port.ts'
import type { Clock } from '../doors.ts'
import { nodeCiphers } from './ciphers.ts'

export const SMALL_DOCUMENT_BYTES = 256 * 1024

/** Beyond every budget. */
const HARD_WALL_MS = 1_000

/** What an honest small document stays far below. */
const LIMITS: BudgetLimits = {
  wallMs: 200,
  bytesOut: 8 * 1024 * 1024,
  objects: 20_000,
  operations: 2_000_000,
  depth: 32,
}

/** `null` when the document asks for more than it gets here, a page drawn included: it is for a worker then. */
export function analyzeHere(
  bytes: Uint8Array,
  clock: Pick<Clock, 'monotonicMs'>,
): DocumentFindings | null {
  const findings = withinTime(() =>
    analyzeDocument(makeMemorySource(bytes), {
      budget: new Budget(LIMITS, clock.monotonicMs),
      scratch: makeMemoryScratch,
      ciphers: nodeCiphers,
      policy: COMPOSITE_COLOR,
      renderer: NOT_HERE,
    }),
  )
  if (findings === null) return null
  const isLeftOpen = ['budget-exceeded', 'document-too-deep', 'analyzer-failed'].includes(
    findings.problem?.code ?? '',
  )
  return isLeftOpen ? null : findings
}

/** No worker watches over this thread: work that forgets its budget is ended all the same. `null` = it was. */
export function withinTime<Result>(work: () => Result, timeout = HARD_WALL_MS): Result | null {
  try {
    return runInNewContext('work()', { work }, { timeout }) as Result
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
    return null
  }
}

const NOT_HERE: PageRenderer = {
  colorOfPage() {
    throw new BudgetExceeded('operations')
  },
}
