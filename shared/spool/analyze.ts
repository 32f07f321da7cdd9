/** Analyzes one document: takes wrappers off, finds its language, lets that read it, and never throws. */
import type { Count, FindingProblem, Findings, Language } from '#shared/contracts/findings.ts'
import { COPIES_LIMIT, PAGES_LIMIT } from '#shared/contracts/findings.ts'
import { BudgetExceeded } from './budget.ts'
import { makePartSource } from './byte-source.ts'
import { combineReadings, type Read, withCopiesAsPages } from './combine-readings.ts'
import {
  DOCUMENTS_LIMIT,
  HABIT_LANGUAGES,
  LANGUAGES_IN_ORDER,
  WRAPPERS_IN_ORDER,
  WRAPPERS_LIMIT,
} from './detect.ts'
import { SIDE_LIMIT_PT } from './page-sizes.ts'
import {
  type AnalyzeTools,
  type ByteSource,
  type FindingProblemCode,
  HEAD_BYTES,
  type LanguageEntry,
  makeFindingProblem,
  makeUnknownReading,
  type Reading,
  type Unwrapped,
} from './port.ts'

/** Findings but for bytes and hash of the document as spooled: the caller adds those from its own pass. */
export type DocumentFindings = Omit<Findings, 'bytes' | 'sha256'>

const CHUNK_BYTES = 256 * 1024
/** A magic number stands at once. */
const CERTAIN_BYTES = 64

export function analyzeDocument(source: ByteSource, tools: AnalyzeTools): DocumentFindings {
  const { language, reading } = readGuarded(source, tools)
  return completeFindings(language, reading)
}

/** What is said of a document that could not be analyzed at all. */
export function makeUnknownFindings(code: FindingProblemCode, detail: string): DocumentFindings {
  return completeFindings('unknown', makeUnknownReading(makeFindingProblem(code, detail)))
}

function readGuarded(source: ByteSource, tools: AnalyzeTools): Read {
  try {
    return readAll(source, tools, 0)
  } catch (error) {
    return { language: 'unknown', reading: makeUnknownReading(problemOfError(error)) }
  }
}

/** A stream may hold one document after the other, as PJL jobs do. */
function readAll(source: ByteSource, tools: AnalyzeTools, wrappers: number): Read {
  let { read, taken, unwrapped } = readOne(source, tools, wrappers, null)
  const reads: [Read, ...Read[]] = [read]
  for (let offset = taken; offset < source.size; offset += taken) {
    tools.budget.spendObjects()
    if (reads.length >= DOCUMENTS_LIMIT) {
      const problem = makeFindingProblem('document-too-deep', 'too many documents in one stream')
      return { language: read.language, reading: makeUnknownReading(problem) }
    }
    const rest = makePartSource(source, offset, source.size - offset)
    ;({ read, taken, unwrapped } = readOne(rest, tools, wrappers, unwrapped))
    if (isEmpty(read)) continue
    if (isEmpty(reads[0])) reads[0] = read
    else reads.push(read)
  }
  return combineReadings(reads)
}

interface TakenRead {
  readonly read: Read
  /** Bytes of the source that belong to the document and its wrapper, at least one. */
  readonly taken: number
  readonly unwrapped: Unwrapped | null
}

function readOne(
  source: ByteSource,
  tools: AnalyzeTools,
  wrappers: number,
  before: Unwrapped | null,
): TakenRead {
  const head = source.read(0, HEAD_BYTES)
  const wrapper = WRAPPERS_IN_ORDER.find((candidate) => candidate.matches(head))
  if (!wrapper) return { ...readBare(head, source, tools, null), unwrapped: null }
  if (wrappers >= WRAPPERS_LIMIT) {
    const problem = makeFindingProblem('document-too-deep', 'too many wrappers around the document')
    const read: Read = { language: 'unknown', reading: makeUnknownReading(problem) }
    return { read, taken: source.size, unwrapped: null }
  }
  const unwrapped = wrapper.unwrap(source, tools, before)
  if (unwrapped.insideAt === undefined) {
    const read = readAll(unwrapped.inside, tools, wrappers + 1)
    return { read: withOrders(read, unwrapped), taken: source.size, unwrapped }
  }
  const inner = readInside(unwrapped, tools, wrappers + 1)
  return {
    read: withOrders(inner.read, unwrapped),
    taken: Math.max(1, unwrapped.insideAt + inner.taken),
    unwrapped,
  }
}

function readInside(unwrapped: Unwrapped, tools: AnalyzeTools, wrappers: number): TakenRead {
  const { inside, declared } = unwrapped
  if (!declared) return readOne(inside, tools, wrappers, null)
  return { ...readBare(inside.read(0, HEAD_BYTES), inside, tools, declared), unwrapped: null }
}

