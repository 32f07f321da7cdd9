/** Analyzes one document: takes wrappers off, finds its language, lets that read it, and never throws. */
import type { Count, FindingProblem, Findings, Language } from '#shared/contracts/findings.ts'
import { PAGES_LIMIT } from '#shared/contracts/findings.ts'
import { COPIES_LIMIT } from '#shared/contracts/job-facts.ts'
import { BudgetExceeded } from './budget.ts'
import { LANGUAGES_IN_ORDER, WRAPPERS_IN_ORDER, WRAPPERS_LIMIT } from './detect.ts'
import {
  type AnalyzeTools,
  type ByteSource,
  type FindingProblemCode,
  HEAD_BYTES,
  type LanguageEntry,
  makeFindingProblem,
  makeUnknownReading,
  type Reading,
} from './port.ts'

/** Findings but for bytes and hash of the document as spooled: the caller adds those from its own pass. */
export type DocumentFindings = Omit<Findings, 'bytes' | 'sha256'>

const CHUNK_BYTES = 256 * 1024

export function analyzeDocument(source: ByteSource, tools: AnalyzeTools): DocumentFindings {
  const { language, reading } = readGuarded(source, tools)
  return completeFindings(language, reading)
}

/** What is said of a document that could not be analyzed at all. */
export function makeUnknownFindings(code: FindingProblemCode, detail: string): DocumentFindings {
  return completeFindings('unknown', makeUnknownReading(makeFindingProblem(code, detail)))
}

interface Read {
  readonly language: Language
  readonly reading: Reading
}

function readGuarded(source: ByteSource, tools: AnalyzeTools): Read {
  try {
    return readInside(source, tools, 0)
  } catch (error) {
    return { language: 'unknown', reading: makeUnknownReading(problemOfError(error)) }
  }
}

function readInside(source: ByteSource, tools: AnalyzeTools, wrappers: number): Read {
  const head = source.read(0, HEAD_BYTES)
  const wrapper = WRAPPERS_IN_ORDER.find((candidate) => candidate.matches(head))
  if (!wrapper) return readBare(head, source, tools)
  if (wrappers >= WRAPPERS_LIMIT) {
    const problem = makeFindingProblem('document-too-deep', 'too many wrappers around the document')
    return { language: 'unknown', reading: makeUnknownReading(problem) }
  }
  const unwrapped = wrapper.unwrap(source, tools)
  const inner = readInside(unwrapped.inside, tools, wrappers + 1)
  const colored = unwrapped.grayscale && inner.reading.pages.value !== null
  return {
    language: inner.language,
    reading: {
      ...inner.reading,
      // Two layers that both ask for copies mean the same copies: the larger once, never the product.
      copies: Math.max(inner.reading.copies, unwrapped.copies ?? 1),
      duplex: unwrapped.duplex ?? inner.reading.duplex,
      colorPages: colored ? { value: [], known: 'exact' } : inner.reading.colorPages,
      problem: inner.reading.problem ?? unwrapped.problem,
    },
  }
}

function readBare(head: Uint8Array, source: ByteSource, tools: AnalyzeTools): Read {
  if (head.length === 0) {
    const problem = makeFindingProblem('document-empty', 'the document has no bytes', 0)
    return { language: 'unknown', reading: makeUnknownReading(problem) }
  }
  const entry = LANGUAGES_IN_ORDER.find((candidate) => candidate.matches(head, source))
  if (!entry) {
    const problem = makeFindingProblem('language-unknown', 'no known page language', 0)
    return { language: 'unknown', reading: makeUnknownReading(problem) }
  }
  try {
    return { language: entry.language, reading: readWith(entry, source, tools) }
  } catch (error) {
    return { language: entry.language, reading: makeUnknownReading(problemOfError(error)) }
  }
}

function readWith(entry: LanguageEntry, source: ByteSource, tools: AnalyzeTools): Reading {
  if (entry.reader.kind === 'random') return entry.reader.read(source, tools)
  const reader = entry.reader.open(tools)
  for (let offset = 0; offset < source.size; ) {
    tools.budget.lookAtClock()
    const chunk = source.read(offset, CHUNK_BYTES)
    if (chunk.length === 0 || reader.push(chunk) === 'enough') break
    offset += chunk.length
  }
  return reader.end()
}

/** A reader that throws anything but a budget is our own fault; the document still gets an honest answer. */
function problemOfError(error: unknown): FindingProblem {
  if (!(error instanceof BudgetExceeded)) {
    return makeFindingProblem('analyzer-failed', 'the analyzer failed on this document')
  }
  const code = error.item === 'canceled' ? 'analysis-canceled' : 'budget-exceeded'
  return makeFindingProblem(code, error.message)
}

function completeFindings(language: Language, reading: Reading): DocumentFindings {
  const pages = withinLimit(reading.pages)
  const copies = Math.min(Math.max(reading.copies, 1), COPIES_LIMIT)
  const sides = pages.value === null ? null : pages.value * copies
  return {
    language,
    pages,
    colorPages: pages.value === null ? { value: null, known: 'unknown' } : reading.colorPages,
    pageSizes: reading.pageSizes,
    duplex: reading.duplex,
    copies,
    sides,
    sheets:
      pages.value === null ? null : copies * Math.ceil(pages.value / (reading.duplex ? 2 : 1)),
    problem: reading.problem,
  }
}

function withinLimit(pages: Count): Count {
  const unknown = pages.value === null || pages.value > PAGES_LIMIT || pages.known === 'unknown'
  return unknown ? { value: null, known: 'unknown' } : pages
}
