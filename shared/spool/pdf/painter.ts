/** Runs content streams without drawing: keeps the state, and decides which marks show color (ISO 32000-2 section 11). */

import { ContentReader } from './content-reader.ts'
import { plausibleBytes } from './document.ts'
import {
  type Box,
  contains,
  EVERYWHERE,
  IDENTITY,
  intersect,
  isUpright,
  type Matrix,
  multiply,
  transformBox,
} from './geometry.ts'
import { GraphicsState } from './graphics-state.ts'
import { Marks, type PageVerdict } from './marks.ts'
import { EMPTY_DICT, type PdfDict, type PdfStream, type PdfValue } from './objects.ts'
import type { PdfParts } from './parts.ts'
import { PathBox } from './path-box.ts'
import { TextPlace } from './text-place.ts'

export type Operator = (painter: Painter) => void
/** By the code that `ContentReader.next` gives. */
export type Operators = ReadonlyMap<number, Operator>

/** Thrown as a plain mark when nothing that follows can change the page's verdict. */
export const SETTLED = Symbol('settled')
/** Thrown when one page costs more than its share. */
export const PAGE_TOO_COSTLY = Symbol('page too costly')

const PAGE_OPERATIONS_LIMIT = 20_000_000
const SAVED_STATES_LIMIT = 512
const MARKED_LIMIT = 512

/** How much of its box paint reaches: all of it, something between, or certainly not all. */
export type Coverage = 'whole' | 'unknown' | 'part'

/** What lies around the marks of a transparency group. */
export interface Group {
  readonly alpha: number
  readonly blend: GraphicsState['blend']
  readonly softMask: boolean
  /** Nothing from outside shows through it while it is painted. */
  readonly isolated: boolean
}

export const PAGE_GROUP: Group = { alpha: 1, blend: 'normal', softMask: false, isolated: false }
/** A clip that nothing passes. */
export const NOWHERE: Box = [Infinity, Infinity, -Infinity, -Infinity]

export class Painter {
  readonly parts: PdfParts
  readonly #operators: Operators
  marks = new Marks()
  state: GraphicsState
  reader = new ContentReader(new Uint8Array(0))
  resources: PdfDict = EMPTY_DICT
  path = new PathBox()
  text = new TextPlace()
  group: Group = PAGE_GROUP
  /** An uncolored drawing takes the color it is painted with: its own color operators mean nothing. */
  colorLocked = false
  /** Color that lay outside the clip: elsewhere on a page the same content may show it. */
  outside = 0
  /** Paint that may hide what lies below it. */
  covers = 0
  #saved: GraphicsState[] = []
  #marked: boolean[] = []
  #hidden = 0
  #operations = 0
  readonly #running = new Set<number>()

  constructor(parts: PdfParts, operators: Operators, page: Box) {
    this.parts = parts
    this.#operators = operators
    this.state = new GraphicsState(page)
  }