/** What the wrapper orders goes before what the document asks for. */
function withOrders({ language, reading }: Read, unwrapped: Unwrapped): Read {
  return {
    language,
    reading: {
      ...reading,
      // Two layers that both ask for copies mean the same copies: the larger once, never the product.
      copies: Math.max(reading.copies, unwrapped.copies ?? 1),
      duplex: unwrapped.duplex ?? reading.duplex,
      grayscale: unwrapped.grayscale || reading.grayscale === true,
      problem: reading.problem ?? unwrapped.problem,
    },
  }
}

/** Nothing between two exits, or only a reset. */
function isEmpty({ reading }: Read): boolean {
  const printsNothing = reading.pages.value === 0 && reading.problem === null
  return printsNothing || reading.problem?.code === 'document-empty'
}

function readBare(
  head: Uint8Array,
  source: ByteSource,
  tools: AnalyzeTools,
  declared: Language | null,
): { read: Read; taken: number } {
  const taken = Math.max(1, source.size)
  if (head.length === 0) {
    const problem = makeFindingProblem('document-empty', 'the document has no bytes', 0)
    return { read: { language: 'unknown', reading: makeUnknownReading(problem) }, taken }
  }
  const entry = findLanguage(head, source, declared)
  if (!entry) {
    const problem = makeFindingProblem('language-unknown', 'no known page language', 0)
    return { read: { language: 'unknown', reading: makeUnknownReading(problem) }, taken }
  }
  try {
    const { reading, taken } = readWith(entry, source, tools)
    return { read: { language: entry.language, reading }, taken }
  } catch (error) {
    const reading = makeUnknownReading(problemOfError(error))
    return { read: { language: entry.language, reading }, taken }
  }
}

/** A magic number says more than a wrapper, a wrapper says more than habits. */
function findLanguage(
  head: Uint8Array,
  source: ByteSource,
  declared: Language | null,
): LanguageEntry | undefined {
  const matches = (entry: LanguageEntry) => entry.matches(head, source)
  if (declared === null) return LANGUAGES_IN_ORDER.find(matches)
  const named = LANGUAGES_IN_ORDER.find(({ language }) => language === declared)
  if (named && matches(named)) return named
  // Further on may stand the head of the next document.
  const start = head.subarray(0, CERTAIN_BYTES)
  const isCertain = (entry: LanguageEntry) =>
    !HABIT_LANGUAGES.has(entry.language) && entry.matches(start, source)
  return LANGUAGES_IN_ORDER.find(isCertain) ?? named
}

function readWith(
  entry: LanguageEntry,
  source: ByteSource,
  tools: AnalyzeTools,
): { reading: Reading; taken: number } {
  const all = Math.max(1, source.size)
  if (entry.reader.kind === 'random') {
    return { reading: entry.reader.read(source, tools), taken: all }
  }
  const reader = entry.reader.open(tools)
  for (let offset = 0; offset < source.size; ) {
    tools.budget.lookAtClock()
    const chunk = source.lend?.(offset, CHUNK_BYTES) ?? source.read(offset, CHUNK_BYTES)
    if (chunk.length === 0 || reader.push(chunk) === 'enough') break
    offset += chunk.length
  }
  const reading = reader.end()
  return { reading, taken: Math.min(all, Math.max(1, reader.takenBytes?.() ?? all)) }
}

/** A reader that throws anything but a budget is our own fault; the document still gets an honest answer. */
function problemOfError(error: unknown): FindingProblem {
  if (!(error instanceof BudgetExceeded)) {
    return makeFindingProblem('analyzer-failed', 'the analyzer failed on this document')
  }
  const code = error.item === 'canceled' ? 'analysis-canceled' : 'budget-exceeded'
  return makeFindingProblem(code, error.message)
}

function completeFindings(language: Language, told: Reading): DocumentFindings {
  // Labels come in tens of thousands: more copies than a ticket can ask for are so many pages.
  const reading = told.copies > COPIES_LIMIT ? withCopiesAsPages(told) : told
  const pages = withinLimit(reading.pages)
  const copies = Math.min(Math.max(reading.copies, 1), COPIES_LIMIT)
  const sides = pages.value === null ? null : pages.value * copies
  return {
    language,
    pages,
    colorPages: pages.value === null ? { value: null, known: 'unknown' } : reading.colorPages,
    pageSizes: pages.value === null ? [] : reading.pageSizes.filter(isPaper),
    duplex: reading.duplex,
    grayscale: reading.grayscale ?? false,
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

/** A size that no paper has is nonsense in the document, and says nothing. */
function isPaper({ widthPt, heightPt }: Findings['pageSizes'][number]): boolean {
  return [widthPt, heightPt].every((side) => side >= 0 && side <= SIDE_LIMIT_PT)
}
