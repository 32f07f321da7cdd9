/** Whether an enhanced metafile ([MS-EMF]) paints color: its pens, brushes, texts and bitmaps, where they are used. */
import { chromaOfRgb } from '../color.ts'
import type { PageColor, PaperSize } from '../page-tally.ts'
import type { AnalyzeTools, ByteSource } from '../port.ts'
import { ByteWindow } from './byte-window.ts'
import { type BitmapPlace, scanBitmap } from './dib.ts'
import {
  BITMAP_RECORDS,
  BRUSH_RECORDS,
  isPatternUsed,
  isSourceUsed,
  PEN_RECORDS,
  RECORD,
  TEXT_RECORDS,
} from './metafile-records.ts'

export interface MetafilePage {
  readonly color: PageColor
  /** False when something was not understood, or color was met: something may cover it or cut it away. */
  readonly colorIsCertain: boolean
  readonly size: PaperSize | null
}

const RECORD_HEAD_BYTES = 8
const OBJECTS_LIMIT = 100_000
const SAVED_LIMIT = 1_000
/** Bit of a handle that names an object of the system; all of those are black, white or gray. */
const STOCK_OBJECT = 0x8000_0000
/** "EMF+" in a comment record ([MS-EMFPLUS] section 1.3.1). */
const PLUS_SIGNATURE = 0x2b46_4d45
const PLUS_HEADER = 0x4001
const GRADIENT_VERTEX_BYTES = 16

export function readMetafile(source: ByteSource, tools: AnalyzeTools): MetafilePage {
  const scan = new MetafileScan(source, tools)
  for (let at = 0; at + RECORD_HEAD_BYTES <= source.size && scan.color !== 'color'; ) {
    tools.budget.spendOperations(1)
    const bytes = scan.readRecord(at)
    if (bytes < RECORD_HEAD_BYTES) {
      scan.isCertain = false
      break
    }
    at += bytes
  }
  return {
    color: scan.color,
    colorIsCertain: scan.isCertain && scan.color !== 'color',
    size: scan.size,
  }
}

/** What is painted with: true = color, null = nothing. */
type Ink = boolean | 'undecided' | null

interface DrawingState {
  pen: Ink
  brush: Ink
  text: boolean
  background: boolean
  opaque: boolean
}

class MetafileScan {
  color: PageColor = 'mono'
  isCertain = true
  size: PaperSize | null = null
  readonly #in: ByteWindow
  readonly #tools: AnalyzeTools
  readonly #objects = new Map<number, { readonly kind: 'pen' | 'brush'; readonly ink: Ink }>()
  readonly #saved: DrawingState[] = []
  #state: DrawingState = { pen: false, brush: false, text: false, background: false, opaque: true }

  constructor(source: ByteSource, tools: AnalyzeTools) {
    this.#in = new ByteWindow(source)
    this.#tools = tools
  }

  /** Returns the record's length. */
  readRecord(at: number): number {
    const kind = this.#in.uint32(at)
    const bytes = this.#in.uint32(at + 4)
    if (at + bytes > this.#in.source.size) {
      this.isCertain = false
      return 0
    }
    if (PEN_RECORDS.has(kind)) this.#paint(this.#state.pen)
    if (BRUSH_RECORDS.has(kind)) this.#paint(this.#state.brush)
    if (TEXT_RECORDS.has(kind)) this.#paintText(kind, at)
    const bitmap = BITMAP_RECORDS[kind]
    if (bitmap) this.#paintBitmap(at, bytes, bitmap)
    else this.#readState(kind, at, bytes)
    return bytes
  }

  #readState(kind: number, at: number, bytes: number): void {
    const input = this.#in
    switch (kind) {
      case RECORD.header:
        this.#readSize(at)
        break
      case RECORD.setTextColor:
        this.#state.text = this.#isColor(at + 8)
        break
      case RECORD.setBackgroundColor:
        this.#state.background = this.#isColor(at + 8)
        break
      case RECORD.setBackgroundMode:
        this.#state.opaque = input.uint32(at + 8) === 2
        break
      case RECORD.saveState:
        if (this.#saved.length < SAVED_LIMIT) this.#saved.push({ ...this.#state })
        else this.isCertain = false
        break
      case RECORD.restoreState:
        this.#restore(input.int32(at + 8))
        break
      case RECORD.createPen:
        this.#create(at, 'pen', this.#makeInk(input.uint32(at + 12) & 0xf, 5, at + 24))
        break
      case RECORD.extendedPen:
        this.#createExtendedPen(at, bytes)
        break
      case RECORD.createBrush:
        this.#create(at, 'brush', this.#makeInk(input.uint32(at + 12), 1, at + 16))
        break
      case RECORD.patternBrush:
        this.#create(at, 'brush', this.#inkOfBitmap(at, bytes, { infoAt: 16, bitsAt: 24 }))
        break
      case RECORD.monoBrush:
        this.#create(at, 'brush', this.#state.text || this.#state.background)
        break
      case RECORD.select:
        this.#select(input.uint32(at + 8))
        break
      case RECORD.delete:
        this.#objects.delete(input.uint32(at + 8))
        break
      case RECORD.setPixel:
        this.#paint(this.#isColor(at + 16))
        break
      case RECORD.fillRegion:
      case RECORD.frameRegion:
        this.#paint(this.#objects.get(input.uint32(at + 28))?.ink ?? false)
        break
      case RECORD.gradientFill:
        this.#paintGradient(at, bytes)
        break
      case RECORD.comment:
        this.#readComment(at)
        break
    }
  }

