/** From what was read to what is asked: every number within its contract's limits, every text cleaned. Pure. */
import { createHash } from 'node:crypto'
import {
  COPIES_LIMIT,
  type Findings,
  formatPageRanges,
  type Known,
  PAGES_LIMIT,
} from '#shared/contracts/findings.ts'
import { makeUlid, printerIdOf } from '#shared/contracts/ids.ts'
import {
  DOCUMENT_NAME_LIMIT,
  DOCUMENTS_LIMIT,
  type JobFacts,
  type JobTicket,
} from '#shared/contracts/job-facts.ts'
import { timeText } from '../doors.ts'
import type { SpoolJob } from '../spooler/spooler.ts'
import { cleanText } from './clean-text.ts'

const OWNER_NAME_LIMIT = 255
const PROBLEM_LIMIT = 200
const RANGES_LIMIT = 2_000
const PAGE_RANGES_LIMIT = 1_000
const PAGE_SIZES_LIMIT = 32
const POINTS_LIMIT = 100_000
/** The end of the year 9999, the last that RFC 3339 can write. */
const TIME_LIMIT_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** The same id for the same job on every run of every connector of the site. */
export function makeJobId(siteId: string, job: SpoolJob): string {
  const hash = createHash('sha256').update(`${siteId}:${job.ref.uuid}`).digest()
  return makeUlid(clamp(job.createdMs, 0, TIME_LIMIT_MS), hash)
}

export interface JobContext {
  readonly jobId: string
  readonly siteSlug: string
  readonly identity: JobFacts['owner']['identity']
  readonly printsSeveralDocuments: boolean
}

/** `findings`: one a document, in their order. */
export function makeFacts(
  job: SpoolJob,
  findings: readonly Findings[],
  context: JobContext,
): JobFacts {
  return {
    jobId: context.jobId,
    printerId: printerIdOf(job.ref.queue, context.siteSlug),
    owner: {
      name: cleanText(job.userName, OWNER_NAME_LIMIT),
      identity: context.identity,
      forged: job.forged,
    },
    documentName: cleanText(job.documentName, DOCUMENT_NAME_LIMIT),
    document: addUp(findings, job.documentsCount),
    ticket: limitTicket(job.ticket, findings),
    printsSeveralDocuments: context.printsSeveralDocuments,
    createdAt: timeText(clamp(job.createdMs, 0, TIME_LIMIT_MS)),
  }
}

/** Several documents are one job: their pages follow each other. */
function addUp(findings: readonly Findings[], count: number): JobFacts['document'] {
  const languages = new Set(findings.map(({ language }) => language))
  const problem = findings.find((each) => each.problem !== null)?.problem
  return {
    count: clamp(count, 0, DOCUMENTS_LIMIT),
    language: languages.size === 1 ? (findings[0]?.language ?? 'unknown') : 'unknown',
    pages: addPages(findings),
    colorPages: addColorPages(findings),
    pageSizes: addPageSizes(findings),
    bytes: clamp(sum(findings.map(({ bytes }) => bytes)), 0, Number.MAX_SAFE_INTEGER),
    sha256: joinHashes(findings),
    problem: problem ? cleanText(`${problem.code}: ${problem.detail}`, PROBLEM_LIMIT) : null,
  }
}

function addPages(findings: readonly Findings[]): JobFacts['document']['pages'] {
  const value = sum(findings.map(({ pages }) => pages.value ?? Number.NaN))
  const certainty = leastKnown(findings.map(({ pages }) => pages.known))
  return isPageCount(value) && certainty !== 'unknown' && findings.length > 0
    ? { value, known: certainty }
    : { value: null, known: 'unknown' }
}

function addColorPages(findings: readonly Findings[]): JobFacts['document']['colorPages'] {
  const certainty = leastKnown(findings.map(({ colorPages }) => colorPages.known))
  const all: number[] = []
  let pagesBefore = 0
  for (const { colorPages, pages } of findings) {
    const list = colorPages.value
    if (list === null || pages.value === null || all.length + list.length > PAGES_LIMIT) {
      return { value: null, known: 'unknown', ranges: '' }
    }
    for (const page of list) all.push(pagesBefore + page)
    pagesBefore += pages.value
  }
  if (certainty === 'unknown' || findings.length === 0) {
    return { value: null, known: 'unknown', ranges: '' }
  }
  const ranges = formatPageRanges(all)
  return {
    value: all.length,
    known: certainty,
    ranges: ranges.length <= RANGES_LIMIT ? ranges : '',
  }
}

function addPageSizes(findings: readonly Findings[]): JobFacts['document']['pageSizes'] {
  const sizes = new Map<string, { widthPt: number; heightPt: number; pages: number }>()
  for (const each of findings.flatMap(({ pageSizes }) => pageSizes)) {
    const widthPt = limitPoints(each.widthPt)
    const heightPt = limitPoints(each.heightPt)
    const key = `${widthPt}x${heightPt}`
    const before = sizes.get(key)
    if (before === undefined && sizes.size === PAGE_SIZES_LIMIT) continue
    const pages = clamp((before?.pages ?? 0) + each.pages, 0, PAGES_LIMIT)
    sizes.set(key, { widthPt, heightPt, pages })
  }
  return [...sizes.values()]
}

/** Copies come from one layer only: the ticket's or the document's own, the larger, never the product. */
function limitTicket(ticket: JobTicket, findings: readonly Findings[]): JobTicket {
  const copies = Math.max(ticket.copies, ...findings.map((each) => each.copies))
  return {
    copies: clamp(copies, 1, COPIES_LIMIT),
    duplex:
      ticket.duplex || (findings.length > 0 && findings.every((each) => each.duplex === true)),
    grayscale:
      ticket.grayscale || (findings.length > 0 && findings.every((each) => each.grayscale)),
    pagesPerSide: clamp(ticket.pagesPerSide, 1, 16),
    // Cut ranges would name other pages; none at all means every page.
    pageRanges: ticket.pageRanges.length <= PAGE_RANGES_LIMIT ? ticket.pageRanges : '',
    collate: ticket.collate,
    ...(ticket.pageSet === undefined ? {} : { pageSet: ticket.pageSet }),
    ...(ticket.booklet === undefined ? {} : { booklet: ticket.booklet }),
  }
}

/** Of the one document, or of all hashes in a row. */
export function joinHashes(findings: readonly Findings[]): string {
  const [only] = findings
  if (findings.length === 1 && only !== undefined) return only.sha256
  return createHash('sha256')
    .update(findings.map(({ sha256 }) => sha256).join(''))
    .digest('hex')
}

function leastKnown(all: readonly Known[]): Known {
  if (all.includes('unknown')) return 'unknown'
  return all.includes('estimated') ? 'estimated' : 'exact'
}

function isPageCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= PAGES_LIMIT
}

function limitPoints(points: number): number {
  return Number.isFinite(points) ? Math.min(Math.max(points, 0), POINTS_LIMIT) : 0
}

/** A whole number between the two; what is no number at all becomes the lower one. */
function clamp(value: number, least: number, most: number): number {
  if (Number.isNaN(value)) return least
  return Math.min(Math.max(Math.trunc(value), least), most)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
