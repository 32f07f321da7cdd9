/** What PCL XL's operators do to pages and colors. */
import type { PageColor, PageTally, PaperSize } from '../page-tally.ts'
import type { AnalyzeTools } from '../port.ts'
import type { Attributes } from './attributes.ts'
import {
  type GraphicsState,
  INITIAL_STATE,
  type Paint,
  paintOf,
  withColorSpace,
} from './graphics-state.ts'
import { type Compression, ImageScan } from './image-scan.ts'
import { customMedia, mediaOfName, mediaOfNumber } from './media.ts'
import { Passthrough } from './passthrough.ts'
import type { Streams } from './streams.ts'
import { ATTRIBUTE, OPERATOR } from './tokens.ts'

const STATES_LIMIT = 1_024
const PATTERNS_LIMIT = 4_096
const COPIES_LIMIT = 65_535
const COMPRESSIONS: readonly Compression[] = ['none', 'run-length', 'jpeg', 'delta-row']
const BITS_OF_DEPTH = [1, 4, 8]

/** Who takes the bytes behind an operator. */
export type DataTaker = 'image' | 'stream' | 'passthrough' | 'nobody'

export class Interpreter {
  readonly tally: PageTally
  readonly streams: Streams
  isInSession = false
  readonly #tools: AnalyzeTools
  readonly #attributes: Attributes
  #state: GraphicsState = INITIAL_STATE
  #states: GraphicsState[] = []
  #isInPage = false
  #color: PageColor = 'mono'
  #paper: PaperSize | null = null
  #image: ImageScan | null = null
  #patternId: number | null = null
  #patterns = new Map<number, PageColor>()
  #passthrough: Passthrough | null = null

  constructor(tools: AnalyzeTools, tally: PageTally, attributes: Attributes, streams: Streams) {
    this.#tools = tools
    this.tally = tally
    this.#attributes = attributes
    this.streams = streams
  }

