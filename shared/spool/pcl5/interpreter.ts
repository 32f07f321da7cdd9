/** What each PCL command does to pages, colors and raster graphics; commands without a say in them are let pass. */
import type { PageColor, PageTally } from '../page-tally.ts'
import type { PlotSurface } from '../hpgl/plot.ts'
import { Plot } from '../hpgl/plot.ts'
import { parseRasterConfiguration } from '../pcl3-configuration.ts'
import type { AnalyzeTools } from '../port.ts'
import { prefixOf, type Value } from './commands.ts'
import { Macros } from './macros.ts'
import { Pages, COPIES_PER_PAGE_LIMIT, UNITS_PER_INCH } from './pages.ts'
import {
  type ImageData,
  INITIAL_PEN_COLORS,
  makeImagePalette,
  makeMonoPalette,
  makeSimplePalette,
  type Palette,
  parseImageData,
} from './palette.ts'
import { CUSTOM_PAPER, PAPER_BY_NUMBER } from './paper.ts'
import { Patterns } from './patterns.ts'
import { Raster, type RasterFormat } from './raster.ts'

const CURSOR = prefixOf('*p')
const RASTER_ROWS = prefixOf('*b')
const RASTER_SETUP = prefixOf('*r')
const LAYOUT = prefixOf('&l')
const POSITION = prefixOf('&a')
const RECTANGLE = prefixOf('*c')
const COLOR = prefixOf('*v')
const PALETTE = prefixOf('&p')
const MACRO = prefixOf('&f')
const UNITS = prefixOf('&u')
const MONO = prefixOf('&b')
const SPACING = prefixOf('&k')
const WRAPPING = prefixOf('&s')
const RENDERING = prefixOf('*t')
const DRIVER = prefixOf('*g')
const MODE = prefixOf('%')

const PALETTES_LIMIT = 256
const CURSORS_LIMIT = 20
/** Rendering algorithms (ESC*t#J) that print everything gray. */
const GRAY_RENDERINGS: ReadonlySet<number> = new Set([2, 5, 6, 8, 10, 12, 14])

export class Interpreter implements PlotSurface {
  readonly budget: AnalyzeTools['budget']
  readonly pages: Pages
  readonly raster: Raster
  readonly macros: Macros
  readonly plot: Plot
  /** Bytes go to the plot, not to PCL. */
  isPlotting = false
  isInGraphics = false
  /** Escapes and control codes that no printer knows. */
  strange = 0
  readonly #tools: AnalyzeTools
  readonly #isInkjet: boolean
  #wasReset = false
  readonly #patterns = new Patterns()
  #palette: Palette
  #paletteId = 0
  #chosenPaletteId = 0
  #palettes = new Map<number, Palette>()
  #paletteStack: Palette[] = []
  #cursorStack: number[] = []
  #image: ImageData | null = null
  #simpleColor = 1
  #configured: RasterFormat | null = null
  #formatIsStale = true
  #foregroundIsColor = false
  #patternType = 0
  #patternId = 0
  #components: [number, number, number] = [0, 0, 0]
  #unit = UNITS_PER_INCH / 300
  #lineTermination = 0
  #wraps = false
  #column = 0
  #columns = 80
  #customPaper = { widthPt: 612, heightPt: 792 }

  /** `isInkjet`: a reset lets go of the sheet, so a form feed behind it has none to eject. */
  constructor(tools: AnalyzeTools, tally: PageTally, isInkjet: boolean) {
    this.#isInkjet = isInkjet
    this.budget = tools.budget
    this.#tools = tools
    this.pages = new Pages(tally)
    this.raster = new Raster(tools)
    this.#palette = makeMonoPalette(tools.policy)
    this.plot = new Plot(this)
    this.macros = new Macros(tally)
    this.pages.beforeEject = () => {
      this.macros.runOverlay()
      this.pages.mark(this.raster.endPage())
    }
  }

