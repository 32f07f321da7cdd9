/** Pages of PCL: where the cursor stands, what marks a page, and when the printer ejects it. */
import type { PageColor, PageTally, PaperSize } from '../page-tally.ts'
import { DEFAULT_PAPER } from './paper.ts'

/** Positions are in 1/7200 inch. */
export const UNITS_PER_INCH = 7_200
const UNITS_PER_POINT = 100
const HALF_INCH = UNITS_PER_INCH / 2
const DEFAULT_LINE = UNITS_PER_INCH / 6
export const COPIES_PER_PAGE_LIMIT = 32_767
/** Blank pages that one move down may eject: more than one is allowed, endless ones are not. */
const EJECTS_PER_MOVE_LIMIT = 2

export class Pages {
  readonly tally: PageTally
  copies = 1
  /** Everything is printed in black: ESC&b1M, a gray rendering. */
  isGray = false
  /** Runs before each eject: overlays print there. */
  beforeEject: (() => void) | null = null
  lineHeight = DEFAULT_LINE
  skipsPerforation = true
  /** 0 portrait, 1 landscape, 2 and 3 the same upside down. */
  orientation = 0
  /** What ESC&f#I and ESC&f#J said, for ESC&l101A. */
  readonly customPaper = { widthPt: 612, heightPt: 792 }
  #paper: PaperSize | null = null
  #top = HALF_INCH
  #textLength = 0
  #y = 0
  #color: PageColor = 'mono'
  #isMarked = false
  #mayBeMarked = false
  #cursorMoved = false

  constructor(tally: PageTally) {
    this.tally = tally
    this.#resetMargins()
  }

  get isMarked(): boolean {
    return this.#isMarked
  }

  /** Nothing more on this page can change the reading. */
  get isKnownColor(): boolean {
    return this.#color === 'color' || this.isGray
  }

  mark(color: PageColor): void {
    this.#isMarked = true
    if (color === 'mono' || this.#color === 'color') return
    if (color !== 'presumed-mono' || this.#color === 'mono') this.#color = color
  }

  /** Printers differ on whether this alone makes a page. */
  markPerhaps(): void {
    this.#mayBeMarked = true
  }

  /** ESC E: back to what the printer's panel says. */
  reset(): void {
    this.ejectIfMarked()
    this.copies = 1
    this.isGray = false
    this.lineHeight = DEFAULT_LINE
    this.skipsPerforation = true
    this.orientation = 0
    this.#paper = null
    this.#resetMargins()
  }

  ejectIfMarked(): void {
    if (!this.#isMarked && this.#mayBeMarked) this.tally.doubtCount()
    if (this.#isMarked || this.#mayBeMarked) this.eject()
  }

  eject(): void {
    this.beforeEject?.()
    this.tally.add(this.isGray ? 'mono' : this.#color, this.copies, this.#paper)
    this.#color = 'mono'
    this.#isMarked = false
    this.#mayBeMarked = false
  }

  formFeed(): void {
    this.eject()
    this.home()
  }

  setPaper(paper: PaperSize): void {
    this.#paper = paper
    this.#resetMargins()
  }

  setOrientation(orientation: number): void {
    this.orientation = orientation
    this.lineHeight = DEFAULT_LINE
    this.#resetMargins()
  }

  setLineHeight(units: number): void {
    const wasHome = this.#y === this.#homeY
    if (units <= this.#height) this.lineHeight = units
    if (wasHome) this.home()
  }

  /** ESC&l#E. */
  setTopMargin(lines: number): void {
    const top = lines * this.lineHeight
    if (this.lineHeight === 0 || top > this.#height) return
    this.#top = top
    this.#textLength = withoutHalfInch(this.#height - top)
    if (!this.#isMarked && !this.#cursorMoved) this.home()
  }

  /** ESC&l#F. */
  setTextLength(lines: number): void {
    const length = lines === 0 ? withoutHalfInch(this.#height - this.#top) : lines * this.lineHeight
    if (this.#top + length <= this.#height) this.#textLength = length
  }

  lineFeed(units = this.lineHeight): void {
    this.#cursorMoved = true
    const bottom = this.skipsPerforation ? this.#top + this.#textLength : this.#height
    this.#moveDown(units, bottom, this.skipsPerforation ? this.#homeY : this.#firstLineY)
  }

  /** ESC&a±#R: relative rows may run over the end of the page. */
  moveRows(rows: number): void {
    this.#cursorMoved = true
    const most = 2 * this.#height - this.#y
    this.#moveDown(Math.min(rows * this.lineHeight, most), this.#height, this.#firstLineY)
  }

  moveToRow(row: number): void {
    this.#cursorMoved = true
    this.#y = this.#onPage(row * this.lineHeight + this.#homeY)
  }

  moveTo(units: number): void {
    this.#cursorMoved = true
    this.#y = this.#onPage(units + this.#top)
  }

  moveBy(units: number): void {
    this.#cursorMoved = true
    this.#y = this.#onPage(this.#y + units)
  }

  get y(): number {
    return this.#y
  }

  set y(units: number) {
    this.#y = this.#onPage(units)
  }

  home(): void {
    this.#y = this.#homeY
  }

  #moveDown(units: number, bottom: number, firstY: number): void {
    let y = Math.max(0, this.#y + units)
    for (let ejects = 0; y > bottom && ejects < EJECTS_PER_MOVE_LIMIT; ejects++) {
      this.eject()
      // How long a page is when nobody said so is the printer's secret.
      if (!this.#paper) this.tally.doubtCount()
      y -= this.#y <= bottom ? bottom : this.#y
      this.#y = firstY
      if (this.lineHeight === 0 || y <= this.lineHeight) {
        y = firstY
        break
      }
      y += firstY - 1 - ((y - 1) % this.lineHeight)
    }
    this.#y = y
  }

  #resetMargins(): void {
    const height = this.#height
    this.#top = height > HALF_INCH ? HALF_INCH : 0
    this.#textLength = withoutHalfInch(height - this.#top)
    this.#cursorMoved = false
    this.home()
  }

  #onPage(y: number): number {
    return Math.min(Math.max(y, 0), this.#height)
  }

  get #height(): number {
    const { widthPt, heightPt } = this.#paper ?? DEFAULT_PAPER
    return (this.orientation % 2 === 1 ? widthPt : heightPt) * UNITS_PER_POINT
  }

  get #firstLineY(): number {
    return (this.lineHeight * 3) / 4
  }

  get #homeY(): number {
    return this.#top + this.#firstLineY
  }
}

function withoutHalfInch(length: number): number {
  return length > HALF_INCH ? length - HALF_INCH : Math.max(length, 0)
}
