/** Reads ESC/P: pages by form feeds and paper length, color by the inks that graphics and text are printed in. */
import { type PageColor, PageTally } from '../page-tally.ts'
import type { AnalyzeTools, Reading, StreamReader } from '../port.ts'
import { columnBytes, lengthOf } from './commands.ts'

const ESC = 0x1b
const STRANGE_LIMIT = 32
/** Positions are in 1/2160 inch, which line spacings of all generations divide. */
const INCH = 2_160
/** When nothing says how long the page is, only a feed beyond any cut sheet shows that there is another one. */
const LONGEST_SHEET = 17 * INCH
const COMMAND_LIMIT = 64 * 1024
const REMOTE_NAME = 'ESCPR'

/** What the bytes are that come next. */
type State = 'commands' | 'data' | 'raster' | 'to-zero' | 'frames'

export class EscpReader implements StreamReader {
  readonly #tools: AnalyzeTools
  readonly #tally = new PageTally()
  #carried = new Uint8Array(0)
  #bytes = 0
  #strange = 0
  #state: State = 'commands'
  /** Payload bytes to come; `#isInkData`: they are dots. */
  #left = 0
  #isInkData = false
  #afterData: State = 'commands'
  /** Run-length raster: what is left of the current run. */
  #literals = 0
  #run = 0
  #ink = 0
  #color: PageColor = 'mono'
  #isMarked = false
  #y = 0
  #lineHeight = INCH / 6
  #pageLength = 0
  #unit = INCH / 360
  #isFrameColor = true

  constructor(tools: AnalyzeTools) {
    this.#tools = tools
  }

  push(chunk: Uint8Array): 'more' | 'enough' {
    const data = this.#carried.length === 0 ? chunk : joined(this.#carried, chunk)
    this.#bytes += chunk.length
    let at = 0
    while (at < data.length && this.#strange <= STRANGE_LIMIT) {
      const next = this.#step(data, at)
      if (next === at) break
      this.#tools.budget.spendOperations(1 + ((next - at) >> 6))
      at = next
    }
    this.#carried = data.slice(at)
    return this.#strange > STRANGE_LIMIT ? 'enough' : 'more'
  }

  end(): Reading {
    const isCut = this.#left > 0 || this.#carried.length > 0
    if (this.#strange > STRANGE_LIMIT) {
      this.#tally.giveUp(
        'document-malformed',
        'too many commands that ESC/P does not know',
        this.#bytes,
      )
    } else if (isCut) {
      this.#tally.report('document-truncated', 'the last command is not complete', this.#bytes)
    } else if (this.#strange > 0) this.#tally.doubtCount()
    if (this.#isMarked) {
      // Without a form feed at its end the paper stays in the printer until the next job.
      this.#tally.doubtCount()
      this.#eject()
    }
    return this.#tally.makeReading()
  }

