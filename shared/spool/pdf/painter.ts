/** Runs content streams without drawing: follows color, place and what hides what (ISO 32000-2 sections 8 to 11). */
import { chromaOfRgb } from '../color.ts'
import { ContentReader } from './content-reader.ts'
import {
  type Box,
  EVERYWHERE,
  IDENTITY,
  intersect,
  isUpright,
  type Matrix,
  multiply,
  readBox,
  readMatrix,
  transformBox,
} from './geometry.ts'
import { BLACK, blendEffect, GraphicsState, type Paint } from './graphics-state.ts'
import { isStencil, judgeImage } from './image.ts'
import { Marks, type PageVerdict } from './marks.ts'
import { EMPTY_DICT, isArray, isDict, type PdfDict, PdfStream, type PdfValue } from './objects.ts'
import { OPERATORS } from './operators.ts'
import type { PdfParts } from './parts.ts'

/** Thrown as a plain mark when nothing that follows can change the page's verdict. */
export const SETTLED = Symbol('settled')
/** Thrown when one page costs more than its share. */
export const PAGE_TOO_COSTLY = Symbol('page too costly')

const PAGE_OPERATIONS_LIMIT = 20_000_000
const SAVED_STATES_LIMIT = 512
const MARKED_LIMIT = 512
const PATH_LIMIT = 1e9
/** Glyphs reach this far from their origin, in ems: more than nearly all do. */
const GLYPH_BELOW = 0.35
const GLYPH_ABOVE = 1.1

/** What lies around the marks of a transparency group. */
interface Group {
  readonly alpha: number
  readonly blend: GraphicsState['blend']
  readonly softMask: boolean
  /** Nothing from outside shows through it while it is painted. */
  readonly isolated: boolean
}

const PAGE_GROUP: Group = { alpha: 1, blend: 'normal', softMask: false, isolated: false }

export class Painter {
  readonly parts: PdfParts
  marks: Marks
  state: GraphicsState
  reader: ContentReader = new ContentReader(new Uint8Array(0))
  #resources: PdfDict = EMPTY_DICT
  #saved: GraphicsState[] = []
  #group: Group = PAGE_GROUP
  /** Matrix of the content stream that patterns hang on. */
  #base: Matrix = IDENTITY
  #operations = 0
  /** Color that lay outside the clip: elsewhere on a page the same content may show it. */
  #outside = 0
  readonly #running = new Set<number>()
  /** Uncolored drawings take the color they are painted with: their own color operators mean nothing. */
  #colorLocked = false
  #marked: boolean[] = []
  #hidden = 0
  // The path so far, in page space.
  #pathBox: [number, number, number, number] | null = null
  #pathIsBox = false
  #clipNext = false
  // Text place.
  textMatrix: Matrix = IDENTITY
  #lineMatrix: Matrix = IDENTITY
  /** How far text may have moved since it was last placed, in text space. */
  #advance = 0

  constructor(parts: PdfParts, page: Box) {
    this.parts = parts
    this.marks = new Marks()
    this.state = new GraphicsState(page)
  }

