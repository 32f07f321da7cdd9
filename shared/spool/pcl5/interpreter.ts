/** What each PCL command does to pages, colors and raster graphics; commands without a say in them are let pass. */
import { Plot, type PlotSurface } from '../hpgl/plot.ts'
import type { PageColor, PageTally } from '../page-tally.ts'
import type { AnalyzeTools } from '../port.ts'
import { Colors } from './colors.ts'
import { prefixOf, type Value } from './commands.ts'
import { layOut } from './layout.ts'
import { Macros } from './macros.ts'
import { Pages, UNITS_PER_INCH } from './pages.ts'
import { Raster } from './raster.ts'

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

const CURSORS_LIMIT = 20
const UNITS_PER_DECIPOINT = UNITS_PER_INCH / 720
const DEFAULT_UNIT = UNITS_PER_INCH / 300
const DEFAULT_COLUMNS = 80
/** ESC&k#H counts in 1/120 inch; a line is taken as eight inches. */
const LINE_IN_120THS = 960
/** Rendering algorithms (ESC*t#J) that print everything gray. */
const GRAY_RENDERINGS: ReadonlySet<number> = new Set([2, 5, 6, 8, 10, 12, 14])
/** NUL, backspace, tab, shift out and in: they print nothing and end nothing. */
const QUIET_CODES: ReadonlySet<number> = new Set([0, 8, 9, 0x0e, 0x0f])
/** ESC 9, Y, Z and z: margins, display functions, self test. */
const QUIET_ESCAPES: ReadonlySet<number> = new Set([0x39, 0x59, 0x5a, 0x7a])

export class Interpreter implements PlotSurface {
  readonly budget: AnalyzeTools['budget']
  readonly pages: Pages
  readonly raster: Raster
  readonly macros: Macros
  readonly plot: Plot
  /** Bytes go to the plot, not to PCL. */
  isPlotting = false
  /** Escapes and control codes that no printer knows. */
  strange = 0
  readonly #colors: Colors
  readonly #isInkjet: boolean
  #wasReset = false
  #isInGraphics = false
  #cursorStack: number[] = []
  #unit = DEFAULT_UNIT
  #lineTermination = 0
  #wraps = false
  #column = 0
  #columns = DEFAULT_COLUMNS

  /** `isInkjet`: a reset lets go of the sheet, so a form feed behind it has none to eject. */
  constructor(tools: AnalyzeTools, tally: PageTally, isInkjet: boolean) {
    this.budget = tools.budget
    this.#isInkjet = isInkjet
    this.pages = new Pages(tally)
    this.raster = new Raster(tools)
    this.#colors = new Colors(tools.policy)
    this.plot = new Plot(this)
    this.macros = new Macros(tally)
    this.pages.beforeEject = () => {
      this.macros.runOverlay()
      this.pages.mark(this.raster.endPage())
    }
  }

  /** Text and moves along a line do nothing but mark the page. */
  get isPlainText(): boolean {
    return !this.isPlotting && !this.#wraps && !this.macros.isDefining
  }

  /** A move along the line: lines that wrap are counted from here. */
  moveAlong(): void {
    this.#column = 0
  }

  /** "ESC*p#Y". */
  moveDown(value: Value): void {
    this.#moveVertically(Math.floor(value.amount) * this.#unit, value)
  }

  /** `count` printable characters; `isBlank`: only spaces, which mark nothing. */
  text(count: number, isBlank: boolean): void {
    if (!isBlank) this.pages.mark(this.#colors.isInkColor() ? 'color' : 'mono')
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
      this.#column = 0
      this.#formFeed()
    } else if (!QUIET_CODES.has(code)) this.strange++
  }

  /** ESC and one character. */
  escape(character: number): void {
    if (character === 0x3d) this.pages.lineFeed(this.pages.lineHeight / 2)
    else if (!QUIET_ESCAPES.has(character)) this.strange++
  }

