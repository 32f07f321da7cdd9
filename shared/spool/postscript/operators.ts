/**
 * What PostScript program text seems to do: pages it shows, colors it sets, copies and duplex it asks for. Without an
 * interpreter this stays a guess; it follows direct calls, and procedures and aliases whose bodies were seen.
 */
import { chromaOfCmyk, chromaOfRgb } from '../color.ts'
import type { PageColor } from '../page-tally.ts'
import type { ColorPolicy } from '../port.ts'
import { hashName, PostscriptTokens, type TokenSink } from './tokens.ts'

export interface DeviceRequests {
  copies: number
  duplex: boolean | null
  pageSize: { readonly widthPt: number; readonly heightPt: number } | null
}

/** What a name does, as far as it matters here. */
interface Meaning {
  /** Operand colors: how many operands, and of which kind. */
  readonly color: 'rgb' | 'cmyk' | 'hsb' | 'any' | null
  /** Operands that the procedure brings along; null = the caller's. */
  readonly operands: readonly number[] | null
  readonly pages: number
  /** Paints an image: always of color, or of the color space set last. */
  readonly image: 'color' | 'space' | null
}

const NOTHING: Meaning = { color: null, operands: null, pages: 0, image: null }

/** Procedures longer than this do too much for a guess about their operands. */
const TOKENS_OF_SIMPLE_BODY = 24
const MEANINGS_LIMIT = 20_000
const OPERANDS_KEPT = 4

const NAMES = {
  showpage: hashName('showpage'),
  copypage: hashName('copypage'),
  repeat: hashName('repeat'),
  for: hashName('for'),
  forall: hashName('forall'),
  loop: hashName('loop'),
  setpagedevice: hashName('setpagedevice'),
  setduplexmode: hashName('setduplexmode'),
  true: hashName('true'),
  false: hashName('false'),
  def: hashName('def'),
  exch: hashName('exch'),
} as const
const LITERALS = {
  copies: hashName('#copies'),
  numCopies: hashName('NumCopies'),
  duplex: hashName('Duplex'),
  pageSize: hashName('PageSize'),
} as const
const GRAY_SPACES = new Set(['DeviceGray', 'CalGray', 'CIEBasedA', 'G'].map(hashName))
const COLOR_SPACES = new Set(
  [
    'DeviceRGB',
    'RGB',
    'CalRGB',
    'DeviceCMYK',
    'CMYK',
    'CIEBasedABC',
    'CIEBasedDEF',
    'CIEBasedDEFG',
    'Lab',
  ].map(hashName),
)

export class OperatorScan implements TokenSink {
  /** `showpage` itself, called outside of procedures since `beginPage`. */
  pagesHere = 0
  /** Pages shown by all calls that can be followed. */
  pages = 0
  /** A loop without a number shows pages. */
  pagesUnknown = false
  readonly asked: DeviceRequests = { copies: 1, duplex: null, pageSize: null }
  color: PageColor = 'mono'
  /** Before the first page procedures are defined: colors set there paint nothing. */
  paints = false
  /** False inside an embedded document. */
  countsPages = true
  readonly #tokens = new PostscriptTokens(this)
  readonly #policy: ColorPolicy
  readonly #meanings = new Map<number, Meaning>(BUILT_IN)
  readonly #operands: number[] = []
  #lastLiteral = 0
  #literalBefore = 0
  #tokensSinceLiteral = 9
  #depth = 0
  #body: Body | null = null
  /** A procedure that shows pages and was not given a name: what calls it tells how often. */
  #pending: { readonly pages: number; readonly operands: readonly number[] } | null = null
  #wanted: { copies: number | null; duplex: boolean | null } = { copies: null, duplex: null }
  #sizeOperands: number[] | null = null
  #colorSpace = false

  constructor(policy: ColorPolicy) {
    this.#policy = policy
  }

  feed(bytes: Uint8Array, from: number, to: number): void {
    this.#tokens.feed(bytes, from, to)
  }

  /** At a comment line of the document structure: whatever seemed open was data. */
  endText(): void {
    this.#tokens.reset()
  }

