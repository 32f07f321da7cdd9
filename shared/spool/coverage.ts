/** How much of each page its inks cover: counted where a raster says every pixel, drawn where a renderer can, else unknown. */
import type { Language } from '#shared/contracts/findings.ts'
import { BudgetExceeded } from './budget.ts'
import { LANGUAGES_IN_ORDER } from './detect.ts'
import { makeJpegPage, makePngPage } from './images/picture-page.ts'
import {
  type AnalyzeTools,
  type ByteSource,
  HEAD_BYTES,
  type LanguageEntry,
  type PageCoverage,
} from './port.ts'
import { InkCounter } from './raster-lines/ink-counter.ts'

export interface Coverage {
  /** One entry a page, in order, null for a page that is not known; null as a whole when none is. */
  readonly value: readonly (PageCoverage | null)[] | null
  /** `estimated`: drawn, at a low resolution. */
  readonly known: 'exact' | 'estimated' | 'unknown'
}

export const UNKNOWN_COVERAGE: Coverage = { value: null, known: 'unknown' }
const CHUNK_BYTES = 256 * 1024
/** Pages that are drawn of one document. */
const DRAWN_LIMIT = 1_000

/**
 * Reads every pixel, so it costs more than the analysis; never throws but for our own faults. `pages`: how many the
 * document has; null = not known, and nothing is drawn. A document inside a wrapper is unknown.
 */
export function measureCoverage(
  source: ByteSource,
  tools: AnalyzeTools,
  pages: number | null,
): Coverage {
  const head = source.read(0, HEAD_BYTES)
  const entry = LANGUAGES_IN_ORDER.find(({ matches }) => matches(head, source))
  if (!entry) return UNKNOWN_COVERAGE
  try {
    if (RASTERS.has(entry.language)) return countInk(entry, source, tools)
    const drawable = findDrawable(entry.language, source, tools)
    return drawable && pages !== null ? drawPages(drawable, pages, tools) : UNKNOWN_COVERAGE
  } catch (error) {
    if (!(error instanceof BudgetExceeded)) throw error
    return UNKNOWN_COVERAGE
  }
}

const RASTERS: ReadonlySet<Language> = new Set<Language>(['pwg-raster', 'cups-raster', 'urf'])

function countInk({ reader }: LanguageEntry, source: ByteSource, tools: AnalyzeTools): Coverage {
  if (reader.kind !== 'stream') return UNKNOWN_COVERAGE
  const counters: InkCounter[] = []
  const counting = reader.open({
    ...tools,
    countInk: (layout) => {
      const counter = new InkCounter(layout)
      counters.push(counter)
      return counter
    },
  })
  for (let offset = 0; offset < source.size; ) {
    tools.budget.lookAtClock()
    const chunk = source.read(offset, CHUNK_BYTES)
    if (chunk.length === 0 || counting.push(chunk) === 'enough') break
    offset += chunk.length
  }
  const { pages, problem } = counting.end()
  // A page of a layout that nobody counts leaves fewer counters than pages.
  const isWhole = problem === null && counters.length > 0 && counters.length === pages.value
  if (!isWhole) return UNKNOWN_COVERAGE
  return { value: counters.map((counter) => counter.coverage), known: 'exact' }
}

/** The document as a PDF; null when it is none and cannot be made one. */
function findDrawable(
  language: Language,
  source: ByteSource,
  tools: AnalyzeTools,
): ByteSource | null {
  switch (language) {
    case 'pdf':
    case 'pclm':
      return source
    case 'jpeg':
      return makeJpegPage(source)
    case 'png':
      return makePngPage(source, tools)
    default:
      return null
  }
}

/** Until time is up: pages that are not drawn stay unknown. */
function drawPages(drawable: ByteSource, pages: number, { renderer }: AnalyzeTools): Coverage {
  const value: (PageCoverage | null)[] = []
  for (let page = 1; page <= pages; page++) {
    const isDrawn = page <= DRAWN_LIMIT
    value.push((isDrawn && renderer?.coverageOfPage?.(drawable, page, pages)) || null)
  }
  return value.some((page) => page !== null) ? { value, known: 'estimated' } : UNKNOWN_COVERAGE
}
