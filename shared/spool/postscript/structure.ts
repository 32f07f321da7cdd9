/** Follows a document's structure comments: which page it is in, what is nested, what pages and papers it declares. */
import {
  parseCopies,
  parseDuplexFeature,
  parseMedia,
  parsePagesCount,
  parsePaperBox,
  parsePaperFeature,
  parseStructureComment,
  type Size,
} from './comments.ts'
import { hashBytes, hashName } from './tokens.ts'

const MEDIA_LIMIT = 64
/** Documents nested in documents; deeper ones are counted, but no longer told apart. */
const DEPTH_LIMIT = 1_000

export class Structure {
  /** `%%Page` comments of the documents themselves, embedded ones left out. */
  pages = 0
  /** Announced by all documents together; null when one of them does not tell. */
  pagesDeclared: number | null = null
  copies = 1
  duplex: boolean | null = null
  /** The last document ended as it should. */
  ended = false
  /** The head says that black is the only ink. */
  blackOnly = false
  /** Something stood where the conventions do not allow it. */
  confused = false
  embedded: boolean
  pageSize: Size | null = null
  readonly #media = new Map<string, Size>()
  #documents = 0
  #documentsClosed = 0
  #declaredHere: number | null = null
  #pagesHere = 0
  #depth = 0
  #dataUntil: string | null = null
  #bodyBegan = false
  #featureSize: Size | null = null
  #mediaSize: Size | null = null
  #boxSize: Size | null = null

  constructor(embedded: boolean) {
    this.embedded = embedded
  }

  /** Inside an embedded document: what it shows is on our page. */
  get inDocument(): boolean {
    return this.#depth > 0
  }

  get inData(): boolean {
    return this.#dataUntil !== null
  }

  /** The paper of the document when a page does not tell its own. */
  get documentSize(): Size | null {
    return this.#featureSize ?? this.#mediaSize ?? (this.embedded ? null : this.#boxSize)
  }

  /** `page`: a new page begins. Anything else goes on. */
  readLine(line: string): 'page' | 'other' {
    if (line.startsWith('%!')) {
      // Lines of encoded data begin so too, but never with the rest of a header.
      if (this.#documents === 0 || line.startsWith('%!PS')) this.#readHeader(line)
      return 'other'
    }
    const comment = parseStructureComment(line)
    if (!comment) return 'other'
    const { key, value } = comment
    if (this.#dataUntil !== null) {
      if (key === this.#dataUntil) this.#dataUntil = null
      return 'other'
    }
    if (key === 'BeginDocument') this.#depth = Math.min(this.#depth + 1, DEPTH_LIMIT)
    else if (key === 'EndDocument') this.#depth = Math.max(0, this.#depth - 1)
    else if (DATA_ENDS[key]) this.#dataUntil = DATA_ENDS[key]
    else if (this.#depth === 0) return this.#readOwn(key, value)
    return 'other'
  }

  /** Once, after the last line. */
  finish(): void {
    this.#closeDocument()
    if (this.inDocument || this.inData) this.confused = true
  }

  #readHeader(line: string): void {
    if (this.inDocument || this.inData) return
    if (this.#documents > 0 && !this.ended) {
      // A document inside a page without its marks: its pages cannot be told from ours.
      this.confused = true
      return
    }
    if (this.#documents > 0) this.#closeDocument()
    if (!line.startsWith('%!PS-Adobe-')) this.confused = true
    this.#documents++
    this.#declaredHere = null
    this.#pagesHere = 0
    this.#bodyBegan = false
    this.ended = false
  }

  #closeDocument(): void {
    if (this.#declaredHere === null && this.#pagesHere === 0) return
    const before = this.#documentsClosed === 0 ? 0 : this.pagesDeclared
    this.#documentsClosed++
    this.pagesDeclared =
      before === null || this.#declaredHere === null ? null : before + this.#declaredHere
    this.#declaredHere = null
    this.#pagesHere = 0
  }

  #readOwn(key: string, value: string): 'page' | 'other' {
    switch (key) {
      case 'Page':
        return this.#beginPage()
      case 'Pages':
        this.#declaredHere = parsePagesCount(value) ?? this.#declaredHere
        break
      case 'BeginFeature':
      case 'IncludeFeature':
        this.#readFeature(value)
        break
      case 'BeginNonPPDFeature':
      case 'Requirements':
        this.copies = Math.max(this.copies, parseCopies(value) ?? 1)
        if (/\bduplex\b/i.test(value) && this.duplex === null) this.duplex = true
        break
      case 'DocumentMedia':
      case '+':
        this.#readMedia(value)
        break
      case 'PageMedia':
        this.pageSize = this.#media.get(value) ?? this.pageSize
        break
      case 'PageBoundingBox':
        if (!this.#mediaSize && !this.#featureSize) this.pageSize ??= parsePaperBox(value)
        break
      case 'BoundingBox':
        this.#boxSize ??= parsePaperBox(value)
        break
      case 'DocumentProcessColors':
        this.blackOnly = /^black$/i.test(value)
        break
      case 'EOF':
      case 'Trailer':
        this.ended = true
        break
    }
    return 'other'
  }

  #beginPage(): 'page' {
    this.pages++
    this.#pagesHere++
    if (this.ended) this.confused = true
    this.#bodyBegan = true
    this.pageSize = null
    return 'page'
  }

  #readFeature(value: string): void {
    const duplex = parseDuplexFeature(value)
    if (duplex !== null) this.duplex = duplex || this.duplex === true
    const size = parsePaperFeature(value)
    if (!size) return
    if (this.#bodyBegan) this.pageSize = size
    else this.#featureSize ??= size
  }

  #readMedia(value: string): void {
    const media = parseMedia(value)
    if (!media || this.#media.size >= MEDIA_LIMIT) return
    this.#media.set(media.name, media.size)
    this.#mediaSize ??= media.size
  }
}

/** Comments that `Structure` reads; most others are not worth a string. */
const KEYS: ReadonlySet<number> = new Set(
  [
    'Page',
    'Pages',
    'PageMedia',
    'PageBoundingBox',
    'BoundingBox',
    'BeginDocument',
    'EndDocument',
    'BeginBinary',
    'EndBinary',
    'BeginData',
    'EndData',
    'BeginFont',
    'EndFont',
    'BeginFeature',
    'IncludeFeature',
    'BeginNonPPDFeature',
    'Requirements',
    'DocumentMedia',
    'DocumentProcessColors',
    'EOF',
    'Trailer',
    '+',
  ].map(hashName),
)

/** Whether `Structure` wants the comment whose line begins at `at` with `%`. */
export function isStructureLine(bytes: Uint8Array, at: number, end: number): boolean {
  if (bytes[at + 1] === EXCLAMATION) return true
  let keyEnd = at + 2
  while (keyEnd < end && isKeyByte(bytes[keyEnd]!)) keyEnd++
  return KEYS.has(hashBytes(bytes, at + 2, keyEnd))
}

const EXCLAMATION = 0x21
const PLUS = 0x2b

function isKeyByte(byte: number): boolean {
  const letter = byte | 0x20
  return (letter >= 0x61 && letter <= 0x7a) || byte === PLUS
}

/** What opens a stretch of data, and what closes it. */
const DATA_ENDS: Readonly<Record<string, string>> = {
  BeginBinary: 'EndBinary',
  BeginData: 'EndData',
  BeginFont: 'EndFont',
}