  /** Runs a content stream with the state as it is now. */
  run(bytes: Uint8Array, resources: PdfDict): void {
    const { reader } = this
    const above = this.#resources
    const saved = this.#saved
    const marked = this.#marked
    const hidden = this.#hidden
    this.reader = new ContentReader(bytes)
    this.#resources = resources
    this.#saved = []
    this.#marked = []
    const state = this.state
    const { budget } = this.parts.document.tools
    try {
      for (let code = this.reader.next(); code !== 0; code = this.reader.next()) {
        if (++this.#operations > PAGE_OPERATIONS_LIMIT) throw PAGE_TOO_COSTLY
        if ((this.#operations & 255) === 0) {
          budget.spendOperations(256)
          if (this.marks.isSettled) throw SETTLED
        }
        OPERATORS.get(code)?.(this)
      }
    } finally {
      this.reader = reader
      this.#resources = above
      this.#saved = saved
      this.#marked = marked
      this.#hidden = hidden
      this.state = state
      this.#pathBox = null
    }
  }

  number(index: number): number {
    return index < this.reader.count ? this.reader.numbers[index]! : 0
  }

  /** Entry `name` of the resources' dictionary `kind`, as it stands there. */
  resource(kind: string, name: string | null): PdfValue | undefined {
    if (name === null) return undefined
    return this.parts.document.dict(this.#resources.get(kind))?.get(name)
  }

  get namedSpaces(): PdfDict | null {
    return this.parts.document.dict(this.#resources.get('ColorSpace'))
  }

  // Graphics state.

  save(): void {
    if (this.#saved.length < SAVED_STATES_LIMIT) this.#saved.push(this.state.copy())
  }

  restore(): void {
    const saved = this.#saved.pop()
    if (saved) this.state = saved
  }

  concatenate(): void {
    const n = this.reader.numbers
    if (this.reader.count < 6) return
    this.state.matrix = multiply([n[0]!, n[1]!, n[2]!, n[3]!, n[4]!, n[5]!], this.state.matrix)
  }

  useGraphicsState(): void {
    const { document, fonts } = this.parts
    const dict = document.dict(this.resource('ExtGState', this.reader.name(-1)))
    if (!dict) return
    const { state } = this
    for (const [key, entry] of dict) {
      const value = document.resolve(entry)
      if (key === 'ca' && typeof value === 'number') state.fillAlpha = value
      else if (key === 'CA' && typeof value === 'number') state.strokeAlpha = value
      else if (key === 'LW' && typeof value === 'number') state.lineWidth = value
      else if (key === 'BM')
        state.blend = blendEffect(isArray(value) ? document.resolve(value[0]) : value)
      else if (key === 'SMask') state.softMask = isDict(value)
      else if (key === 'Font' && isArray(value)) {
        state.font = fonts.read(value[0])
        state.fontSize = document.number(value[1]) ?? 0
      }
    }
  }

  // Color.

  setGray(isFill: boolean): void {
    this.#setPaint(isFill, BLACK)
  }

  setRgb(isFill: boolean): void {
    const n = this.reader.numbers
    const chroma = chromaOfRgb(unit(n[0]!), unit(n[1]!), unit(n[2]!)) * 255
    this.#setPaint(isFill, {
      space: this.parts.spaces.read('DeviceRGB', null),
      chroma,
      pattern: null,
    })
  }

  setCmyk(isFill: boolean): void {
    const space = this.parts.spaces.cmyk
    this.#setPaint(isFill, { space, chroma: space.chroma(this.reader.numbers), pattern: null })
  }

  setSpace(isFill: boolean): void {
    const space = this.parts.spaces.read(this.reader.name(-1), this.namedSpaces)
    this.#setPaint(isFill, { space, chroma: space.chroma(space.initial), pattern: null })
  }

  setColor(isFill: boolean): void {
    const { space } = isFill ? this.state.fill : this.state.stroke
    const n = this.reader.numbers
    const values = n.subarray(0, this.reader.count)
    if (space.kind !== 'pattern') {
      this.#setPaint(isFill, { space, chroma: space.chroma(values), pattern: null })
      return
    }
    const pattern = this.resource('Pattern', this.reader.name(-1)) ?? null
    const chroma = space.under ? space.under.chroma(values) : 0
    this.#setPaint(isFill, { space, chroma, pattern })
  }

  #setPaint(isFill: boolean, paint: Paint): void {
    if (this.#colorLocked) return
    if (isFill) this.state.fill = paint
    else this.state.stroke = paint
  }

  // Paths.

  point(at: number): void {
    const n = this.reader.numbers
    this.#extend(n[at]!, n[at + 1]!)
    this.#pathIsBox = false
  }

  rectangle(): void {
    const n = this.reader.numbers
    if (this.reader.count < 4) return
    const isFirst = this.#pathBox === null
    const [x, y, width, height] = [n[0]!, n[1]!, n[2]!, n[3]!]
    this.#extend(x, y)
    this.#extend(x + width, y + height)
    if (!isUpright(this.state.matrix)) {
      this.#extend(x + width, y)
      this.#extend(x, y + height)
    }
    this.#pathIsBox = isFirst && isUpright(this.state.matrix)
  }

  #extend(x: number, y: number): void {
    const m = this.state.matrix
    const px = limit(x * m[0] + y * m[2] + m[4])
    const py = limit(x * m[1] + y * m[3] + m[5])
    const box = this.#pathBox
    if (box === null) {
      this.#pathBox = [px, py, px, py]
      return
    }
    if (px < box[0]) box[0] = px
    if (px > box[2]) box[2] = px
    if (py < box[1]) box[1] = py
    if (py > box[3]) box[3] = py
  }

  clip(): void {
    this.#clipNext = true
  }

  paintPath(fills: boolean, strokes: boolean): void {
    const box = this.#pathBox
    if (box !== null) {
      if (fills) this.#paint(this.state.fill, this.state.fillAlpha, box, this.#pathIsBox)
      if (strokes) this.#stroke(box)
    }
    if (this.#clipNext) this.#clipTo(box, this.#pathIsBox)
    this.#clipNext = false
    this.#pathBox = null
    this.#pathIsBox = false
  }

  #stroke(box: Box): void {
    const m = this.state.matrix
    const scale = Math.max(Math.abs(m[0]) + Math.abs(m[2]), Math.abs(m[1]) + Math.abs(m[3]))
    const wide = Math.min((this.state.lineWidth / 2) * scale, PATH_LIMIT)
    const grown: Box = [box[0] - wide, box[1] - wide, box[2] + wide, box[3] + wide]
    this.#paint(this.state.stroke, this.state.strokeAlpha, grown, false)
  }

  /** An empty path clips everything away. */
  #clipTo(box: Box | null, isBox: boolean): void {
    const { state } = this
    const left = box && intersect(state.clip, box)
    state.clip = left ?? NOWHERE
    state.clipIsBox &&= isBox
  }

  // Marks.

  /** Paint over `box`, all of it when `isWhole`. */
  #paint(paint: Paint, alpha: number, box: Box, isWhole: boolean): void {
    if (paint.space.paintsNothing || alpha <= 0 || this.#hidden > 0) return
    if (paint.space.kind === 'pattern') this.#paintPattern(paint, alpha, box)
    else this.mark(paint.chroma, alpha, box, isWhole)
  }

  /** Color that far from gray over `box`; opaque paint over a whole box hides what is below. */
  mark(chroma: number, alpha: number, box: Box, isWhole: boolean): void {
    if (this.#hidden > 0) return
    const { state } = this
    const shown = alpha * this.#group.alpha
    if (shown <= 0) return
    if (isWhole && shown >= 1) this.#cover(box)
    const { policy } = this.parts.document.tools
    if (chroma * shown <= policy.chromaLimit) return
    const blend = this.#effectiveBlend()
    if (blend === 'hides') return
    const visible = intersect(box, state.clip)
    if (visible === null) {
      this.#outside++
      return
    }
    const masked = state.softMask || this.#group.softMask
    this.marks.add(visible, !Number.isNaN(chroma) && !masked && blend !== 'depends')
  }

  #cover(box: Box): void {
    const { state } = this
    const isPlain = state.blend === 'normal' && this.#group.blend === 'normal'
    if (!isPlain || state.softMask || this.#group.softMask || !state.clipIsBox) return
    const covered = intersect(box, state.clip)
    if (covered) this.marks.cover(covered)
  }

  /** In an isolated group there may be nothing below to take color from. */
  #effectiveBlend(): GraphicsState['blend'] {
    const own = this.state.blend
    const outer = this.#group.blend
    if (outer === 'hides') return 'hides'
    if (own === 'hides') return this.#group.isolated ? 'depends' : 'hides'
    return own === 'depends' || outer === 'depends' ? 'depends' : 'shows'
  }

  #paintPattern(paint: Paint, alpha: number, box: Box): void {
    const { document } = this.parts
    const dict = document.dict(paint.pattern)
    if (!dict) return
    if (document.get(dict, 'PatternType') === 2) {
      this.mark(this.parts.shadingChroma(dict.get('Shading'), this.namedSpaces), alpha, box, false)
      return
    }
    if (document.get(dict, 'PaintType') === 2) {
      this.mark(paint.chroma, alpha, box, false)
      return
    }
    const verdict = this.#judgeTile(paint.pattern, dict)
    if (verdict === 'color') this.mark(255, alpha, box, false)
    else if (verdict === 'undecided') this.mark(Number.NaN, alpha, box, false)
  }