  #step(data: Uint8Array, at: number): number {
    switch (this.#state) {
      case 'data':
        return this.#readData(data, at)
      case 'raster':
        return this.#readRaster(data, at)
      case 'to-zero':
        return this.#skipToZero(data, at)
      case 'frames':
        return this.#readFrame(data, at)
      default:
        return data[at] === ESC ? this.#readCommand(data, at) : this.#readText(data, at)
    }
  }

  #readText(data: Uint8Array, from: number): number {
    let at = from
    for (; at < data.length; at++) {
      const byte = data[at]!
      if (byte >= 0x20) {
        if (byte > 0x20) this.#mark()
      } else if (byte === ESC) break
      else this.#control(byte)
    }
    return at
  }

  #control(code: number): void {
    if (code === 0x0c) this.#formFeed()
    else if (code === 0x0a || code === 0x0b) this.#feed(this.#lineHeight)
    // Group separator and its like are of receipt printers.
    else if (code >= 0x1c || (code >= 1 && code <= 6) || code === 0x10) this.#strange++
  }

  /** The same place as the answer means that more bytes are needed. */
  #readCommand(data: Uint8Array, at: number): number {
    if (at + 1 >= data.length) return at
    const command = data[at + 1]!
    const length = lengthOf(command)
    const has = (count: number) => at + 2 + count <= data.length
    if (length === undefined) {
      // "ESC SOH @EJL": leaves the packet mode of inkjets, a line of text follows.
      if (command === 1) return this.#skipLine(data, at)
      if (command !== 0) this.#strange++
      return at + (command === ESC ? 1 : 2)
    }
    if (typeof length === 'number') {
      if (!has(length)) return at
      this.#obey(command, data, at + 2)
      return at + 2 + length
    }
    switch (length) {
      case 'to-zero':
        this.#state = 'to-zero'
        return at + 2
      case 'page-length': {
        if (!has(2)) return at
        const lines = data[at + 2]!
        this.#pageLength = lines === 0 ? data[at + 3]! * INCH : lines * this.#lineHeight
        return at + (lines === 0 ? 4 : 3)
      }
      case 'columns':
        if (!has(2)) return at
        return this.#startData(at + 4, word(data, at + 2), true)
      case 'bit-image':
        if (!has(3)) return at
        return this.#startData(at + 5, word(data, at + 3) * columnBytes(data[at + 2]!), true)
      case 'nine-pin-image':
        if (!has(3)) return at
        return this.#startData(at + 5, word(data, at + 3) * 2, true)
      case 'proprinter':
        if (!has(3)) return at
        return this.#startData(at + 5, word(data, at + 3), data[at + 2] === 0x67)
      case 'raster':
        return has(6) ? this.#startRaster(data, at) : at
      case 'color-raster':
        return has(7) ? this.#startColorRaster(data, at) : at
      case 'extended':
        return has(3) ? this.#readExtended(data, at) : at
    }
  }

  #obey(command: number, data: Uint8Array, at: number): void {
    const value = data[at] ?? 0
    switch (String.fromCharCode(command)) {
      case '@':
        this.#lineHeight = INCH / 6
        this.#ink = 0
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
        this.#ink = value
        break
      case '\x19':
        if (value === 0x52) this.#formFeed()
        break
    }
  }

  #readExtended(data: Uint8Array, at: number): number {
    const kind = String.fromCharCode(data[at + 2]!)
    const length = word(data, at + 3)
    const from = at + 5
    const isRead = 'UCcVvR'.includes(kind)
    if (!isRead || length > COMMAND_LIMIT) return this.#startData(from, length, false)
    if (from + length > data.length) return at
    const first = length >= 2 ? word(data, from) : (data[from] ?? 0)
    if (kind === 'U') this.#unit = (INCH * Math.max(1, data[from] ?? 1)) / 3_600
    else if (kind === 'C') this.#pageLength = first * this.#unit
    else if (kind === 'V') this.#y = first * this.#unit
    else if (kind === 'v') this.#feed(first * this.#unit)
    else if (kind === 'R' && textAt(data, from + 1, REMOTE_NAME)) this.#state = 'frames'
    return from + length
  }

  #startData(from: number, length: number, isInk: boolean): number {
    if (length > 0) {
      this.#state = 'data'
      this.#afterData = 'commands'
      this.#left = length
      this.#isInkData = isInk
    }
    return from
  }

  #readData(data: Uint8Array, at: number): number {
    const end = Math.min(data.length, at + this.#left)
    if (this.#isInkData) this.#markIfInked(data, at, end)
    this.#left -= end - at
    if (this.#left === 0) this.#state = this.#afterData
    return end
  }

  #startRaster(data: Uint8Array, at: number): number {
    const compression = data[at + 2]!
    const rows = data[at + 5]!
    const bytes = rows * Math.ceil(word(data, at + 6) / 8)
    return this.#startRows(at + 8, compression, bytes)
  }

  #startColorRaster(data: Uint8Array, at: number): number {
    this.#ink = data[at + 2]!
    const bytes = word(data, at + 5) * word(data, at + 7)
    return this.#startRows(at + 9, data[at + 3]!, bytes)
  }

  #startRows(from: number, compression: number, bytes: number): number {
    if (compression > 1) {
      // Commands of four bits follow, in a mode of their own.
      this.#strange += STRANGE_LIMIT
      return from
    }
    if (compression === 0) return this.#startData(from, bytes, true)
    this.#left = bytes
    this.#literals = 0
    this.#run = 0
    if (bytes > 0) this.#state = 'raster'
    return from
  }

  /** Runs until the rows are full: their packed length is told nowhere. */
  #readRaster(data: Uint8Array, from: number): number {
    let at = from
    while (at < data.length && this.#left > 0) {
      this.#tools.budget.spendOperations(1)
      if (this.#literals > 0) {
        const end = Math.min(data.length, at + this.#literals)
        this.#markIfInked(data, at, end)
        this.#literals -= end - at
        this.#left -= end - at
        at = end
      } else if (this.#run > 0) {
        this.#markIfInked(data, at, at + 1)
        this.#left -= this.#run
        this.#run = 0
        at++
      } else {
        const count = data[at++]!
        if (count < 128) this.#literals = Math.min(count + 1, this.#left)
        else this.#run = Math.min(257 - count, this.#left)
      }
    }
    if (this.#left === 0) this.#state = 'commands'
    return at
  }

  #skipToZero(data: Uint8Array, from: number): number {
    const zero = data.indexOf(0, from)
    if (zero < 0) return data.length
    this.#state = 'commands'
    return zero + 1
  }

  #skipLine(data: Uint8Array, at: number): number {
    const end = data.indexOf(0x0a, at)
    if (end < 0) return data.length - at > COMMAND_LIMIT ? data.length : at
    return end + 1
  }

  /** ESC/P-R: ESC, a class, a length of four bytes low first, a name of four letters, the bytes. */
  #readFrame(data: Uint8Array, at: number): number {
    if (at + 2 > data.length) return at
    if (data[at] !== ESC || data[at + 1] === 0x40 || data[at + 1] === 0x28) {
      this.#state = 'commands'
      return data[at] === ESC ? this.#readCommand(data, at) : at + 1
    }
    if (at + 10 > data.length) return at
    const length = word(data, at + 2) + word(data, at + 4) * 65_536
    const name = String.fromCharCode(...data.subarray(at + 6, at + 10))
    const from = at + 10
    if (name === 'endp') this.#eject()
    else if (name === 'sttp') this.#isMarked = true
    else if (name === 'setq' && from + 3 <= data.length) this.#isFrameColor = data[from + 2] === 0
    else if (name === 'setq') return at
    else if (name === 'dsnd') return this.#readLine(data, at, length)
    this.#jump(length)
    return from
  }

  /** "dsnd": offsets of two bytes each, compression, length of two bytes, then pixels of three bytes. */
  #readLine(data: Uint8Array, at: number, length: number): number {
    const from = at + 10
    this.#isMarked = true
    if (!this.#isFrameColor || this.#color === 'color' || length < 7 || length > COMMAND_LIMIT) {
      this.#jump(length)
      return from
    }
    if (from + length > data.length) return at
    const limit = this.#tools.policy.chromaLimit
    const isPacked = data[from + 4] === 1
    const end = from + length
    if (lineHasColor(data, from + 7, end, isPacked, limit)) this.#color = 'color'
    return end
  }

  /** Bytes of a frame that nobody looks at. */
  #jump(length: number): void {
    if (length <= 0) return
    this.#state = 'data'
    this.#afterData = 'frames'
    this.#left = length
    this.#isInkData = false
  }

  #markIfInked(data: Uint8Array, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      if (data[i] === 0) continue
      this.#mark()
      return
    }
  }

  #mark(): void {
    this.#isMarked = true
    // Gray may be mixed of colored inks, dot by dot.
    if (this.#ink !== 0 && this.#ink !== 0x10) this.#color = 'undecided'
  }

  #formFeed(): void {
    this.#eject()
    this.#y = 0
  }

  #feed(units: number): void {
    this.#y += units
    const length = this.#pageLength > 0 ? this.#pageLength : LONGEST_SHEET
    // Half an inch of grace: the form feed at the end of a full page must not make another one.
    if (this.#y <= length + INCH / 2) return
    if (this.#isMarked) {
      this.#tally.doubtCount()
      this.#eject()
    }
    this.#y = 0
  }

  #eject(): void {
    this.#tally.add(this.#color, 1, null)
    this.#color = 'mono'
    this.#isMarked = false
  }
}

/** Counts are of pixels: one to 128 of their own, or one repeated. */
function lineHasColor(
  data: Uint8Array,
  from: number,
  to: number,
  isPacked: boolean,
  chromaLimit: number,
): boolean {
  for (let at = from; at + 2 < to; ) {
    let pixels = 1
    if (isPacked) {
      const count = data[at++]!
      pixels = count < 128 ? count + 1 : 1
    }
    for (; pixels > 0 && at + 2 < to; pixels--, at += 3) {
      const [red, green, blue] = [data[at]!, data[at + 1]!, data[at + 2]!]
      if (Math.max(red, green, blue) - Math.min(red, green, blue) > chromaLimit) return true
    }
  }
  return false
}

function word(data: Uint8Array, at: number): number {
  return data[at]! | (data[at + 1]! << 8)
}

function textAt(data: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (data[at + i] !== text.charCodeAt(i)) return false
  return true
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length)
  whole.set(first)
  whole.set(second, first.length)
  return whole
}