  /** ESC E. */
  reset(): void {
    this.#endGraphics()
    this.#wasReset = this.pages.isMarked
    this.pages.reset()
    this.macros.dropTemporary()
    this.#colors.reset()
    this.#cursorStack = []
    this.#unit = DEFAULT_UNIT
    this.#lineTermination = 0
    this.#wraps = false
    this.isPlotting = false
    this.raster.mode = 0
  }

  /** End of the job: what is on the page gets printed. */
  finish(): void {
    if (this.isPlotting) this.plot.finish()
    this.endPage()
  }

  /** Ejects a page that holds something. */
  endPage(): void {
    this.#endGraphics()
    this.pages.ejectIfMarked()
  }

  command(prefix: number, terminator: number, value: Value): void {
    this.budget.spendOperations(1)
    switch (prefix) {
      case CURSOR:
        this.#moveByUnits(terminator, value)
        break
      case POSITION:
        this.#position(terminator, value)
        break
      case RASTER_ROWS:
        this.#setUpRow(terminator, value)
        break
      case RASTER_SETUP:
        this.#setUpRaster(terminator, value)
        break
      case LAYOUT:
        layOut(this.pages, () => this.endPage(), terminator, value.amount)
        break
      case RECTANGLE:
        if (terminator === 0x50) this.#mark(this.#colors.isFillColor(value.amount))
        else this.#colors.controlPattern(terminator, value.amount)
        break
      case COLOR:
        this.#colors.command(terminator, value)
        break
      case PALETTE:
        this.#colors.controlPalette(terminator, value.amount)
        break
      case MACRO:
        this.#macro(terminator, value)
        break
      case MODE:
        this.#enterMode(terminator)
        break
      default:
        this.#setHabit(prefix, terminator, value.amount)
    }
  }

  /** Commands that carry bytes behind them. */
  data(prefix: number, terminator: number, data: Uint8Array, from: number, to: number): void {
    if (prefix === COLOR && terminator === 0x57) this.#colors.setImageData(data.subarray(from, to))
    else if (prefix === DRIVER && terminator === 0x57) {
      // The configuration of pixels names their compression too, and no other command does.
      this.raster.mode = this.#colors.configure(data.subarray(from, to)) ?? this.raster.mode
    } else if (prefix === RECTANGLE && terminator === 0x57) {
      this.#colors.definePattern(data, from, to)
    } else if (prefix === PALETTE && terminator === 0x58) {
      const isBlank = data.subarray(from, to).every((byte) => byte === 0x20)
      this.text(to - from, isBlank)
    }
  }

  /** Whether the bytes of a raster row must be seen; else its length is enough (`skipRow`). */
  get looksAtRows(): boolean {
    if (this.#colors.formatIsStale) this.#setFormat()
    return this.raster.looksAtRows && !this.pages.isKnownColor
  }

  /** `isTooLong`: the row should have been seen, but is longer than any printer's. */
  skipRow(isTooLong: boolean): void {
    this.#isInGraphics = true
    this.raster.dropPlanes()
    this.pages.mark(isTooLong || this.raster.isOpaque ? 'undecided' : 'mono')
  }

  addPlane(data: Uint8Array, from: number, to: number): void {
    this.#isInGraphics = true
    this.raster.addPlane(data, from, to)
  }

  endRow(): void {
    this.pages.mark(this.raster.endRow())
  }

  /** From here on, what a plot inside PCL needs. */
  mark(color: PageColor): void {
    this.pages.mark(color)
  }

  advancePage(always: boolean): void {
    if (always) this.pages.formFeed()
    else this.pages.ejectIfMarked()
  }

  isPenColor(pen: number): boolean {
    return this.#colors.isPenColor(pen)
  }

  setPen(pen: number, rgb: readonly [number, number, number] | null): void {
    this.#colors.setPen(pen, rgb)
  }

  resetPens(): void {
    this.#colors.resetPens()
  }

  setPaper(): void {
    // The sheet of a page printer does not follow the plot.
  }

  setCopies(): void {
    // Nor does the number of its copies.
  }

  #mark(isColor: boolean): void {
    this.pages.mark(isColor ? 'color' : 'mono')
  }