  /** Runs one operator; the answer is who takes the data that may follow it. */
  execute(operator: number): DataTaker {
    const attributes = this.#attributes
    const { policy } = this.#tools
    switch (operator) {
      case OPERATOR.text:
      case OPERATOR.scanLineRelative:
        this.#paint(this.#state.brush)
        return 'nobody'
      case OPERATOR.paintPath:
      case OPERATOR.rectangle:
      case OPERATOR.roundRectangle:
      case OPERATOR.ellipse:
      case OPERATOR.chord:
      case OPERATOR.pie:
        this.#paint(this.#state.brush)
        this.#paint(this.#state.pen)
        return 'nobody'
      case OPERATOR.setBrushSource:
        this.#state = { ...this.#state, brush: paintOf(attributes, this.#state.space, policy) }
        return 'nobody'
      case OPERATOR.setPenSource:
        this.#state = { ...this.#state, pen: paintOf(attributes, this.#state.space, policy) }
        return 'nobody'
      case OPERATOR.setColorSpace:
        this.#state = withColorSpace(this.#state, attributes, policy)
        return 'nobody'
      case OPERATOR.pushGs:
        if (this.#states.length < STATES_LIMIT) this.#states.push(this.#state)
        return 'nobody'
      case OPERATOR.popGs:
        this.#state = this.#states.pop() ?? this.#state
        return 'nobody'
      case OPERATOR.beginImage:
        this.#startImage()
        return 'nobody'
      case OPERATOR.beginRasterPattern:
        this.#patternId = attributes.number(ATTRIBUTE.patternDefineId, -1)
        this.#startImage()
        return 'nobody'
      case OPERATOR.readImage:
      case OPERATOR.readRasterPattern:
        return this.#startBlock()
      case OPERATOR.endImage:
        this.#endBlock()
        if (this.#image) this.#mark(this.#image.color)
        this.#image = null
        return 'nobody'
      case OPERATOR.endRasterPattern:
        this.#endPattern()
        return 'nobody'
      case OPERATOR.passThrough:
        this.#passthrough ??= new Passthrough(this.#tools)
        return 'passthrough'
      case OPERATOR.readStream:
        return 'stream'
    }
    return this.#frame(operator)
  }

  /** Bytes behind an operator, in parts as they come. They are only lent. */
  takeData(taker: DataTaker, data: Uint8Array, from: number, to: number): void {
    if (taker === 'image') this.#image?.push(data, from, to)
    else if (taker === 'stream') this.streams.append(data, from, to)
    else if (taker === 'passthrough') this.#passthrough?.push(data, from, to)
  }

  /** Whether a page began and did not end. */
  get isInPage(): boolean {
    return this.#isInPage
  }

  /** A page without end: the printer prints what came of it. */
  endCutPage(): void {
    if (this.#isInPage) this.#endPage(1)
  }

  #frame(operator: number): DataTaker {
    const attributes = this.#attributes
    switch (operator) {
      case OPERATOR.beginSession:
        this.isInSession = true
        break
      case OPERATOR.endSession:
        this.isInSession = false
        break
      case OPERATOR.beginPage:
        this.#startPage()
        break
      case OPERATOR.endPage:
        if (this.#isInPage) {
          this.#endPage(
            Math.min(
              Math.max(Math.trunc(attributes.number(ATTRIBUTE.pageCopies, 1)), 0),
              COPIES_LIMIT,
            ),
          )
        }
        break
      case OPERATOR.beginStream:
        this.streams.begin(this.#streamName())
        break
      case OPERATOR.endStream:
        this.streams.end()
        break
      case OPERATOR.execStream:
        // What it would have done may have been pages.
        if (!this.streams.run(this.#streamName())) this.tally.doubtCount()
        break
      case OPERATOR.removeStream:
        this.streams.remove(this.#streamName())
        break
    }
    return 'nobody'
  }

  #streamName(): string {
    return (this.#attributes.array(ATTRIBUTE.streamName, 256) ?? []).join(',')
  }

  #startPage(): void {
    if (this.#isInPage) this.#endPage(1)
    const attributes = this.#attributes
    this.#isInPage = true
    this.#color = 'mono'
    this.#state = INITIAL_STATE
    this.#states = []
    // The size holds for the pages that follow without one.
    this.#paper = this.#readPaper() ?? this.#paper
    if (attributes.has(ATTRIBUTE.duplexPageMode)) this.tally.askDuplex(true)
    else if (attributes.has(ATTRIBUTE.simplexPageMode)) this.tally.askDuplex(false)
  }

  #readPaper(): PaperSize | null {
    const attributes = this.#attributes
    const custom = attributes.pair(ATTRIBUTE.customMediaSize)
    if (custom) {
      return customMedia(custom[0], custom[1], attributes.number(ATTRIBUTE.customMediaSizeUnits, 0))
    }
    const name = attributes.array(ATTRIBUTE.mediaSize, 64)
    if (name) return mediaOfName(String.fromCharCode(...name))
    return mediaOfNumber(attributes.number(ATTRIBUTE.mediaSize, -1))
  }

  #endPage(copies: number): void {
    if (this.#passthrough) {
      this.#mark(this.#passthrough.endPage(this.tally))
      this.#passthrough = null
    }
    this.tally.add(this.#color, copies, this.#paper)
    this.#isInPage = false
    this.#image = null
  }

  #paint(paint: Paint): void {
    if (paint.kind === 'color') this.#mark('color')
    else if (paint.kind === 'undecided') this.#mark('undecided')
    else if (paint.kind === 'pattern') this.#mark(this.#patterns.get(paint.id) ?? 'mono')
  }

  #mark(color: PageColor): void {
    if (color !== 'mono' && this.#color !== 'color') this.#color = color
  }

  #startImage(): void {
    const attributes = this.#attributes
    const { space, paletteColors } = this.#state
    const isIndexed = attributes.number(ATTRIBUTE.colorMapping, 0) === 1
    const isPageKnown = this.#color === 'color' && this.#patternId === null
    // Gray pixels, and numbers of gray entries, need no look.
    const cannotBeColor = isIndexed
      ? paletteColors !== null && !paletteColors.includes(1)
      : space === 'gray'
    this.#image = null
    if (isPageKnown || cannotBeColor) return
    const depth = attributes.number(ATTRIBUTE.colorDepth, 2)
    this.#image = new ImageScan(this.#tools, {
      width: attributes.number(ATTRIBUTE.sourceWidth, 0),
      height: attributes.number(ATTRIBUTE.sourceHeight, 0),
      bits: space === 'other' ? 0 : (BITS_OF_DEPTH[depth] ?? 0),
      colorEntries: isIndexed ? (paletteColors ?? new Uint8Array(256)) : null,
    })
  }

  #startBlock(): DataTaker {
    this.#endBlock()
    if (!this.#image || this.#image.isKnown) return 'nobody'
    const attributes = this.#attributes
    const mode = attributes.number(ATTRIBUTE.compressMode, 0)
    const padding = attributes.number(ATTRIBUTE.padBytesMultiple, 4)
    this.#image.startBlock(
      COMPRESSIONS[mode] ?? 'unknown',
      padding >= 1 && padding <= 4 ? padding : 4,
    )
    return 'image'
  }

  #endBlock(): void {
    this.#image?.endBlock()
  }

  #endPattern(): void {
    this.#endBlock()
    if (this.#patternId !== null && this.#patterns.size < PATTERNS_LIMIT) {
      this.#patterns.set(this.#patternId, this.#image?.color ?? 'mono')
    }
    this.#patternId = null
    this.#image = null
  }
}