  /** Runs a content stream in the state as it is now; the state is the caller's again afterwards. */
  run(bytes: Uint8Array, resources: PdfDict): void {
    const before = [this.reader, this.resources, this.#saved, this.#marked, this.#hidden] as const
    const outer = [this.state, this.path, this.text] as const
    const reader = new ContentReader(bytes)
    this.reader = reader
    this.resources = resources
    this.#saved = []
    this.#marked = []
    this.path = new PathBox()
    this.text = outer[2].copy()
    const { budget } = this.parts.document.tools
    try {
      for (let code = reader.next(); code !== 0; code = reader.next()) {
        if (++this.#operations > PAGE_OPERATIONS_LIMIT) throw PAGE_TOO_COSTLY
        if ((this.#operations & 255) === 0) {
          budget.spendOperations(256)
          if (this.marks.isSettled) throw SETTLED
        }
        this.#operators.get(code)?.(this)
      }
    } finally {
      ;[this.reader, this.resources, this.#saved, this.#marked, this.#hidden] = before
      ;[this.state, this.path, this.text] = outer
    }
  }

  /** Runs the content of a form, a tile or a glyph: moved by `matrix`, cut at `bounds`. Never inside itself. */
  runStream(stream: PdfStream, resources: PdfDict, matrix: Matrix, bounds: Box): void {
    if (this.isRunning(stream)) return
    const { document } = this.parts
    const { state } = this
    this.state = state.copy()
    this.state.matrix = multiply(matrix, state.matrix)
    if (bounds !== EVERYWHERE) {
      this.clipTo(transformBox(bounds, this.state.matrix), isUpright(this.state.matrix))
    }
    this.#running.add(stream.number)
    try {
      document.tools.budget.nest(() => {
        const { bytes, complete } = document.decode(stream)
        const isCut = bytes.length === 0 || bytes.length >= plausibleBytes(stream)
        if (!complete && isCut) this.marks.doubtful = true
        this.run(bytes, resources)
      })
    } finally {
      this.#running.delete(stream.number)
      this.state = state
    }
  }

  isRunning(stream: PdfStream): boolean {
    return stream.number > 0 && this.#running.has(stream.number)
  }

  /** Runs something for its marks alone, anywhere: they stay out of the page's. */
  probe(run: () => void): PageVerdict {
    const before = [this.marks, this.state, this.group, this.colorLocked, this.outside] as const
    this.marks = new Marks()
    this.state = new GraphicsState(EVERYWHERE)
    this.state.matrix = IDENTITY
    this.group = PAGE_GROUP
    try {
      run()
      return this.marks.verdict
    } catch (error) {
      if (error !== SETTLED) throw error
      return 'color'
    } finally {
      ;[this.marks, this.state, this.group, this.colorLocked, this.outside] = before
    }
  }

  /** Operand `index` of the numbers before the operator; 0 when there are not so many. */
  number(index: number): number {
    return index < this.reader.count ? this.reader.numbers[index]! : 0
  }

  /** Entry `name` of the resources' dictionary `kind`, as it stands there. */
  resource(kind: string, name: string | null): PdfValue | undefined {
    if (name === null) return undefined
    return this.parts.document.dict(this.resources.get(kind))?.get(name)
  }

  get namedSpaces(): PdfDict | null {
    return this.parts.document.dict(this.resources.get('ColorSpace'))
  }

  save(): void {
    if (this.#saved.length < SAVED_STATES_LIMIT) this.#saved.push(this.state.copy())
  }

  restore(): void {
    const saved = this.#saved.pop()
    if (saved) this.state = saved
  }

  /** `null` clips everything away. */
  clipTo(box: Box | null, isBox: boolean): void {
    const { state } = this
    state.clip = (box && intersect(state.clip, box)) ?? NOWHERE
    state.clipIsBox &&= isBox
  }

  /** Inside optional content that does not print. */
  get isHidden(): boolean {
    return this.#hidden > 0
  }

  beginMarked(hides: boolean): void {
    if (this.#marked.length >= MARKED_LIMIT) return
    this.#marked.push(hides)
    if (hides) this.#hidden++
  }

  endMarked(): void {
    if (this.#marked.pop()) this.#hidden--
  }

  /** Color that far from gray in `box`, NaN when nobody can say; opaque paint hides what is below. */
  mark(chroma: number, alpha: number, box: Box, coverage: Coverage): void {
    const { state, group } = this
    const shown = alpha * group.alpha
    if (this.isHidden || shown <= 0) return
    if (coverage !== 'part' && shown >= 1) this.#cover(box, coverage)
    if (chroma * shown <= this.parts.document.tools.policy.chromaLimit) return
    const blend = this.#effectiveBlend()
    if (blend === 'hides') return
    const visible = intersect(box, state.clip)
    if (visible === null) {
      this.outside++
      return
    }
    const isMasked = state.softMask || group.softMask
    // Of a clip that is no box only paint all over it shows for certain.
    const isInClip = state.clipIsBox || contains(box, state.clip)
    const isPlain = !isMasked && isInClip && blend !== 'depends'
    this.marks.add(visible, !Number.isNaN(chroma) && isPlain)
  }

  #cover(box: Box, coverage: Coverage): void {
    const { state, group } = this
    const isPlain = state.blend === 'normal' && group.blend === 'normal'
    if (!isPlain || state.softMask || group.softMask) return
    this.covers++
    const covered = this.marks.isEmpty ? null : intersect(box, state.clip)
    if (covered === null) return
    if (coverage === 'whole' && state.clipIsBox) this.marks.cover(covered)
    else this.marks.mayCover(covered)
  }

  /** In an isolated group there may be nothing below to take color from. */
  #effectiveBlend(): GraphicsState['blend'] {
    const own = this.state.blend
    const outer = this.group.blend
    if (outer === 'hides') return 'hides'
    if (own === 'hides') return this.group.isolated ? 'depends' : 'hides'
    return own === 'depends' || outer === 'depends' ? 'depends' : 'shows'
  }
}
