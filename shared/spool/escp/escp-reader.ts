/** Reads ESC/P: commands, graphics and the frames of ESC/P-R, whatever pieces they come in. */
import type { AnalyzeTools, Reading, StreamReader } from '../port.ts'
import { columnBytes, lengthOf } from './commands.ts'
import { EscpPages } from './escp-pages.ts'
import { lineHasColor } from './frame-pixels.ts'

const ESC = 0x1b
const STRANGE_LIMIT = 32
const COMMAND_LIMIT = 64 * 1024
const REMOTE_NAME = 'ESCPR'

/** What the bytes are that come next. */
type State = 'commands' | 'data' | 'raster' | 'to-zero' | 'frames'

export class EscpReader implements StreamReader {
  readonly #tools: AnalyzeTools
  readonly #pages = new EscpPages()
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
      this.#pages.tally.giveUp(
        'document-malformed',
        'too many commands that ESC/P does not know',
        this.#bytes,
      )
    } else if (isCut) {
      this.#pages.tally.report(
        'document-truncated',
        'the last command is not complete',
        this.#bytes,
      )
    } else if (this.#strange > 0) this.#pages.tally.doubtCount()
    return this.#pages.end()
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
        if (byte > 0x20) this.#pages.mark()
      } else if (byte === ESC) break
      else this.#control(byte)
    }
    return at
  }

  #control(code: number): void {
    if (code === 0x0c) this.#pages.formFeed()
    else if (code === 0x0a || code === 0x0b) this.#pages.lineFeed()
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
      this.#pages.obey(command, data[at + 2] ?? 0)
      return at + 2 + length
    }
    switch (length) {
      case 'to-zero':
        this.#state = 'to-zero'
        return at + 2
      case 'page-length': {
        if (!has(2)) return at
        const lines = data[at + 2]!
        this.#pages.setLength(lines, data[at + 3]!)
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

  #readExtended(data: Uint8Array, at: number): number {
    const kind = String.fromCharCode(data[at + 2]!)
    const length = word(data, at + 3)
    const from = at + 5
    const isRead = 'UCcVvR'.includes(kind)
    if (!isRead || length > COMMAND_LIMIT) return this.#startData(from, length, false)
    if (from + length > data.length) return at
    if (kind === 'R' && textAt(data, from + 1, REMOTE_NAME)) this.#state = 'frames'
    else this.#pages.obeyExtended(kind, data[from] ?? 0, length >= 2 ? word(data, from) : null)
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
    this.#pages.ink = data[at + 2]!
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
    if (name === 'endp') this.#pages.eject()
    else if (name === 'sttp') this.#pages.isMarked = true
    else if (name === 'setq' && from + 3 <= data.length) this.#isFrameColor = data[from + 2] === 0
    else if (name === 'setq') return at
    else if (name === 'dsnd') return this.#readLine(data, at, length)
    this.#jump(length)
    return from
  }

  /** "dsnd": offsets of two bytes each, compression, length of two bytes, then pixels of three bytes. */
  #readLine(data: Uint8Array, at: number, length: number): number {
    const from = at + 10
    this.#pages.isMarked = true
    if (
      !this.#isFrameColor ||
      this.#pages.color === 'color' ||
      length < 7 ||
      length > COMMAND_LIMIT
    ) {
      this.#jump(length)
      return from
    }
    if (from + length > data.length) return at
    const limit = this.#tools.policy.chromaLimit
    const isPacked = data[from + 4] === 1
    const end = from + length
    if (lineHasColor(data, from + 7, end, isPacked, limit)) this.#pages.color = 'color'
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
      this.#pages.mark()
      return
    }
  }
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
