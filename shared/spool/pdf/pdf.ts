/** PDF and its subset PCLm: pages from the page tree, color page by page, without rendering. */

import { BudgetExceeded } from '../budget.ts'
import { hasTextAt, indexOfText, makeMemorySource } from '../byte-source.ts'
import { PageSizes } from '../page-sizes.ts'
import {
  type AnalyzeTools,
  type ByteSource,
  type LanguageEntry,
  makeFindingProblem,
  makeUnknownReading,
  type Reading,
} from '../port.ts'
import { PdfDocument } from './document.ts'
import type { PageVerdict } from './marks.ts'
import { judgePage, pageBox } from './page-color.ts'
import { type PageWalk, type PdfPage, walkPages } from './page-tree.ts'
import { PdfParts } from './parts.ts'

/** The header may follow other bytes (ISO 32000-1 implementation note 13). */
const HEADER_BYTES = 1_024
/** Up to this the whole file is in memory, which makes every look cheap. */
const WHOLE_FILE_BYTES = 48 * 1024 * 1024

export const pdf: LanguageEntry = {
  language: 'pdf',
  matches: (head) => indexOfText(head.subarray(0, HEADER_BYTES), '%PDF-') >= 0,
  reader: { kind: 'random', read: readPdf },
}

export const pclm: LanguageEntry = {
  language: 'pclm',
  matches: (head) => hasTextAt(head, 0, '%PDF-') && indexOfText(head.subarray(0, 64), '%PCLm') >= 0,
  reader: { kind: 'random', read: readPdf },
}

function readPdf(source: ByteSource, tools: AnalyzeTools): Reading {
  const isSmall = source.size <= WHOLE_FILE_BYTES
  const held = isSmall ? makeMemorySource(source.read(0, source.size)) : source
  const document = new PdfDocument(held, tools)
  const parts = new PdfParts(document)
  let { pages, walk } = collectPages(document)
  if ((pages.length === 0 || !walk.clean) && !walk.overLimit && !document.rebuilt) {
    document.rebuild()
    const again = collectPages(document)
    // A scan finds old and lost objects too: it is only better when it finds more.
    if (again.pages.length > pages.length) ({ pages, walk } = again)
  }
  if (walk.overLimit) {
    const problem = makeFindingProblem('budget-exceeded', 'more pages than any printer takes')
    return makeUnknownReading(problem)
  }
  if (pages.length === 0) {
    const problem = document.locked
      ? makeFindingProblem('document-encrypted', 'the document needs a password')
      : makeFindingProblem('document-malformed', 'the document has no readable page')
    return makeUnknownReading(problem)
  }
  return readPages(source, parts, pages, walk)
}

function collectPages(document: PdfDocument): { pages: readonly PdfPage[]; walk: PageWalk } {
  const pages: PdfPage[] = []
  const walk = walkPages(document, (page) => pages.push(page))
  return { pages, walk }
}

function readPages(
  source: ByteSource,
  parts: PdfParts,
  pages: readonly PdfPage[],
  walk: PageWalk,
): Reading {
  const sizes = new PageSizes()
  for (const page of pages) addSize(sizes, parts, page)
  const { document } = parts
  // Whoever scans for objects may find old ones: what is found then is a good guess.
  const isCertain = walk.clean && !document.locked && !document.rebuilt
  const known = isCertain ? 'exact' : 'estimated'
  const common = {
    pages: { value: pages.length, known } as const,
    pageSizes: sizes.list,
    duplex: readDuplex(document),
    // `NumCopies` only presets a viewer's dialog: the copies of a job stand elsewhere.
    copies: 1,
  }
  if (document.locked) {
    const problem = makeFindingProblem('document-encrypted', 'the document needs a password')
    return { ...common, colorPages: { value: null, known: 'unknown' }, problem }
  }
  const { colorPages, exceeded, allDecided } = judgePages(source, parts, pages)
  // The table may turn out to be wrong only now, when the contents are looked for.
  const isSound = isCertain && !document.rebuilt
  const malformed = () => makeFindingProblem('document-malformed', explainDoubt(walk))
  const outOfBudget = exceeded && makeFindingProblem('budget-exceeded', exceeded.message)
  return {
    ...common,
    colorPages: { value: colorPages, known: allDecided && isSound ? 'exact' : 'estimated' },
    problem: outOfBudget ?? (isSound ? null : malformed()),
  }
}

function explainDoubt(walk: PageWalk): string {
  if (walk.clean) return 'the cross-reference is wrong and was rebuilt'
  return 'a part of the page tree cannot be read'
}

/** Pages that nobody can decide count as color: the price of a wrong guess is a question, not a loss. */
function judgePages(source: ByteSource, parts: PdfParts, pages: readonly PdfPage[]) {
  const colorPages: number[] = []
  let exceeded: BudgetExceeded | null = null
  let allDecided = true
  for (const [index, page] of pages.entries()) {
    let verdict: PageVerdict | 'too-costly' = 'undecided'
    try {
      if (!exceeded) verdict = judgePage(parts, page)
      const { renderer } = parts.document.tools
      if (verdict === 'undecided' && renderer && !exceeded) {
        verdict = renderer.colorOfPage(source, index + 1, pages.length)
      }
    } catch (error) {
      if (!(error instanceof BudgetExceeded)) throw error
      if (error.item === 'canceled') throw error
      exceeded = error
    }
    if (verdict === 'undecided' || verdict === 'too-costly') allDecided = false
    if (verdict !== 'mono') colorPages.push(index + 1)
  }
  return { colorPages, exceeded, allDecided }
}

const UNIT_LIMIT = 75_000

function addSize(sizes: PageSizes, parts: PdfParts, page: PdfPage): void {
  const { document } = parts
  const [left, bottom, right, top] = pageBox(parts, page)
  const unit = document.number(page.dict.get('UserUnit')) ?? 1
  const scale = unit > 0 && unit <= UNIT_LIMIT ? unit : 1
  // As the paper lies, whichever way `Rotate` turns what is on it.
  sizes.add((right - left) * scale, (top - bottom) * scale)
}

/** Viewer preferences (ISO 32000-2 table 147). */
function readDuplex(document: PdfDocument): boolean | null {
  const preferences = document.dict(document.catalog.get('ViewerPreferences'))
  const duplex = preferences ? document.get(preferences, 'Duplex') : null
  if (duplex === 'Simplex') return false
  return duplex === 'DuplexFlipShortEdge' || duplex === 'DuplexFlipLongEdge' ? true : null
}
