// Analyzes bytes in memory, with limits as small as a test wants them.
import { nodeCiphers } from '#connector/analyze/ciphers.ts'
import { analyzeDocument, type DocumentFindings } from '#shared/spool/analyze.ts'
import { Budget, type BudgetLimits, DEFAULT_LIMITS } from '#shared/spool/budget.ts'
import { makeMemoryScratch, makeMemorySource } from '#shared/spool/byte-source.ts'
import { COMPOSITE_COLOR } from '#shared/spool/color-policy.ts'
import type { AnalyzeTools } from '#shared/spool/port.ts'

export interface AnalyzeBytesOptions extends Partial<Omit<AnalyzeTools, 'budget'>> {
  readonly limits?: Partial<BudgetLimits>
  readonly nowMs?: () => number
  readonly canceled?: () => boolean
}

export function makeTools(options: AnalyzeBytesOptions = {}): AnalyzeTools {
  const { limits, nowMs = () => performance.now(), canceled, ...rest } = options
  return {
    budget: new Budget({ ...DEFAULT_LIMITS, ...limits }, nowMs, canceled),
    scratch: makeMemoryScratch,
    ciphers: nodeCiphers,
    policy: COMPOSITE_COLOR,
    renderer: null,
    ...rest,
  }
}

export function analyzeBytes(
  bytes: Uint8Array,
  options: AnalyzeBytesOptions = {},
): DocumentFindings {
  return analyzeDocument(makeMemorySource(bytes), makeTools(options))
}