  #formFeed(): void {
    this.#endGraphics()
    const hasNoSheet = this.#isInkjet && this.#wasReset && !this.pages.isMarked
    if (!hasNoSheet) this.pages.formFeed()
    this.#wasReset = false
  }

  #endGraphics(): void {
    if (!this.#isInGraphics) return
    this.#isInGraphics = false
    this.raster.clearSeeds()
  }

  #moveByUnits(terminator: number, value: Value): void {
    if (terminator === 0x58) this.moveAlong()
    else if (terminator === 0x59) this.moveDown(value)
    else if (terminator === 0x50) this.#colors.pushOrPopPalette(value.amount)
  }

  #moveVertically(units: number, { isRelative, isNegative }: Value): void {
    if (isRelative) this.pages.moveBy(isNegative ? -units : units)
    else this.pages.moveTo(units)
  }

  #position(terminator: number, value: Value): void {
    if (terminator === 0x56) this.#moveVertically(value.amount * UNITS_PER_DECIPOINT, value)
    else if (terminator === 0x52) {
      if (value.isRelative) this.pages.moveRows(value.isNegative ? -value.amount : value.amount)
      else this.pages.moveToRow(value.amount)
    } else if (terminator === 0x43 || terminator === 0x48) this.#column = 0
    // G: to the other side of the sheet.
    else if (terminator === 0x47) this.endPage()
  }

  #setUpRow(terminator: number, value: Value): void {
    if (terminator === 0x4d) this.raster.mode = value.amount
    else if (terminator === 0x59) this.raster.moveDown(value.amount)
  }

  #setUpRaster(terminator: number, value: Value): void {
    if (terminator === 0x41) {
      this.#isInGraphics = true
      this.pages.markPerhaps()
      this.raster.clearSeeds()
      if (this.#colors.formatIsStale) this.#setFormat()
    } else if (terminator === 0x42 || terminator === 0x43) {
      this.#endGraphics()
      if (terminator === 0x43) this.raster.mode = 0
    } else if (terminator === 0x55) {
      this.#colors.setSimpleColor(value.isNegative ? -value.amount : value.amount)
    }
  }

  #setFormat(): void {
    this.#colors.formatIsStale = false
    this.raster.setFormat(this.#colors.makeFormat())
  }

  #macro(terminator: number, { amount }: Value): void {
    if (terminator === 0x59) this.macros.id = amount
    else if (terminator === 0x58) this.macros.control(amount)
    else if (terminator === 0x53) this.#pushOrPopCursor(amount)
    else if (terminator === 0x49) this.pages.customPaper.widthPt = pointsOf(amount)
    else if (terminator === 0x4a) this.pages.customPaper.heightPt = pointsOf(amount)
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
      this.#endGraphics()
      this.isPlotting = true
    } else if (terminator === 0x41) {
      if (this.isPlotting) this.plot.finish()
      this.isPlotting = false
    }
  }

  #setHabit(prefix: number, terminator: number, amount: number): void {
    if (prefix === UNITS && terminator === 0x44 && amount > 0) this.#unit = UNITS_PER_INCH / amount
    else if (prefix === MONO && terminator === 0x4d) this.pages.isGray = amount === 1
    else if (prefix === RENDERING && terminator === 0x4a) {
      this.pages.isGray = GRAY_RENDERINGS.has(amount)
    } else if (prefix === WRAPPING && terminator === 0x43) this.#wraps = amount === 0
    else if (prefix === SPACING && terminator === 0x47 && amount <= 3)
      this.#lineTermination = amount
    else if (prefix === SPACING && terminator === 0x48 && amount > 0) {
      this.#columns = Math.max(1, Math.floor(LINE_IN_120THS / amount))
    }
  }
}

/** Decipoints that a command may give: 32,767 of them are 45 inches. */
function pointsOf(decipoints: number): number {
  return Math.round(Math.min(decipoints, 32_767) / 10)
}