  /** "szlMillimeters" of the header is the device's printable area: the best that the metafile itself tells. */
  #readSize(at: number): void {
    const [width, height] = [this.#in.uint32(at + 80), this.#in.uint32(at + 84)]
    if (width === 0 || height === 0 || width > 35_000 || height > 35_000) return
    const toPoints = (millimeters: number) => Math.round((millimeters * 72) / 25.4)
    this.size = { widthPt: toPoints(width), heightPt: toPoints(height) }
  }

  #paint(ink: Ink): void {
    if (ink === true) this.color = 'color'
    else if (ink === 'undecided' && this.color === 'mono') this.color = 'undecided'
  }

  #paintText(kind: number, at: number): void {
    const isList = kind === RECORD.polyTextA || kind === RECORD.polyTextW
    const options = isList ? 0 : this.#in.uint32(at + (kind === RECORD.smallText ? 20 : 52))
    const isEmpty = !isList && this.#in.uint32(at + (kind === RECORD.smallText ? 16 : 44)) === 0
    if (!isEmpty) this.#paint(this.#state.text)
    const fillsRectangle = (options & OPAQUE_RECTANGLE) !== 0
    if (fillsRectangle || (this.#state.opaque && !isEmpty)) this.#paint(this.#state.background)
  }

  #paintBitmap(at: number, bytes: number, record: (typeof BITMAP_RECORDS)[number]): void {
    const operation = record.operationAt === null ? null : this.#in.uint32(at + record.operationAt)
    if (operation !== null && isPatternUsed(operation)) this.#paint(this.#state.brush)
    if (operation !== null && !isSourceUsed(operation)) return
    this.#paint(this.#inkOfBitmap(at, bytes, record))
  }

  #inkOfBitmap(at: number, bytes: number, record: BitmapPlace): Ink {
    const verdict = scanBitmap(this.#in, { at, bytes }, record, this.#tools)
    return verdict === 'none' ? null : verdict === 'undecided' ? verdict : verdict === 'color'
  }

  #paintGradient(at: number, bytes: number): void {
    const vertices = Math.min(this.#in.uint32(at + 24), bytes / GRADIENT_VERTEX_BYTES)
    for (let vertex = 0; vertex < vertices && this.color !== 'color'; vertex++) {
      this.#tools.budget.spendOperations(1)
      const from = at + 36 + vertex * GRADIENT_VERTEX_BYTES + 8
      const high = (offset: number) => this.#in.uint16(from + offset) >> 8
      this.#paint(chromaOfRgb(high(0), high(2), high(4)) > this.#tools.policy.chromaLimit)
    }
  }

  /** A metafile drawn by GDI+ alone says little in its other records. */
  #readComment(at: number): void {
    if (this.#in.uint32(at + 12) !== PLUS_SIGNATURE) return
    const isHeader = this.#in.uint16(at + 16) === PLUS_HEADER
    const isDual = isHeader && (this.#in.uint16(at + 18) & 1) === 1
    if (isHeader && !isDual) this.#paint('undecided')
  }

  #makeInk(style: number, nothing: number, colorAt: number): Ink {
    return style === nothing ? null : this.#isColor(colorAt)
  }

  #createExtendedPen(at: number, bytes: number): void {
    const style = this.#in.uint32(at + 28) & 0xf
    const brushStyle = this.#in.uint32(at + 36)
    const hasBitmap = brushStyle === 3 || brushStyle === 5 || brushStyle === 6
    const ink = hasBitmap
      ? this.#inkOfBitmap(at, bytes, { infoAt: 12, bitsAt: 20 })
      : this.#makeInk(brushStyle, 1, at + 40)
    this.#create(at, 'pen', style === 5 ? null : ink)
  }

  #create(at: number, kind: 'pen' | 'brush', ink: Ink): void {
    if (this.#objects.size < OBJECTS_LIMIT)
      this.#objects.set(this.#in.uint32(at + 8), { kind, ink })
    else this.isCertain = false
  }

  #select(handle: number): void {
    if ((handle & STOCK_OBJECT) !== 0) {
      const stock = handle & 0xff
      const isNull = stock === 5 || stock === 8
      if (stock <= 5 || stock === 18) this.#state.brush = isNull ? null : false
      else if (stock <= 8 || stock === 19) this.#state.pen = isNull ? null : false
      return
    }
    const object = this.#objects.get(handle)
    if (object?.kind === 'pen') this.#state.pen = object.ink
    else if (object?.kind === 'brush') this.#state.brush = object.ink
  }

  /** Negative: that many back; positive: that one. */
  #restore(which: number): void {
    const index = which < 0 ? this.#saved.length + which : which - 1
    const state = this.#saved[index]
    if (!state) return
    this.#state = { ...state }
    this.#saved.length = index
  }

  /** COLORREF: red lowest; its highest byte is 1 for a place in a palette that we do not follow. */
  #isColor(at: number): boolean {
    const color = this.#in.uint32(at)
    if (color >>> 24 === 1) {
      this.isCertain = false
      return false
    }
    const chroma = chromaOfRgb(color & 0xff, (color >> 8) & 0xff, (color >> 16) & 0xff)
    return chroma > this.#tools.policy.chromaLimit
  }
}

/** ETO_OPAQUE. */
const OPAQUE_RECTANGLE = 0x2
