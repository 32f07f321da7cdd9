/** PostScript: pages by the document's structure comments, without them by a guess at what its program shows. */
import { PAGES_LIMIT } from '#shared/contracts/findings.ts'
import { hasTextAt, latin1 } from './byte-source.ts'
import { type PageColor, PageTally } from './page-tally.ts'
import {
  type AnalyzeTools,
  type LanguageEntry,
  makeFindingProblem,
  makeUnknownReading,
  type Reading,
  type StreamReader,
} from './port.ts'
import type { Size } from './postscript/comments.ts'
import { OperatorScan } from './postscript/operators.ts'
import { isStructureLine, Structure } from './postscript/structure.ts'
import { CarryOver } from './raster-lines/carry.ts'

export const postscript: LanguageEntry = {
  language: 'postscript',
  matches: (head) => findStart(head) !== null,
  reader: { kind: 'stream', open: (tools) => new PostscriptReader(tools) },
}

/** Program text looked at for colors when comments tell the pages; larger documents have unknown colors. */
const SCAN_LIMIT_BYTES = 16 * 1024 * 1024
/** Program text looked at for pages when no comment tells them. */
const SCAN_LIMIT_BARE_BYTES = 256 * 1024 * 1024
/** Longest line (technical note 5001 allows 255 bytes). */
const LINE_LIMIT_BYTES = 1_024
/** Enough to know a DOS EPS header, or the first line after a preamble. */
const START_BYTES = 1_024
const HEADER_LINE_BYTES = 256
const PERCENT = 0x25
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

