/** How much of each page its inks cover: exact where a raster says every pixel, unknown elsewhere. */
import { BudgetExceeded } from './budget.ts'
import { cupsRaster } from './cups-raster.ts'
import { type AnalyzeTools, type ByteSource, HEAD_BYTES } from './port.ts'
import { pwgRaster } from './pwg-raster.ts'
import { InkCounter, type PageCoverage } from './raster-lines/ink-counter.ts'
import { urf } from './urf.ts'

export interface Coverage {
  /** One entry a page, in order; null exactly when unknown. */
  readonly value: readonly PageCoverage[] | null
  readonly known: 'exact' | 'unknown'
}

const UNKNOWN: Coverage = { value: null, known: 'unknown' }
const CHUNK_BYTES = 256 * 1024

/** Reads every pixel, so it costs more than the analysis; never throws but for our own faults. */
export function measureCoverage(source: ByteSource, tools: AnalyzeTools): Coverage {
  const head = source.read(0, HEAD_BYTES)
  const entry = [pwgRaster, cupsRaster, urf].find(({ matches }) => matches(head, source))
  if (entry?.reader.kind !== 'stream') return UNKNOWN
  const counters: InkCounter[] = []
  const reader = entry.reader.open({
    ...tools,
    countInk: (layout) => {
      const counter = new InkCounter(layout)
      counters.push(counter)
      return counter
    },
  })
  try {
    for (let offset = 0; offset < source.size; ) {
      tools.budget.lookAtClock()
      const chunk = source.read(offset, CHUNK_BYTES)
      if (chunk.length === 0 || reader.push(chunk) === 'enough') break
      offset += chunk.length
    }
  } catch (error) {
    if (!(error instanceof BudgetExceeded)) throw error
    return UNKNOWN
  }
  const { pages, problem } = reader.end()
  // A page of a layout that nobody counts leaves fewer counters than pages.
  const isWhole = problem === null && counters.length > 0 && counters.length === pages.value
  return isWhole ? { value: counters.map((counter) => counter.coverage), known: 'exact' } : UNKNOWN
}