  beginPage(): void {
    this.endText()
    this.#depth = 0
    this.#body = null
    this.#pending = null
    this.#operands.length = 0
    this.#colorSpace = false
    this.pagesHere = 0
    this.color = 'mono'
    this.paints = true
  }

  number(value: number): void {
    this.#tokensSinceLiteral++
    if (this.#sizeOperands && this.#sizeOperands.length < 2) this.#sizeOperands.push(value)
    if (this.#tokensSinceLiteral === 1) this.#readNumberOf(this.#lastLiteral, value)
    const operands = this.#operands
    if (operands.length < OPERANDS_KEPT) operands.push(value)
    else {
      operands[0] = operands[1]!
      operands[1] = operands[2]!
      operands[2] = operands[3]!
      operands[3] = value
    }
    if (this.#body) this.#body.tokens++
  }

  literal(name: number): void {
    this.#literalBefore = this.#tokensSinceLiteral <= 1 ? this.#lastLiteral : 0
    this.#lastLiteral = name
    this.#tokensSinceLiteral = 0
    // `/rg /setrgbcolor load def`
    const meaning = this.#literalBefore === 0 ? undefined : this.#meanings.get(name)
    if (meaning) this.#define(this.#literalBefore, meaning)
    if (name === LITERALS.copies && this.#depth === 0) this.#askForCopies(this.#operands.at(-1))
    if (name === LITERALS.pageSize) this.#sizeOperands = []
    if (COLOR_SPACES.has(name)) this.#colorSpace = true
    else if (GRAY_SPACES.has(name)) this.#colorSpace = false
    this.#operands.length = 0
    if (this.#body) this.#body.tokens++
  }

  open(): void {
    if (this.#depth++ > 0) return
    const isNamed = this.#tokensSinceLiteral === 0
    this.#body = {
      name: isNamed ? this.#lastLiteral : null,
      operandsBefore: [...this.#operands],
      tokens: 0,
      meaning: NOTHING,
      pages: 0,
    }
    this.#operands.length = 0
    this.#tokensSinceLiteral = 9
  }

  close(): void {
    if (this.#depth === 0 || --this.#depth > 0) return
    const body = this.#body
    this.#body = null
    this.#operands.length = 0
    if (!body) return
    const { name, pages, operandsBefore } = body
    if (name !== null) this.#define(name, { ...body.meaning, pages })
    else if (pages > 0) this.#pending = { pages, operands: operandsBefore }
  }

  name(name: number): void {
    this.#tokensSinceLiteral++
    if (this.#pending) this.#callPending(name)
    this.#readDevice(name)
    if (name === NAMES.showpage && !this.#body && this.countsPages) this.pagesHere++
    const meaning = this.#meanings.get(name)
    if (meaning) this.#use(meaning)
    if (this.#operands.length > 0) this.#operands.length = 0
    if (this.#body) this.#body.tokens++
  }

  #use(meaning: Meaning): void {
    const body = this.#body
    if (body) {
      body.pages += meaning.pages
      const operands = meaning.operands ?? (this.#operands.length > 0 ? [...this.#operands] : null)
      if (meaning.color !== null && body.tokens <= TOKENS_OF_SIMPLE_BODY) {
        body.meaning = { ...body.meaning, color: meaning.color, operands }
      }
      if (meaning.image) body.meaning = { ...body.meaning, image: meaning.image }
      if (body.name !== null) return
    } else this.#countPages(meaning.pages)
    if (meaning.image === 'color' || (meaning.image && this.#colorSpace)) {
      this.#meetColor('undecided')
    }
    if (
      meaning.color !== null &&
      this.#isColor(meaning.color, meaning.operands ?? this.#operands)
    ) {
      this.#meetColor('color')
    }
  }

  #meetColor(color: PageColor): void {
    if (this.paints && this.color !== 'color') this.color = color
  }

  #isColor(kind: Exclude<Meaning['color'], null>, operands: readonly number[]): boolean {
    const { chromaLimit } = this.#policy
    const [a, b, c] = operands.slice(-3)
    if (a === undefined || b === undefined || c === undefined) return false
    if (operands.slice(-4).some((value) => value < 0 || value > 1)) return false
    if (kind === 'hsb') return b * c * 255 > chromaLimit
    if (kind === 'rgb' || (kind === 'any' && operands.length === 3)) {
      return chromaOfRgb(a, b, c) * 255 > chromaLimit
    }
    if (operands.length < 4) return false
    const [cyan, magenta, yellow, black] = operands.slice(-4)
    return chromaOfCmyk(cyan!, magenta!, yellow!, black!, this.#policy) > chromaLimit
  }

  #define(name: number, meaning: Meaning): void {
    const before = this.#meanings.get(name)
    // A program may switch `showpage` off; what it wraps around a color or image operator still paints.
    const merged = {
      ...meaning,
      color: meaning.color ?? before?.color ?? null,
      image: meaning.image ?? before?.image ?? null,
    }
    if (merged.color === null && merged.pages === 0 && !merged.image) this.#meanings.delete(name)
    else if (before || this.#meanings.size < MEANINGS_LIMIT) this.#meanings.set(name, merged)
  }

  #callPending(name: number): void {
    const pending = this.#pending!
    this.#pending = null
    const [first, step, last] = pending.operands.slice(-3)
    let times = 1
    if (name === NAMES.repeat) times = pending.operands.at(-1) ?? Number.NaN
    else if (name === NAMES.for && step) times = Math.floor((last! - first!) / step) + 1
    else if (name === NAMES.for || name === NAMES.forall || name === NAMES.loop) times = Number.NaN
    if (!Number.isFinite(times) || times < 0) {
      this.pagesUnknown = true
      return
    }
    const pages = Math.floor(times) * pending.pages
    if (this.#body) this.#body.pages += pages
    else this.#countPages(pages)
  }

  #countPages(pages: number): void {
    if (!this.countsPages) return
    this.pages += pages
  }

  /** What a dictionary for `setpagedevice`, or the older operators, ask of the device. */
  #readDevice(name: number): void {
    if (name === NAMES.true || name === NAMES.false) {
      if (this.#lastLiteral === LITERALS.duplex && this.#tokensSinceLiteral === 1) {
        this.#wanted.duplex = name === NAMES.true
      }
      return
    }
    if (name === NAMES.setpagedevice && this.#depth === 0) {
      const { copies, duplex } = this.#wanted
      if (copies !== null) this.#askForCopies(copies)
      if (duplex !== null) this.asked.duplex = duplex
      const [widthPt, heightPt] = this.#sizeOperands ?? []
      if (widthPt !== undefined && heightPt !== undefined) {
        this.asked.pageSize = { widthPt, heightPt }
      }
    }
    if (name === NAMES.setpagedevice || name === NAMES.def) {
      this.#wanted = { copies: null, duplex: null }
      this.#sizeOperands = null
    }
  }

  #readNumberOf(literal: number, value: number): void {
    if (literal === LITERALS.copies && this.#depth === 0) this.#askForCopies(value)
    if (literal === LITERALS.numCopies) this.#wanted.copies = value
  }

  #askForCopies(copies: number | undefined): void {
    if (copies === undefined || !Number.isInteger(copies)) return
    this.asked.copies = Math.max(this.asked.copies, copies)
  }
}

interface Body {
  /** The name it is given; null when it is an operand. */
  readonly name: number | null
  readonly operandsBefore: readonly number[]
  tokens: number
  meaning: Meaning
  pages: number
}

const BUILT_IN: readonly (readonly [number, Meaning])[] = [
  ['setrgbcolor', { ...NOTHING, color: 'rgb' as const }],
  ['setcmykcolor', { ...NOTHING, color: 'cmyk' as const }],
  ['sethsbcolor', { ...NOTHING, color: 'hsb' as const }],
  ['setcolor', { ...NOTHING, color: 'any' as const }],
  ['colorimage', { ...NOTHING, image: 'color' as const }],
  // An image inside a page's text, as programs write it that came from PDF.
  ['ID', { ...NOTHING, image: 'space' as const }],
  ['image', { ...NOTHING, image: 'space' as const }],
  ['showpage', { ...NOTHING, pages: 1 }],
  ['copypage', { ...NOTHING, pages: 1 }],
].map(([name, meaning]) => [hashName(name as string), meaning as Meaning] as const)
