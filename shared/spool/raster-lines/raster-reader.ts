/** Reads a raster document page after page: page header, lines, next page. One reader for PWG, CUPS and Apple raster. */
import { indexOfText } from '../byte-source.ts'
import { PageTally, type PaperSize } from '../page-tally.ts'
import type { AnalyzeTools, FindingProblemCode, Reading, StreamReader } from '../port.ts'
import { CarryOver } from './carry.ts'

export interface RasterDocument {
  readonly fileHeaderBytes: number
  /** `null`: not such a document. */
  beginDocument(bytes: Uint8Array, at: number): RasterFormat | null
}

export interface RasterFormat {
  readonly pageHeaderBytes: number
  /** Pages told by the document's own header; 0 = it does not tell. Never trusted, only compared. */
  readonly pagesClaimed: number
  /** A sentence when the header cannot be one. */
  beginPage(bytes: Uint8Array, at: number): RasterPage | string
}

export interface RasterPage {
  readonly widthPt: number
  readonly heightPt: number
  /** 0 = it does not tell. */
  readonly copies: number
  readonly duplex: boolean | null
  readonly walker: PageWalker
  /** Whether what the walker says of color is certain; null = it cannot say. */
  readonly colorKnown: boolean | null
}

/** Finds the end of a page and whether it holds color. */
export interface PageWalker {
  readonly done: boolean
  readonly color: boolean
  readonly damaged: boolean
  walk(bytes: Uint8Array, from: number, to: number): number
}

/** A page header (1,796 bytes) and the longest packet (128 pixels of 30 bytes and one) both fit. */
const UNIT_BYTES = 4_096

export function openRasterReader(tools: AnalyzeTools, document: RasterDocument): StreamReader {
  return new RasterReader(tools, document)
}

class RasterReader implements StreamReader {
  readonly #tools: AnalyzeTools
  readonly #document: RasterDocument
  readonly #carry = new CarryOver(UNIT_BYTES, (bytes, from, to) => this.#parse(bytes, from, to))
  readonly #tally = new PageTally()
  #format: RasterFormat | null = null
  #page: RasterPage | null = null
  #damaged = false
  /** Why the rest of the document was not read. */
  #fault: string | null = null
  #faultAt = 0

  constructor(tools: AnalyzeTools, document: RasterDocument) {
    this.#tools = tools
    this.#document = document
  }

  push(chunk: Uint8Array): 'more' | 'enough' {
    this.#tools.budget.spendOperations(1 + (chunk.length >> 10))
    this.#carry.push(chunk)
    return this.#fault === null ? 'more' : 'enough'
  }

  end(): Reading {
    const at = this.#carry.offset
    if (this.#page) {
      this.#endPage(this.#page)
      return this.#endEarly('document-truncated', 'the last page is cut short', at)
    }
    if (this.#fault !== null) {
      return this.#endEarly('document-malformed', this.#fault, this.#faultAt)
    }
    if (!isPadding(this.#carry.rest()) || this.#tally.pages === 0) {
      return this.#endEarly('document-truncated', 'a page header is cut short', at)
    }
    if (this.#damaged) {
      return this.#endEarly('document-malformed', 'lines are longer than their page', null)
    }
    if (this.#tally.pages < (this.#format?.pagesClaimed ?? 0)) {
      return this.#endEarly('document-truncated', 'fewer pages than announced', at)
    }
    return this.#tally.makeReading()
  }

  #endEarly(code: FindingProblemCode, detail: string, at: number | null): Reading {
    if (this.#tally.pages === 0) this.#tally.giveUp(code, detail, at)
    else this.#tally.report(code, detail, at)
    return this.#tally.makeReading()
  }

  #parse(bytes: Uint8Array, from: number, to: number): number {
    let at = from
    while (this.#fault === null) {
      if (this.#page) {
        at = this.#page.walker.walk(bytes, at, to)
        if (!this.#page.walker.done) return at
        this.#endPage(this.#page)
        this.#page = null
        continue
      }
      const needed = this.#format?.pageHeaderBytes ?? this.#document.fileHeaderBytes
      if (to - at < needed) return at
      if (this.#format) this.#beginPage(bytes, at, at - from)
      else this.#beginDocument(bytes, at)
      at += needed
    }
    return to
  }

  #beginDocument(bytes: Uint8Array, at: number): void {
    this.#format = this.#document.beginDocument(bytes, at)
    if (!this.#format) this.#stop('not a raster document', 0)
  }

  #beginPage(bytes: Uint8Array, at: number, ahead: number): void {
    this.#tools.budget.spendObjects()
    const page = this.#format!.beginPage(bytes, at)
    if (typeof page === 'string') {
      this.#stop(page, this.#carry.offset + ahead)
      return
    }
    this.#page = page
    // One page on both sides makes the job duplex.
    if (page.duplex !== null) this.#tally.duplex = page.duplex || this.#tally.duplex === true
  }

  #endPage({ walker, colorKnown, copies, widthPt, heightPt }: RasterPage): void {
    if (walker.damaged) this.#damaged = true
    if (colorKnown === false) this.#tally.doubtColor()
    const color = colorKnown === null ? 'undecided' : walker.color ? 'color' : 'mono'
    this.#tally.add(color, Math.max(1, copies), makePaperSize(widthPt, heightPt))
  }

  #stop(fault: string, at: number): void {
    this.#fault = fault
    this.#faultAt = at
  }
}

/** `null` for a size that no paper has. */
function makePaperSize(widthPt: number, heightPt: number): PaperSize | null {
  const size = { widthPt: Math.round(widthPt), heightPt: Math.round(heightPt) }
  const isPaper = Object.values(size).every((side) => side > 0 && side <= SIDE_LIMIT_PT)
  return isPaper ? size : null
}

/** Longest side told: 35 meters. */
const SIDE_LIMIT_PT = 100_000

/** What some spoolers leave after the last page: zeros, line ends, ^D, the universal exit language command. */
function isPadding(bytes: Uint8Array): boolean {
  if (bytes.length > PADDING_LIMIT) return false
  const end = indexOfText(bytes, '\x1b%-12345X')
  return bytes.subarray(0, end < 0 ? bytes.length : end).every((byte) => PADDING.includes(byte))
}

const PADDING_LIMIT = 64
const PADDING: readonly number[] = [0x00, 0x04, 0x0a, 0x0d]
