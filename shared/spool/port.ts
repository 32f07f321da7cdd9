/** The port of the room: how bytes come in, what a page language is, and what reading one tells. */
import type {
  Count,
  FindingProblem,
  Findings,
  Language,
  PageList,
} from '#shared/contracts/findings.ts'
import type { Budget } from './budget.ts'

/** A document that can be read anywhere. */
export interface ByteSource {
  readonly size: number
  /** At most `length` bytes from `offset`; fewer only at the end. The view stays valid and must not be written to. */
  read(offset: number, length: number): Uint8Array
  /** As `read`, but good only until the next call: one piece of memory serves a document of any size. */
  lend?(offset: number, length: number): Uint8Array
}

/** What one language tells of a document: findings less language, hash, and what follows by arithmetic. */
export interface Reading {
  readonly pages: Count
  readonly colorPages: PageList
  readonly pageSizes: Findings['pageSizes']
  readonly duplex: boolean | null
  /** The document orders gray printing, whatever it holds; absent = it says nothing. */
  readonly grayscale?: boolean
  /** Asked for by the document itself; 1 when it says nothing. */
  readonly copies: number
  readonly problem: FindingProblem | null
}

/** A language that needs each byte once, in order: memory stays small whatever the document's size. */
export interface StreamReader {
  /** `enough`: nothing after this chunk can change the reading. The chunk is only lent for the call. */
  push(chunk: Uint8Array): 'more' | 'enough'
  /** Called once, after the last byte or after `enough`. A short document is a problem in the reading, never a throw. */
  end(): Reading
  /** Asked after `end` by whoever has a stream of several documents: how many bytes were this one's. Absent or infinite = all. */
  takenBytes?(): number
}

/** How a language is read: byte after byte where that is enough, else anywhere in the document. */
export type LanguageReader =
  | { readonly kind: 'stream'; open(tools: AnalyzeTools): StreamReader }
  | { readonly kind: 'random'; read(source: ByteSource, tools: AnalyzeTools): Reading }

/** One row of the detection list. */
export interface LanguageEntry {
  readonly language: Language
  /** `head` holds the first bytes of the document, at most `HEAD_BYTES`. */
  matches(head: Uint8Array, source: ByteSource): boolean
  readonly reader: LanguageReader
}

/** Something around a document: compression, a PJL job. It is taken off and what is inside is detected anew. */
export interface Wrapper {
  readonly name: string
  matches(head: Uint8Array): boolean
  /** `before`: what was found around the document before this one, when a stream holds several. */
  unwrap(source: ByteSource, tools: AnalyzeTools, before?: Unwrapped | null): Unwrapped
}

export interface Unwrapped {
  readonly inside: ByteSource
  /** Where `inside` starts, when another document may follow behind it. Absent = the wrapper goes to the end. */
  readonly insideAt?: number
  /** The language that the wrapper names, believed where nothing certain is recognized; `unknown` = one we do not read. */
  readonly declared?: Language | null
  /** What the wrapper itself asks for; null = it says nothing. */
  readonly copies: number | null
  readonly duplex: boolean | null
  /** The wrapper orders gray printing, whatever the document holds. */
  readonly grayscale: boolean
  readonly problem: FindingProblem | null
}

/** Room for what a wrapper held: a private file on a real machine, memory in tests. */
export interface Scratch {
  append(bytes: Uint8Array): void
  /** What was appended, as a document. */
  source(): ByteSource
}

/** MD5 (RFC 1321), SHA-2 (FIPS 180-4) and AES-CBC (NIST SP 800-38A), for encrypted PDF. */
export interface Ciphers {
  md5(bytes: Uint8Array): Uint8Array
  sha2(bits: 256 | 384 | 512, bytes: Uint8Array): Uint8Array
  /** Without padding. Key of 16 or 32 bytes, data of whole blocks. */
  aesCbcDecrypt(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array
  aesCbcEncrypt(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array
}

/** What counts as a color page. */
export interface ColorPolicy {
  /** `composite`: what the eye sees, chroma above `chromaLimit`. `process`: any ink but black, any pixel not exactly gray. */
  readonly test: 'composite' | 'process'
  /** Largest difference of red, green and blue that still passes as gray, 0–255. */
  readonly chromaLimit: number
  /** Black mixed of all four inks. */
  readonly richBlackIsColor: boolean
  /** Gray mixed of equal cyan, magenta and yellow. */
  readonly inkGrayIsColor: boolean
}

/** Everything that is not pure or costs: handed in by the caller. */
export interface AnalyzeTools {
  readonly budget: Budget
  readonly scratch: () => Scratch
  readonly ciphers: Ciphers
  readonly policy: ColorPolicy
  /** Settles pages that the operator scan cannot decide; null = they count as color, `estimated`. */
  readonly renderer: PageRenderer | null
  /** Counts ink instead of looking for color, where a raster's samples stand side by side. */
  readonly countInk?: (layout: InkLayout) => InkWalker
}

/**
 * How much of a page each ink covers: 0 is bare paper, 1 is full. For `red`, `green` and `blue` it is how much of that
 * light the page takes away.
 */
export type PageCoverage = Readonly<Partial<Record<InkName, number>>>
export type InkName = 'black' | 'cyan' | 'magenta' | 'yellow' | 'red' | 'green' | 'blue'

export interface InkLayout {
  /** In the order in which samples stand in a pixel. */
  readonly inks: readonly InkName[]
  /** One bit only of a single ink. */
  readonly bits: 1 | 8
  /** The highest sample is white; else it is full ink. */
  readonly isLight: boolean
  readonly widthPx: number
  readonly bytesPerLine: number
  readonly lines: number
  /** All lines of one ink, then those of the next; else a pixel's samples stand together. */
  readonly planar: boolean
  /** Lines of packets (PWG 5102.4 section 4.1). */
  readonly compressed: boolean
}

export interface InkWalker {
  readonly done: boolean
  readonly color: boolean
  readonly damaged: boolean
  /** Takes whole packets or pixels; returns how far it got. */
  walk(bytes: Uint8Array, from: number, to: number): number
}

/** A real renderer for single pages. `undecided` when time or memory is up, or when it reads the document otherwise. */
export interface PageRenderer {
  /** Page `page` (from 1) of a document that we found to have `pages` pages. */
  colorOfPage(source: ByteSource, page: number, pages: number): 'mono' | 'color' | 'undecided'
  /** Red, green and blue of the page; null when time or memory is up, or when something of it may be missing. */
  coverageOfPage?(source: ByteSource, page: number, pages: number): PageCoverage | null
}

/** Bytes a language may look at to recognize itself. */
export const HEAD_BYTES = 4_096

/** Stable codes of `Findings.problem`. */
export type FindingProblemCode =
  | 'document-empty'
  | 'document-truncated'
  | 'document-malformed'
  | 'document-encrypted'
  | 'document-too-deep'
  | 'language-unknown'
  | 'budget-exceeded'
  | 'analysis-canceled'
  | 'analyzer-failed'

export function makeFindingProblem(
  code: FindingProblemCode,
  detail: string,
  at: number | null = null,
): FindingProblem {
  return { code, detail, at }
}

/** Nothing is known: the only honest answer for a language we do not read. */
export function makeUnknownReading(problem: FindingProblem | null): Reading {
  return {
    pages: { value: null, known: 'unknown' },
    colorPages: { value: null, known: 'unknown' },
    pageSizes: [],
    duplex: null,
    copies: 1,
    problem,
  }
}