  /** `count` printable characters; `isBlank`: only spaces, which mark nothing. */
  text(count: number, isBlank: boolean): void {
    if (!isBlank) this.pages.mark(this.#isInkColor() ? 'color' : 'mono')
    if (!this.#wraps) return
    this.#column += count
    for (; this.#column > this.#columns; this.#column -= this.#columns) {
      // How many characters fit depends on fonts.
      this.pages.tally.doubtCount()
      this.pages.lineFeed()
      this.budget.spendOperations(1)
    }
  }

  control(code: number): void {
    if (code === 0x0a) {
      this.#column = 0
      this.pages.lineFeed()
    } else if (code === 0x0d) {
      this.#column = 0
      if (this.#lineTermination & 1) this.pages.lineFeed()
    } else if (code === 0x0c) {
      this.endGraphics()
      this.#column = 0
      const hasNoSheet = this.#isInkjet && this.#wasReset && !this.pages.isMarked
      if (!hasNoSheet) this.pages.formFeed()
      this.#wasReset = false
    } else if (code !== 0 && code !== 8 && code !== 9 && code !== 0x0e && code !== 0x0f) {
      this.strange++
    }
  }

  /** ESC and one character. */
  escape(character: number): void {
    if (character === 0x45) this.reset()
    else if (character === 0x3d) this.pages.lineFeed(this.pages.lineHeight / 2)
    else if (character !== 0x39 && character !== 0x59 && character !== 0x5a && character !== 0x7a) {
      this.strange++
    }
  }

  reset(): void {
    this.endGraphics()
    this.#wasReset = this.pages.isMarked
    this.pages.reset()
    this.macros.dropTemporary()
    this.#patterns.clear()
    this.#palette = makeMonoPalette(this.#tools.policy)
    this.#palettes.clear()
    this.#paletteStack = []
    this.#cursorStack = []
    this.#paletteId = this.#chosenPaletteId = 0
    this.#image = null
    this.#simpleColor = 1
    this.#configured = null
    this.#foregroundIsColor = false
    this.#patternType = 0
    this.#unit = UNITS_PER_INCH / 300
    this.#lineTermination = 0
    this.#wraps = false
    this.isPlotting = false
    this.raster.mode = 0
    this.#formatIsStale = true
  }

  /** End of the job: what is on the page gets printed. */
  finish(): void {
    if (this.isPlotting) this.plot.finish()
    this.endGraphics()
    this.pages.ejectIfMarked()
  }

  command(prefix: number, terminator: number, value: Value): void {
    this.budget.spendOperations(1)
    switch (prefix) {
      case CURSOR:
        return this.#moveByUnits(terminator, value)
      case POSITION:
        return this.#position(terminator, value)
      case RASTER_ROWS:
        return this.#setUpRow(terminator, value)
      case RASTER_SETUP:
        return this.#setUpRaster(terminator, value)
      case LAYOUT:
        return this.#layOut(terminator, value)
      case RECTANGLE:
        return this.#fill(terminator, value)
      case COLOR:
        return this.#color(terminator, value)
      case PALETTE:
        return this.#choosePalette(terminator, value)
      case MACRO:
        return this.#macro(terminator, value)
      case MODE:
        return this.#enterMode(terminator)
      case UNITS:
        if (terminator === 0x44 && value.amount > 0) this.#unit = UNITS_PER_INCH / value.amount
        return
      case MONO:
        if (terminator === 0x4d) this.pages.isGray = value.amount === 1
        return
      case SPACING:
        if (terminator === 0x47 && value.amount <= 3) this.#lineTermination = value.amount
        else if (terminator === 0x48 && value.amount > 0) {
          this.#columns = Math.max(1, Math.floor(960 / value.amount))
        }
        return
      case WRAPPING:
        if (terminator === 0x43) this.#wraps = value.amount === 0
        return
      case RENDERING:
        if (terminator === 0x4a) this.pages.isGray = GRAY_RENDERINGS.has(value.amount)
        return
    }
  }

  /** Commands that carry bytes behind them. */
  data(prefix: number, terminator: number, data: Uint8Array, from: number, to: number): void {
    if (prefix === COLOR && terminator === 0x57) {
      const image = parseImageData(data.subarray(from, to))
      if (!image) return
      this.#image = image
      this.#configured = null
      this.#setPalette(makeImagePalette(image, this.#tools.policy))
    } else if (prefix === DRIVER && terminator === 0x57) {
      this.#configured = parseRasterConfiguration(data.subarray(from, to)) ?? { kind: 'opaque' }
      this.#formatIsStale = true
    } else if (prefix === RECTANGLE && terminator === 0x57) {
      this.#patterns.define(this.#patternId, data, from, to)
    } else if (prefix === PALETTE && terminator === 0x58) {
      const isBlank = data.subarray(from, to).every((byte) => byte === 0x20)
      this.text(to - from, isBlank)
    }
  }

  /** Whether the bytes of a raster row must be seen; else its length is enough (`skipRow`). */
  get looksAtRows(): boolean {
    if (this.#formatIsStale) this.#setFormat()
    return this.raster.looksAtRows && !this.pages.isKnownColor
  }

  /** `isTooLong`: the row should have been seen, but is longer than any printer's. */
  skipRow(isTooLong: boolean): void {
    this.isInGraphics = true
    this.raster.dropPlanes()
    this.pages.mark(isTooLong || this.raster.isOpaque ? 'undecided' : 'mono')
  }

  addPlane(data: Uint8Array, from: number, to: number): void {
    this.isInGraphics = true
    this.raster.addPlane(data, from, to)
  }

  endRow(): void {
    this.pages.mark(this.raster.endRow())
  }

  endGraphics(): void {
    if (!this.isInGraphics) return
    this.isInGraphics = false
    this.raster.clearSeeds()
  }

  // What a plot inside PCL needs.

  mark(color: PageColor): void {
    this.pages.mark(color)
  }

  advancePage(always: boolean): void {
    if (always) this.pages.formFeed()
    else this.pages.ejectIfMarked()
  }

  isPenColor(pen: number): boolean {
    return this.#palette.isColor(pen)
  }

  setPen(pen: number, rgb: readonly [number, number, number] | null): void {
    if (rgb) this.#palette.setRgb(pen, ...rgb)
    else this.#palette.setRgb(pen, 0, INITIAL_PEN_COLORS.includes(pen) ? 1 : 0, 0)
    this.#formatIsStale = true
  }

  /** "IN" gives eight pens, whatever the palette was; the planes of the raster stay. */
  resetPens(): void {
    const pens = makeSimplePalette(-3, this.#tools.policy)!
    pens.reset(INITIAL_PEN_COLORS)
    if (this.#simpleColor === 1 && !this.#image) this.#palette = pens
  }

  setPaper(): void {
    // The sheet of a page printer does not follow the plot.
  }

  setCopies(): void {}

  #isInkColor(): boolean {
    if (this.#patternType === 1) return false
    if (this.#patternType === 4) {
      const fromPattern = this.#patterns.isColor(this.#patternId, this.#palette)
      if (fromPattern !== null) return fromPattern
    }
    return this.#foregroundIsColor
  }

  #moveByUnits(terminator: number, value: Value): void {
    if (terminator === 0x58) this.#column = 0
    else if (terminator === 0x59) this.#moveVertically(Math.floor(value.amount) * this.#unit, value)
    else if (terminator === 0x50) this.#pushOrPopPalette(value)
  }

  #moveVertically(units: number, { isRelative, isNegative }: Value): void {
    if (isRelative) this.pages.moveBy(isNegative ? -units : units)
    else this.pages.moveTo(units)
  }

  #position(terminator: number, value: Value): void {
    if (terminator === 0x56) this.#moveVertically(value.amount * 10, value)
    else if (terminator === 0x52) {
      if (value.isRelative) this.pages.moveRows(value.isNegative ? -value.amount : value.amount)
      else this.pages.moveToRow(value.amount)
    } else if (terminator === 0x43 || terminator === 0x48) this.#column = 0
    else if (terminator === 0x47) {
      // Next side: the page ends, printed or not.
      this.pages.ejectIfMarked()
    }
  }

  #setUpRow(terminator: number, value: Value): void {
    if (terminator === 0x4d) this.raster.mode = value.amount
    else if (terminator === 0x59) this.raster.moveDown(value.amount)
  }

  #setUpRaster(terminator: number, value: Value): void {
    if (terminator === 0x41) {
      this.isInGraphics = true
      this.pages.markPerhaps()
      this.raster.clearSeeds()
      if (this.#formatIsStale) this.#setFormat()
    } else if (terminator === 0x42 || terminator === 0x43) {
      this.endGraphics()
      if (terminator === 0x43) this.raster.mode = 0
    } else if (terminator === 0x55) this.#setSimpleColor(value)
  }

  #setSimpleColor(value: Value): void {
    const planes = value.isNegative ? -value.amount : value.amount
    const palette = makeSimplePalette(planes, this.#tools.policy)
    this.#image = null
    this.#simpleColor = planes
    this.#configured = null
    this.#formatIsStale = true
    if (palette) this.#setPalette(palette)
  }

  #setFormat(): void {
    this.#formatIsStale = false
    this.raster.setFormat(this.#makeFormat())
  }

  #makeFormat(): RasterFormat {
    if (this.#configured) return this.#configured
    const palette = this.#palette
    const isColor = (index: number) => palette.isColor(index)
    const image = this.#image
    if (image) {
      const isPlain = image.space === 'rgb' || image.space === 'cmy'
      const isThreeInks =
        image.encoding === 'by-plane' ||
        (image.encoding === 'indexed-by-plane' && image.bitsPerIndex === 3 && palette.isUnchanged)
      if (isPlain && isThreeInks) {
        const isLight = image.space === 'rgb'
        return { kind: 'inks', blackPlanes: 0, planesPerInk: 1, isLight }
      }
      if (image.encoding === 'by-plane') return { kind: 'opaque' }
      if (image.encoding === 'by-pixel') {
        const isWholeBytes = image.bitsPerPrimary.every((bits) => bits === 8)
        return isWholeBytes && isPlain ? { kind: 'pixels' } : { kind: 'opaque' }
      }
      const bits = Math.max(1, image.bitsPerIndex)
      if (image.encoding === 'indexed-by-plane') return { kind: 'planes', count: bits, isColor }
      if (bits === 1 || bits === 2 || bits === 4 || bits === 8) {
        return { kind: 'numbers', bits, isColor }
      }
      return { kind: 'opaque' }
    }
    const isLight = this.#simpleColor === 3
    if (isLight || this.#simpleColor === -3) {
      return { kind: 'inks', blackPlanes: 0, planesPerInk: 1, isLight }
    }
    if (this.#simpleColor === -4) {
      return { kind: 'inks', blackPlanes: 1, planesPerInk: 1, isLight: false }
    }
    if (this.#simpleColor === 1) return { kind: 'mono', isInkColor: this.#isInkColor() }
    return { kind: 'opaque' }
  }

  #layOut(terminator: number, value: Value): void {
    const { pages } = this
    const { amount } = value
    switch (terminator) {
      case 0x58: // X: copies
        pages.copies = Math.min(Math.max(Math.trunc(amount), 1), COPIES_PER_PAGE_LIMIT)
        return
      case 0x41: // A: paper size
        this.#endPage()
        if (amount === CUSTOM_PAPER) pages.setPaper({ ...this.#customPaper })
        else if (PAPER_BY_NUMBER[amount]) pages.setPaper(PAPER_BY_NUMBER[amount])
        return
      case 0x4f: // O: orientation
        if (amount > 3 || amount === pages.orientation) return
        this.#endPage()
        pages.setOrientation(amount)
        return
      case 0x53: // S: simplex or duplex
        this.#endPage()
        if (amount <= 2) pages.tally.askDuplex(amount > 0)
        return
      case 0x48: // H: paper source, or eject
      case 0x4d: // M: media type
      case 0x54: // T: job separation
        this.#endPage()
        pages.home()
        return
      case 0x43: // C: line height in 1/48 inch
        pages.setLineHeight(Math.round((amount * UNITS_PER_INCH) / 48))
        return
      case 0x44: // D: lines an inch
        if (amount === 0) pages.setLineHeight(UNITS_PER_INCH / 12)
        else if (48 % amount === 0) pages.setLineHeight(UNITS_PER_INCH / amount)
        return
      case 0x45:
        return pages.setTopMargin(amount)
      case 0x46:
        return pages.setTextLength(amount)
      case 0x4c:
        pages.skipsPerforation = amount === 1
        return
      case 0x50: // P: page length in lines, the older way to choose paper
        this.#endPage()
        return
    }
  }

  #endPage(): void {
    this.endGraphics()
    this.pages.ejectIfMarked()
  }

  #fill(terminator: number, value: Value): void {
    if (terminator === 0x47) this.#patternId = value.amount
    else if (terminator === 0x51) this.#patterns.control(value.amount, this.#patternId)
    else if (terminator === 0x50) {
      // 1 is white; 4 and 5 fill with patterns.
      const pattern =
        value.amount === 4 || (value.amount === 5 && this.#patternType === 4)
          ? this.#patterns.isColor(this.#patternId, this.#palette)
          : null
      const isColor = value.amount !== 1 && (pattern ?? this.#foregroundIsColor)
      this.pages.mark(isColor ? 'color' : 'mono')
    }
  }

  #color(terminator: number, value: Value): void {
    const amount = value.isNegative ? -value.amount : value.amount
    switch (terminator) {
      case 0x53: // S: foreground
        this.#foregroundIsColor = this.#palette.isColor(Math.trunc(amount))
        this.#formatIsStale ||= this.#simpleColor === 1 && !this.#image
        return
      case 0x54:
        this.#patternType = value.amount
        this.#formatIsStale ||= this.#simpleColor === 1 && !this.#image
        return
      case 0x41:
        this.#components[0] = amount
        return
      case 0x42:
        this.#components[1] = amount
        return
      case 0x43:
        this.#components[2] = amount
        return
      case 0x49: // I: assign
        this.#palette.set(Math.trunc(amount), this.#components)
        this.#components = [0, 0, 0]
        this.#formatIsStale = true
        return
    }
  }

  #setPalette(palette: Palette): void {
    this.#palette = palette
    if (this.#palettes.size < PALETTES_LIMIT || this.#palettes.has(this.#chosenPaletteId)) {
      this.#palettes.set(this.#chosenPaletteId, palette)
    }
    this.#formatIsStale = true
  }

  #pushOrPopPalette(value: Value): void {
    if (value.amount === 0 && this.#paletteStack.length < PALETTES_LIMIT) {
      this.#paletteStack.push(this.#palette.copy())
    } else if (value.amount === 1) {
      const palette = this.#paletteStack.pop()
      if (palette) this.#setPalette(palette)
    }
  }

  #choosePalette(terminator: number, value: Value): void {
    if (terminator === 0x49) this.#paletteId = value.amount
    else if (terminator === 0x53) {
      const palette = this.#palettes.get(value.amount)
      if (!palette) return
      this.#chosenPaletteId = value.amount
      this.#palette = palette
      this.#formatIsStale = true
    } else if (terminator === 0x43) this.#controlPalette(value.amount)
  }