  /** What one tile holds, wherever it is put. */
  #judgeTile(pattern: PdfValue, dict: PdfDict): PageVerdict {
    const stream = this.parts.document.stream(pattern)
    if (!stream) return 'mono'
    return this.parts.remember(stream.number, 'tile', () => {
      const resources = this.parts.document.dict(dict.get('Resources')) ?? this.#resources
      return this.#probe(() => this.#runStream(stream, resources, IDENTITY, EVERYWHERE))
    })
  }

  /** Runs something for its marks alone: they stay out of the page's. */
  #probe(run: () => void): PageVerdict {
    const { marks, state } = this
    const group = this.#group
    this.marks = new Marks()
    this.state = new GraphicsState(EVERYWHERE)
    this.#group = PAGE_GROUP
    try {
      run()
      return this.marks.verdict
    } catch (error) {
      if (error !== SETTLED) throw error
      return 'color'
    } finally {
      this.marks = marks
      this.state = state
      this.#group = group
    }
  }

  // Shadings, images and forms.

  paintShading(): void {
    const value = this.resource('Shading', this.reader.name(-1))
    const dict = this.parts.document.dict(value)
    if (!dict || this.state.clip === NOWHERE) return
    const own = readBox(this.parts.document, dict.get('BBox'))
    const box = own ? transformBox(own, this.state.matrix) : this.state.clip
    const chroma = this.parts.shadingChroma(value, this.namedSpaces)
    this.mark(chroma, this.state.fillAlpha, box, false)
  }

  paintInlineImage(): void {
    const { reader } = this
    const { spaces } = this.parts
    const { dict, raw } = reader.readInlineImage((own) => this.#inlineLength(own, spaces))
    this.#paintImage(new PdfStream(dict, raw, 0, 0))
  }

  #inlineLength(dict: PdfDict, spaces: PdfParts['spaces']): number | null {
    if (dict.has('F') || dict.has('Filter')) return null
    const entry = (short: string, long: string) => dict.get(short) ?? dict.get(long)
    const { document } = this.parts
    const width = document.number(entry('W', 'Width')) ?? 0
    const height = document.number(entry('H', 'Height')) ?? 0
    const stencil = isStencil(document, dict)
    const space = stencil ? null : spaces.read(entry('CS', 'ColorSpace'), this.namedSpaces)
    const bits = stencil ? 1 : (document.number(entry('BPC', 'BitsPerComponent')) ?? 8)
    return Math.ceil((width * bits * (space?.components ?? 1)) / 8) * height
  }

  paintXObject(): void {
    const value = this.resource('XObject', this.reader.name(-1))
    const stream = this.parts.document.stream(value)
    if (!stream || this.#hidden > 0) return
    if (this.parts.optional.isHidden(stream.dict.get('OC'))) return
    const subtype = this.parts.document.get(stream.dict, 'Subtype')
    if (subtype === 'Image') this.#paintImage(stream)
    else if (subtype === 'Form' || stream.dict.has('BBox')) this.paintForm(stream)
  }

  #paintImage(stream: PdfStream): void {
    const { document } = this.parts
    const { state } = this
    if (this.#hidden > 0 || state.fillAlpha <= 0) return
    const box = transformBox(UNIT, state.matrix)
    if (isStencil(document, stream.dict)) {
      this.#paint(state.fill, state.fillAlpha, box, false)
      return
    }
    if (intersect(box, state.clip) === null) {
      this.#outside++
      return
    }
    const named = this.namedSpaces
    const verdict = this.parts.remember(stream.number, 'image', () => {
      return judgeImage(document, this.parts.spaces, stream, named)
    })
    if (verdict === 'nothing') return
    const isWhole = !stream.dict.has('SMask') && !stream.dict.has('Mask') && isUpright(state.matrix)
    const chroma = verdict === 'color' ? 255 : verdict === 'mono' ? 0 : Number.NaN
    this.mark(chroma, state.fillAlpha, box, isWhole)
  }

  /** Content of its own with its own space; `placed` puts it somewhere else than where it says (annotations). */
  paintForm(stream: PdfStream, placed: Matrix = IDENTITY): void {
    const { document } = this.parts
    const { dict } = stream
    if (this.#running.has(stream.number) && stream.number > 0) return
    const key = this.#memoryKey(dict)
    if (key !== null && this.parts.recall(stream.number, key) === 'mono') return
    const outside = this.#outside
    const before = this.marks
    const own = multiply(readMatrix(document, dict.get('Matrix')), placed)
    const resources = document.dict(dict.get('Resources')) ?? this.#resources
    const group = document.dict(dict.get('Group'))
    const isGroup = group !== null && document.get(group, 'S') === 'Transparency'
    const clean = new Marks()
    if (key !== null && before.isEmpty) this.marks = clean
    this.#inGroup(isGroup ? group : null, () => {
      const bounds = readBox(document, dict.get('BBox')) ?? EVERYWHERE
      this.#runStream(stream, resources, own, bounds)
    })
    if (this.marks === clean) {
      // Nothing was painted in color anywhere: wherever the form is painted, it stays so.
      if (clean.isEmpty && outside === this.#outside)
        this.parts.store(stream.number, key ?? '', 'mono')
    }
  }

  /** What a form looks like depends on what it inherits; plain circumstances are worth remembering. */
  #memoryKey(dict: PdfDict): string | null {
    const { state } = this
    const isPlain =
      state.fillAlpha === 1 &&
      state.strokeAlpha === 1 &&
      state.blend === 'normal' &&
      !state.softMask
    const hasPattern = state.fill.space.kind === 'pattern' || state.stroke.space.kind === 'pattern'
    if (!isPlain || hasPattern || !dict.has('Resources') || this.#group !== PAGE_GROUP) return null
    const { chromaLimit } = this.parts.document.tools.policy
    const fill = state.fill.chroma <= chromaLimit ? 'gray' : 'color'
    const stroke = state.stroke.chroma <= chromaLimit ? 'gray' : 'color'
    return `form ${fill} ${stroke} ${this.#colorLocked}`
  }

  #inGroup(group: PdfDict | null, run: () => void): void {
    const outer = this.#group
    const state = this.state
    this.state = state.copy()
    if (group) {
      const blend = state.blend === 'normal' ? outer.blend : state.blend
      this.#group = {
        alpha: outer.alpha * state.fillAlpha,
        blend,
        softMask: outer.softMask || state.softMask,
        isolated: this.parts.document.get(group, 'I') === true,
      }
      this.state.fillAlpha = 1
      this.state.strokeAlpha = 1
      this.state.blend = 'normal'
      this.state.softMask = false
    }
    try {
      run()
    } finally {
      this.#group = outer
      this.state = state
    }
  }

  /** `matrix` and `bounds` as a form has them; the state is the caller's to restore. */
  #runStream(stream: PdfStream, resources: PdfDict, matrix: Matrix, bounds: Box): void {
    const { document } = this.parts
    const base = this.#base
    const path = this.#pathBox
    const texts = [this.textMatrix, this.#lineMatrix, this.#advance] as const
    const state = this.state
    this.state = state.copy()
    this.state.matrix = multiply(matrix, state.matrix)
    this.#base = this.state.matrix
    if (bounds !== EVERYWHERE) {
      this.#clipTo(transformBox(bounds, this.state.matrix), isUpright(this.state.matrix))
    }
    this.#running.add(stream.number)
    try {
      document.tools.budget.nest(() => {
        const { bytes, complete } = document.decode(stream)
        if (!complete && bytes.length === 0) this.marks.doubtful = true
        this.run(bytes, resources)
      })
    } finally {
      this.#running.delete(stream.number)
      this.state = state
      this.#base = base
      this.#pathBox = path
      ;[this.textMatrix, this.#lineMatrix, this.#advance] = texts
    }
  }

  // Marked content.

  beginMarked(hasProperties: boolean): void {
    let hides = false
    if (hasProperties && this.reader.name(0) === 'OC') {
      const properties = this.resource('Properties', this.reader.name(-1))
      hides = this.parts.optional.isHidden(properties)
    }
    if (this.#marked.length >= MARKED_LIMIT) return
    this.#marked.push(hides)
    if (hides) this.#hidden++
  }

  endMarked(): void {
    if (this.#marked.pop()) this.#hidden--
  }

  // Text.

  beginText(): void {
    this.textMatrix = IDENTITY
    this.#lineMatrix = IDENTITY
    this.#advance = 0
  }

  setFont(): void {
    this.state.font = this.parts.fonts.read(this.resource('Font', this.reader.name(-1)))
    this.state.fontSize = this.number(this.reader.count - 1)
  }

  setTextMatrix(): void {
    const n = this.reader.numbers
    if (this.reader.count < 6) return
    this.textMatrix = [n[0]!, n[1]!, n[2]!, n[3]!, n[4]!, n[5]!]
    this.#lineMatrix = this.textMatrix
    this.#advance = 0
  }

  moveText(x: number, y: number): void {
    this.#lineMatrix = multiply([1, 0, 0, 1, x, y], this.#lineMatrix)
    this.textMatrix = this.#lineMatrix
    this.#advance = 0
  }

  nextLine(): void {
    this.moveText(0, -this.state.leading)
  }

  showText(): void {
    const { state } = this
    const mode = state.renderMode & 3
    const isType3 = state.font?.glyphs != null
    if (mode === 3 && !isType3) return
    const fills = mode !== 1
    const strokes = mode === 1 || mode === 2
    const isGray = !(fills && canColor(state.fill)) && !(strokes && canColor(state.stroke))
    if (isGray && !isType3) {
      // Gray text covers nothing for certain: only its place moves on.
      this.#advance = Number.POSITIVE_INFINITY
      return
    }
    const shown = this.reader.other(-1)
    const strings = isArray(shown) ? shown : [shown]
    let width = 0
    let isBlank = true
    for (const item of strings) {
      if (typeof item === 'number') width += (Math.abs(item) / 1000) * Math.abs(state.fontSize)
      if (!(item instanceof Uint8Array)) continue
      if (isType3) this.#showType3(item)
      else if (isBlank && !this.#isBlank(item)) isBlank = false
      const each = Math.abs(state.fontSize) + Math.abs(state.charSpace) + Math.abs(state.wordSpace)
      width += item.length * each
    }
    this.#advance += width * Math.abs(state.stretch)
    if (isType3 || isBlank) return
    const box = this.#textBox()
    if (fills) this.#paint(state.fill, state.fillAlpha, box, false)
    if (strokes) this.#paint(state.stroke, state.strokeAlpha, box, false)
  }

  #isBlank(text: Uint8Array): boolean {
    const { font } = this.state
    if (!font) return text.every((byte) => byte === 32)
    const step = font.bytesPerCode
    for (let at = 0; at + step <= text.length; at += step) {
      const code = step === 1 ? text[at]! : (text[at]! << 8) | text[at + 1]!
      if (!font.isBlank(code)) return false
    }
    return true
  }

  /** From where the line was placed to as far as it may have come. */
  #textBox(): Box {
    const { state } = this
    const size = Math.abs(state.fontSize)
    const far = Math.min(this.#advance, PATH_LIMIT)
    const box: Box = [
      -GLYPH_BELOW * size,
      state.rise - GLYPH_BELOW * size,
      far,
      state.rise + GLYPH_ABOVE * size,
    ]
    return transformBox(box, multiply(this.textMatrix, state.matrix))
  }

  #showType3(text: Uint8Array): void {
    const { font } = this.state
    const { document } = this.parts
    if (!font?.glyphs) return
    const matrix = readMatrix(document, font.dict.get('FontMatrix'))
    const size = this.state.fontSize
    const placed = multiply(
      multiply(matrix, [size, 0, 0, size, 0, this.state.rise]),
      this.textMatrix,
    )
    const resources = document.dict(font.dict.get('Resources')) ?? this.#resources
    const verdicts = new Set<PageVerdict>()
    for (const code of new Set(text)) {
      const stream = document.stream(font.glyphs.get(code))
      if (!stream || this.#running.has(stream.number)) continue
      verdicts.add(this.#judgeGlyph(stream, resources))
    }
    // Glyph boxes of drawings can be anything: place them as generously as text, in their own scale.
    this.#advance += text.length * Math.abs(size) * 2
    const box = transformBox(
      [-1e3, -1e3, 2e3 + this.#advance * 1e3, 2e3],
      multiply(placed, this.state.matrix),
    )
    if (verdicts.has('color')) this.mark(255, this.state.fillAlpha, box, false)
    else if (verdicts.has('undecided')) this.mark(Number.NaN, this.state.fillAlpha, box, false)
  }

  /** A glyph that starts with `d1` is a stencil for the current color. */
  #judgeGlyph(stream: PdfStream, resources: PdfDict): PageVerdict {
    const { fill } = this.state
    const chroma = fill.space.kind === 'pattern' ? Number.NaN : fill.chroma
    const isColor = !(chroma <= this.parts.document.tools.policy.chromaLimit)
    return this.parts.remember(stream.number, `glyph ${isColor}`, () =>
      this.#probe(() => {
        const locked = this.#colorLocked
        this.state.fill = fill
        this.state.stroke = fill
        try {
          this.#runStream(stream, resources, IDENTITY, EVERYWHERE)
        } finally {
          this.#colorLocked = locked
        }
      }),
    )
  }

  /** `d1`: the glyph has no color of its own. */
  lockColor(): void {
    this.#colorLocked = true
  }
}

const UNIT: Box = [0, 0, 1, 1]
/** A clip that nothing passes. */
const NOWHERE: Box = [Infinity, Infinity, -Infinity, -Infinity]

function canColor(paint: Paint): boolean {
  return paint.space.kind === 'pattern' || paint.chroma !== 0
}

function unit(value: number): number {
  return Math.min(Math.max(value, 0), 1)
}

function limit(value: number): number {
  return value > -PATH_LIMIT ? Math.min(value, PATH_LIMIT) : -PATH_LIMIT
}
