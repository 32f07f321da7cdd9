/** XPS and OpenXPS (ECMA-388): a ZIP package of fixed pages. Also what Windows spools for XPS drivers. */
import { type FindingProblem, PAGES_LIMIT } from '#shared/contracts/findings.ts'
import { BudgetExceeded } from './budget.ts'
import { hasTextAt, indexOfText } from './byte-source.ts'
import { jpeg } from './images/jpeg-document.ts'
import { png } from './images/png.ts'
import { tiff } from './images/tiff.ts'
import { type PageColor, PageTally, type PaperSize } from './page-tally.ts'
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
import type { XmlAttributes, XmlEnd, XmlSink } from './xml.ts'
import {
  openXpsPackage,
  parsePieceName,
  relationshipsOf,
  resolvePartName,
  type XpsPackage,
} from './xps/package.ts'
import { PageColorSink } from './xps/page-color.ts'
import { PrintTicketSink } from './xps/print-ticket.ts'
import { readZipDirectory } from './zip.ts'

export const xps: LanguageEntry = {
  language: 'xps',
  matches: isXps,
  reader: { kind: 'random', read: readXps },
}

const LOCAL_HEADER = 'PK\x03\x04'
const IMAGES: readonly LanguageEntry[] = [png, jpeg, tiff]

/** Other packages (office documents) have relationships too, but only XPS has a sequence of fixed documents. */
function isXps(head: Uint8Array, source: ByteSource): boolean {
  if (!hasTextAt(head, 0, LOCAL_HEADER)) return false
  const directory = readZipDirectory(source)
  if (!directory) return HEAD_MARKS.some((mark) => indexOfText(head, mark) >= 0)
  return directory.entries.some(({ name }) => /\.fdseq$/i.test(parsePieceName(name).part))
}

/** Without a directory (cut short) the first names tell. */
const HEAD_MARKS = ['.fdseq', '.fdoc', '.fpage']

function readXps(source: ByteSource, tools: AnalyzeTools): Reading {
  const opened = openXpsPackage(source, tools)
  if (!opened) return fail('document-truncated', 'the archive has no directory')
  if (opened.damaged) return fail('document-malformed', 'the archive contradicts its directory')
  return new XpsReader(opened.parts, tools).read()
}

function fail(code: FindingProblemCode, detail: string): Reading {
  return makeUnknownReading(makeFindingProblem(code, detail))
}

interface PageReference {
  readonly name: string
  readonly size: PaperSize | null
}

class XpsReader {
  readonly #parts: XpsPackage
  readonly #tools: AnalyzeTools
  readonly #tally = new PageTally()
  readonly #images = new Map<string, PageColor>()
  readonly #dictionaries = new Map<string, ReadonlyMap<string, PageColor>>()
  #copies = 1
  #grayscale = false
  /** The first thing that was not as it should be. */
  #problem: FindingProblem | null = null
  #tooCostly: FindingProblem | null = null

  constructor(parts: XpsPackage, tools: AnalyzeTools) {
    this.#parts = parts
    this.#tools = tools
  }