  #controlPalette(action: number): void {
    if (action === 6 && this.#palettes.size < PALETTES_LIMIT) {
      this.#palettes.set(this.#paletteId, this.#palette.copy())
    } else if (action === 2) this.#palettes.delete(this.#paletteId)
  }

  #macro(terminator: number, value: Value): void {
    if (terminator === 0x59) this.macros.id = value.amount
    else if (terminator === 0x58) this.macros.control(value.amount)
    else if (terminator === 0x53) this.#pushOrPopCursor(value.amount)
    else if (terminator === 0x49) {
      this.#customPaper.widthPt = Math.round(value.amount / 10)
    } else if (terminator === 0x4a) this.#customPaper.heightPt = Math.round(value.amount / 10)
  }

  #pushOrPopCursor(action: number): void {
    if (action === 0 && this.#cursorStack.length < CURSORS_LIMIT) {
      this.#cursorStack.push(this.pages.y)
    } else if (action === 1) {
      const y = this.#cursorStack.pop()
      if (y !== undefined) this.pages.y = y
    }
  }

  #enterMode(terminator: number): void {
    if (terminator === 0x42) {
      this.endGraphics()
      this.isPlotting = true
    } else if (terminator === 0x41) {
      if (this.isPlotting) this.plot.finish()
      this.isPlotting = false
    }
  }
}
