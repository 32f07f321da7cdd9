/** Pages of ESC/P: they end with form feeds and where the paper does; color by the inks that are printed in. */
import { type PageColor, PageTally } from '../page-tally.ts'
import type { Reading } from '../port.ts'

/** Positions are in 1/2160 inch, which line spacings of all generations divide. */
const INCH = 2_160
/** When nothing says how long the page is, only a feed beyond any cut sheet shows that there is another one. */
const LONGEST_SHEET = 17 * INCH

export class EscpPages {
  readonly tally = new PageTally()
  ink = 0
  color: PageColor = 'mono'
  /** Something is on the page. */
  isMarked = false
  #y = 0
  #lineHeight = INCH / 6
  #pageLength = 0
  #unit = INCH / 360

  /** A command of a fixed length; `value`: the byte behind it. */
  obey(command: number, value: number): void {
    switch (String.fromCharCode(command)) {
      case '@':
        this.#lineHeight = INCH / 6
        this.ink = 0
        break
      case '0':
        this.#lineHeight = INCH / 8
        break
      case '1':
        this.#lineHeight = (INCH * 7) / 72
        break
      case '2':
        this.#lineHeight = INCH / 6
        break
      case '3':
        // Nine pins count in 1/216 inch, 24 pins in 1/180: the smaller never finds a page too many.
        this.#lineHeight = (INCH * value) / 216
        break
      case 'A':
        this.#lineHeight = (INCH * value) / 72
        break
      case '+':
        this.#lineHeight = (INCH * value) / 360
        break
      case 'J':
        this.#feed((INCH * value) / 216)
        break
      case 'r':
        this.ink = value
        break
      case '\x19':
        if (value === 0x52) this.formFeed()
        break
    }
  }

  /** "ESC ( kind": the first byte behind its length, and the first two; null when there is no second. */
  obeyExtended(kind: string, byte: number, two: number | null): void {
    const first = two ?? byte
    if (kind === 'U') this.#unit = (INCH * Math.max(1, byte)) / 3_600
    else if (kind === 'C') this.#pageLength = first * this.#unit
    else if (kind === 'V') this.#y = first * this.#unit
    else if (kind === 'v') this.#feed(first * this.#unit)
  }

  /** "ESC C": in lines of the height that holds now; of 0 lines, in inches. */
  setLength(lines: number, inches: number): void {
    this.#pageLength = lines === 0 ? inches * INCH : lines * this.#lineHeight
  }

  mark(): void {
    this.isMarked = true
    // Gray may be mixed of colored inks, dot by dot.
    if (this.ink !== 0 && this.ink !== 0x10) this.color = 'undecided'
  }

  lineFeed(): void {
    this.#feed(this.#lineHeight)
  }

  formFeed(): void {
    this.eject()
    this.#y = 0
  }

  eject(): void {
    this.tally.add(this.color, 1, null)
    this.color = 'mono'
    this.isMarked = false
  }

  end(): Reading {
    if (this.isMarked) {
      // Without a form feed at its end the paper stays in the printer until the next job.
      this.tally.doubtCount()
      this.eject()
    }
    return this.tally.makeReading()
  }

  #feed(units: number): void {
    this.#y += units
    const length = this.#pageLength > 0 ? this.#pageLength : LONGEST_SHEET
    // Half an inch of grace: the form feed at the end of a full page must not make another one.
    if (this.#y <= length + INCH / 2) return
    if (this.isMarked) {
      this.tally.doubtCount()
      this.eject()
    }
    this.#y = 0
  }
}