  read(): Reading {
    const sequence = this.#findSequence()
    if (sequence === null) return fail('document-malformed', 'no sequence of fixed documents')
    this.#readTicket(sequence)
    const pages: PageReference[] = []
    for (const document of this.#listSources(sequence, 'DocumentReference')) {
      this.#readTicket(document.name)
      for (const page of this.#listSources(document.name, 'PageContent')) pages.push(page)
    }
    if (this.#problem) return makeUnknownReading(this.#problem)
    if (pages.length > PAGES_LIMIT) {
      return fail('budget-exceeded', 'more pages than any printer takes')
    }
    if (pages.length === 0) return fail('document-malformed', 'no page in the document')
    this.#readPages(pages)
    return this.#makeReading()
  }

  /** The pages are counted before: a page that costs too much leaves only colors open, its own and those after it. */
  #readPages(pages: readonly PageReference[]): void {
    let read = 0
    try {
      for (; read < pages.length; read++) this.#readPage(pages[read]!)
    } catch (error) {
      if (!(error instanceof BudgetExceeded) || error.item === 'canceled') throw error
      this.#tooCostly = makeFindingProblem('budget-exceeded', error.message)
      for (const { size } of pages.slice(read)) {
        this.#tally.add(this.#grayscale ? 'mono' : 'undecided', this.#copies, size)
      }
    }
  }

  #makeReading(): Reading {
    if (this.#problem) this.#tally.doubtCount()
    return { ...this.#tally.makeReading(), problem: this.#problem ?? this.#tooCostly }
  }

  #findSequence(): string | null {
    let found: string | null = null
    this.#readXml(relationshipsOf(''), {
      open: (_name, attributes) => {
        if (!attributes.get('Type')?.endsWith('/fixedrepresentation')) return true
        found = resolvePartName('', attributes.get('Target') ?? '')
        return false
      },
      close() {},
      text() {},
    })
    return found !== null && this.#parts.has(found) ? found : null
  }

  /** What a sequence or a document refers to, in order. */
  #listSources(part: string, element: string): PageReference[] {
    const sources: PageReference[] = []
    this.#readXml(part, {
      open: (name, attributes) => {
        this.#tools.budget.spendObjects()
        const source = attributes.get('Source')
        if (name === element && source !== null) {
          sources.push({ name: resolvePartName(part, source), size: readSize(attributes) })
        }
        // One more shows that there are too many to tell.
        return sources.length <= PAGES_LIMIT
      },
      close() {},
      text() {},
    })
    return sources
  }

  #readPage({ name, size }: PageReference): void {
    this.#tools.budget.spendObjects()
    const sink = this.#makeSink(name)
    this.#readXml(name, sink)
    // It may lie outside of the page, or something may cover it.
    if (sink.color === 'color' && !this.#grayscale) this.#tally.doubtColor()
    const color = this.#grayscale ? 'mono' : sink.color
    this.#tally.add(color, this.#copies, sink.size ?? size)
  }

  #makeSink(part: string): PageColorSink {
    return new PageColorSink({
      policy: this.#tools.policy,
      colorOfImage: (reference) => this.#colorOfImage(resolvePartName(part, reference)),
      loadDictionary: (reference) => this.#loadDictionary(resolvePartName(part, reference)),
    })
  }

  /** A dictionary that refers to itself is empty to itself. */
  #loadDictionary(name: string): ReadonlyMap<string, PageColor> {
    const loaded = this.#dictionaries.get(name)
    if (loaded) return loaded
    this.#dictionaries.set(name, new Map())
    const sink = this.#makeSink(name)
    this.#tools.budget.nest(() => this.#readXml(name, sink))
    this.#dictionaries.set(name, sink.resources)
    return sink.resources
  }

  #colorOfImage(name: string): PageColor {
    const known = this.#images.get(name)
    if (known) return known
    const color = readImage(this.#parts.open(name), this.#tools)
    this.#images.set(name, color)
    return color
  }

  #readTicket(part: string): void {
    let target: string | null = null
    const relationships = relationshipsOf(part)
    if (!this.#parts.has(relationships)) return
    this.#parts.readXml(relationships, {
      open: (_name, attributes) => {
        if (!attributes.get('Type')?.endsWith('/printticket')) return true
        target = resolvePartName(part, attributes.get('Target') ?? '')
        return false
      },
      close() {},
      text() {},
    })
    if (target === null) return
    const sink = new PrintTicketSink()
    this.#parts.readXml(target, sink)
    const { copies, duplex, grayscale } = sink.ticket
    this.#copies = Math.max(this.#copies, copies ?? 1)
    if (duplex !== null) this.#tally.askDuplex(duplex)
    if (grayscale) this.#grayscale = true
  }

  #readXml(name: string, sink: XmlSink): void {
    const end = this.#parts.readXml(name, sink)
    const detail = DETAILS[end]
    if (detail === null || this.#problem) return
    const code = end === 'truncated' ? 'document-truncated' : 'document-malformed'
    this.#problem = makeFindingProblem(code, detail)
  }
}

const DETAILS: Readonly<Record<XmlEnd | 'missing', string | null>> = {
  complete: null,
  stopped: null,
  truncated: 'a part of the document ends early',
  malformed: 'a part of the document is no XML',
  refused: 'a part of the document declares a document type or is too large',
  missing: 'a part of the document is missing or damaged',
}

/** "Width" and "Height" of a page reference, in 1/96 inch; only a hint, and optional. */
function readSize(attributes: XmlAttributes): PaperSize | null {
  const [width, height] = [Number(attributes.get('Width')), Number(attributes.get('Height'))]
  if (!(width > 0 && height > 0)) return null
  return { widthPt: Math.round(width * 0.75), heightPt: Math.round(height * 0.75) }
}

function readImage(image: ByteSource | null, tools: AnalyzeTools): PageColor {
  if (!image) return 'undecided'
  const head = image.read(0, HEAD_BYTES)
  const entry = IMAGES.find((candidate) => candidate.matches(head, image))
  if (entry?.reader.kind !== 'random') return 'undecided'
  const { colorPages } = entry.reader.read(image, tools)
  if (colorPages.value === null || colorPages.known !== 'exact') return 'undecided'
  return colorPages.value.length > 0 ? 'color' : 'mono'
}