class PostscriptReader implements StreamReader {
  readonly #tools: AnalyzeTools
  readonly #carry = new CarryOver(2 * LINE_LIMIT_BYTES, (bytes, from, to) =>
    this.#parse(bytes, from, to),
  )
  readonly #scan: OperatorScan
  readonly #pages: { readonly size: Size | null; readonly color: PageColor }[] = []
  #structure: Structure | null = null
  #conforming = false
  /** In a DOS EPS file: bytes before the program, and bytes of the program. */
  #skip = 0
  #left = Number.POSITIVE_INFINITY
  #isLast = false
  #scanned = 0
  #scanning = true
  #atLineStart = true
  /** One page, several `showpage`: comments and program disagree. */
  #disagrees = false

  constructor(tools: AnalyzeTools) {
    this.#tools = tools
    this.#scan = new OperatorScan(tools.policy)
  }

  push(chunk: Uint8Array): 'more' | 'enough' {
    this.#tools.budget.spendOperations(1 + (chunk.length >> 10))
    this.#carry.push(chunk)
    return this.#left === 0 ? 'enough' : 'more'
  }

  end(): Reading {
    this.#isLast = true
    const rest = this.#carry.rest()
    if (this.#left > 0) this.#parse(rest, 0, rest.length)
    const structure = this.#structure
    if (!structure || this.#skip > 0) {
      const problem = makeFindingProblem('document-truncated', 'no program in the document')
      return makeUnknownReading(problem)
    }
    structure.finish()
    this.#closePage(structure.pages, structure.pageSize)
    return structure.pages > 0 ? this.#readStructured(structure) : this.#readBare(structure)
  }

  #parse(bytes: Uint8Array, from: number, to: number): number {
    if (!this.#structure) {
      if (to - from < START_BYTES && !this.#isLast) return from
      this.#begin(bytes, from, to)
    }
    const start = from + Math.min(this.#skip, to - from)
    this.#skip -= start - from
    const end = Math.min(to, start + this.#left)
    const used = this.#parseProgram(bytes, start, end, this.#isLast || end < to)
    this.#left -= used - start
    return end < to ? to : used
  }

  /** The head decides what kind of document it is. */
  #begin(bytes: Uint8Array, from: number, to: number): void {
    const start = findStart(bytes.subarray(from, to))
    this.#skip = start?.at ?? 0
    this.#left = start?.length || Number.POSITIVE_INFINITY
    const isDosEps = typeof start?.length === 'number'
    const at = Math.min(to, from + this.#skip)
    const line = latin1(bytes, at, Math.min(to, at + HEADER_LINE_BYTES)).split(/[\r\n]/)[0]!
    this.#conforming = line.startsWith('%!PS-Adobe-')
    this.#structure = new Structure(isDosEps || /\bEPSF-/.test(line))
  }

  #parseProgram(bytes: Uint8Array, from: number, to: number, isLast: boolean): number {
    let at = from
    let seek = from
    while (at < to) {
      const percent = bytes.indexOf(PERCENT, seek)
      if (percent < 0 || percent >= to) {
        this.#feed(bytes, at, to)
        return this.#leave(bytes, to, from)
      }
      const isLine = percent === from ? this.#atLineStart : isLineEnd(bytes[percent - 1]!)
      if (percent + 1 >= to && !isLast) {
        // Whether it is a comment of ours depends on the next byte.
        this.#feed(bytes, at, percent)
        return this.#leave(bytes, percent, from)
      }
      const second = percent + 1 < to ? bytes[percent + 1]! : 0
      if (!isLine || (second !== PERCENT && second !== 0x21)) {
        seek = percent + 1
        continue
      }
      const limit = Math.min(to, percent + LINE_LIMIT_BYTES)
      let end = findLineEnd(bytes, percent, limit)
      if (end < 0 && !isLast && to - percent < LINE_LIMIT_BYTES) {
        this.#feed(bytes, at, percent)
        return this.#leave(bytes, percent, from)
      }
      if (end < 0) end = limit
      this.#feed(bytes, at, percent)
      this.#meetLine(bytes, percent, end)
      at = end
      seek = end
    }
    return this.#leave(bytes, at, from)
  }

  #leave(bytes: Uint8Array, at: number, from: number): number {
    if (at > from) this.#atLineStart = isLineEnd(bytes[at - 1]!)
    return at
  }

  #meetLine(bytes: Uint8Array, from: number, to: number): void {
    this.#tools.budget.spendOperations(1)
    if (this.#scanning) this.#scan.endText()
    if (isStructureLine(bytes, from, to)) this.#readLine(latin1(bytes, from, to))
  }

  #readLine(line: string): void {
    const structure = this.#structure!
    const { pages, pageSize } = structure
    if (structure.readLine(line) === 'page') {
      this.#closePage(pages, pageSize)
      this.#scan.beginPage()
    }
    this.#scan.countsPages = !structure.inDocument
  }

  #feed(bytes: Uint8Array, from: number, to: number): void {
    if (!this.#scanning || this.#structure!.inData || to <= from) return
    this.#scan.feed(bytes, from, to)
    this.#scanned += to - from
    const isStructured = this.#conforming && this.#structure!.pages > 0
    if (this.#scanned > (isStructured ? SCAN_LIMIT_BYTES : SCAN_LIMIT_BARE_BYTES)) {
      this.#scanning = false
    }
  }

  #closePage(pages: number, size: Size | null): void {
    if (pages === 0 || this.#pages.length > PAGES_LIMIT) return
    if (this.#scan.pagesHere > 1) this.#disagrees = true
    this.#pages.push({ size: size ?? this.#scan.asked.pageSize, color: this.#scan.color })
  }

  #readStructured(structure: Structure): Reading {
    const tally = this.#makeTally(structure)
    const copies = Math.max(structure.copies, this.#scan.asked.copies)
    for (const { size, color } of this.#pages) {
      tally.add(color, copies, roundSize(size ?? structure.documentSize))
    }
    const { pages, pagesDeclared, ended, confused } = structure
    const agrees = pagesDeclared === pages && !confused && !this.#disagrees
    if (!this.#conforming || !agrees) tally.doubtCount()
    if (!ended) tally.report('document-truncated', 'no end of the document', this.#carry.offset)
    const reading = tally.makeReading()
    return { ...reading, colorPages: this.#guessColor(structure, reading) }
  }

  #readBare(structure: Structure): Reading {
    const shown = this.#scan.pagesUnknown || !this.#scanning ? null : this.#scan.pages
    // An embedded picture is one page, shown by whoever prints it.
    const value = shown === 0 && structure.embedded ? 1 : shown
    const paper = roundSize(this.#scan.asked.pageSize ?? structure.documentSize)
    const isKnown = value !== null && value > 0
    return {
      ...this.#makeTally(structure).makeReading(),
      pages: isKnown ? { value, known: 'estimated' } : { value: null, known: 'unknown' },
      colorPages: { value: null, known: 'unknown' },
      pageSizes: isKnown && paper ? [{ ...paper, pages: value }] : [],
      copies: Math.max(structure.copies, this.#scan.asked.copies),
    }
  }

  #makeTally(structure: Structure): PageTally {
    const tally = new PageTally()
    const duplex = structure.duplex ?? this.#scan.asked.duplex
    if (duplex !== null) tally.askDuplex(duplex)
    return tally
  }

  /** What operators seem to say; nothing when a part of the program was not looked at. */
  #guessColor(structure: Structure, reading: Reading): Reading['colorPages'] {
    if (this.#scanning) return { value: reading.colorPages.value, known: 'estimated' }
    if (structure.blackOnly) return { value: [], known: 'estimated' }
    return { value: null, known: 'unknown' }
  }
}

function roundSize(size: Size | null): Size | null {
  return size && { widthPt: Math.round(size.widthPt), heightPt: Math.round(size.heightPt) }
}

/** Where the program begins, and its length when the document tells it; null when this is no PostScript. */
function findStart(
  head: Uint8Array,
): { readonly at: number; readonly length: number | null } | null {
  if (DOS_EPS.every((byte, index) => head[index] === byte) && head.length >= DOS_EPS_HEADER_BYTES) {
    const view = new DataView(head.buffer, head.byteOffset)
    return { at: view.getUint32(4, true), length: view.getUint32(8, true) }
  }
  let at = hasTextAt(head, 0, '\xef\xbb\xbf') ? 3 : 0
  // Windows drivers and serial lines send an end of transmission first; others leave empty lines.
  while (at < PREAMBLE_LIMIT && PREAMBLE.includes(head[at]!)) at++
  return hasTextAt(head, at, '%!') ? { at, length: null } : null
}

/** DOS EPS (technical note 5002 section 5.2): where the program stands, then where previews stand. */
const DOS_EPS = [0xc5, 0xd0, 0xd3, 0xc6]
const DOS_EPS_HEADER_BYTES = 30
const PREAMBLE: readonly number[] = [0x04, 0x09, 0x0a, 0x0c, 0x0d, 0x20, 0x00]
const PREAMBLE_LIMIT = 512

function isLineEnd(byte: number): boolean {
  return byte === LINE_FEED || byte === CARRIAGE_RETURN
}

function findLineEnd(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at++) if (isLineEnd(bytes[at]!)) return at
  return -1
}
