/** Labels: ZPL, where each format between ^XA and ^XZ prints ^PQ labels, and EPL, where P prints them. */
import { hasTextAt, latin1 } from './byte-source.ts'
import { PageTally } from './page-tally.ts'
import {
  type AnalyzeTools,
  HEAD_BYTES,
  type LanguageEntry,
  type Reading,
  type StreamReader,
} from './port.ts'

export const zpl: LanguageEntry = {
  language: 'zpl',
  matches: (head) => isZpl(head) || isEpl(head),
  reader: { kind: 'stream', open: (tools) => new LabelReader(tools) },
}

const QUANTITY_LIMIT = 99_999_999
const COMMAND_LIMIT = 1024
const CARET = 0x5e
const TILDE = 0x7e

/** A format, or a command to the printer before it; both are two letters behind their sign. */
function isZpl(head: Uint8Array): boolean {
  const start = textBehindPadding(head)
  const startsWell = /^(?:CT~~CD,~CC\^~CT~|~[A-Z]{2}|\^[A-Z][A-Z0-9@])/i.test(start)
  return startsWell && /\^XA\s*(?:[\^~][A-Z]|$)/i.test(start)
}

/** "N" empties the image, "q" and "Q" size the label, "A", "B" and "LO" draw: a line each. */
function isEpl(head: Uint8Array): boolean {
  const text = textBehindPadding(head)
  if (
    !/^(?:N|I8,[A-Z0-9,]+|q\d+|Q\d+,[^\r\n]+|ZT|ZB|O[^\r\n]{0,8}|S\d|D\d{1,2}|JF|OD)\r?\n/.test(
      text,
    )
  )
    return false
  return /(?:^|\n)(?:A\d+,\d+,\d,|B\d+,\d+,\d,|LO\d+,|GW\d+,|b\d+,|q\d+\r?\n|Q\d+,\d+)/.test(text)
}

/** Hosts send zeros, a start of text and line ends before the first command. */
function textBehindPadding(head: Uint8Array): string {
  const start = head.findIndex((byte) => byte > 0x20)
  return start < 0 ? '' : latin1(head, start, Math.min(head.length, start + 2_048))
}

class LabelReader implements StreamReader {
  readonly #tools: AnalyzeTools
  readonly #tally = new PageTally()
  #carried = new Uint8Array(0)
  #bytes = 0
  #isEpl: boolean | null = null
  #caret = CARET
  #tilde = TILDE
  #skip = 0
  #isLongLine = false
  #isInFormat = false
  #isPrinted = false
  #isStored = false
  #quantity = 1

  constructor(tools: AnalyzeTools) {
    this.#tools = tools
  }

  push(chunk: Uint8Array): 'more' {
    const data = this.#carried.length === 0 ? chunk : joined(this.#carried, chunk)
    this.#bytes += chunk.length
    // Which of the two it is shows only with as many bytes as were looked at to recognize it.
    const isTooShort = this.#isEpl === null && data.length < HEAD_BYTES
    this.#carried = data.slice(isTooShort ? 0 : this.#read(data))
    return 'more'
  }

  end(): Reading {
    if (this.#isEpl === null) this.#carried = this.#carried.slice(this.#read(this.#carried))
    // What is left is the last command, whose end is the end of the document.
    if (this.#carried.length > 0 && this.#skip === 0) {
      if (this.#isEpl) this.#obeyLine(latin1(this.#carried))
      else this.#obey(latin1(this.#carried))
    }
    if (this.#isInFormat || this.#skip > 0) {
      this.#tally.report('document-truncated', 'a label format without end', this.#bytes)
    }
    return this.#tally.makeReading()
  }

  #read(data: Uint8Array): number {
    this.#isEpl ??= !isZpl(data.subarray(0, HEAD_BYTES))
    return this.#isEpl ? this.#readLines(data) : this.#readCommands(data)
  }

  #readCommands(data: Uint8Array): number {
    let at = 0
    while (at < data.length) {
      this.#tools.budget.spendOperations(1)
      if (this.#skip > 0) {
        const jump = Math.min(this.#skip, data.length - at)
        this.#skip -= jump
        at += jump
        continue
      }
      const start = this.#nextSign(data, at)
      if (start < 0) return data.length
      const next = this.#nextSign(data, start + 3)
      const isGraphic = this.#startsGraphic(data, start)
      const end = next < 0 ? data.length : next
      if (isGraphic) {
        const header = this.#graphicHeader(data, start)
        if (header === null) return data.length - start > COMMAND_LIMIT ? data.length : start
        this.#isPrinted ||= data[start] === this.#caret
        this.#skip = header.bytes
        at = header.end
        continue
      }
      // A command is whole when the next one starts; a field may be long, its first characters say enough.
      if (next < 0 && data.length - start < COMMAND_LIMIT) return start
      this.#obey(latin1(data, start, Math.min(end, start + COMMAND_LIMIT)))
      at = end
    }
    return at
  }

  #nextSign(data: Uint8Array, from: number): number {
    for (let at = from; at < data.length; at++) {
      if (data[at] === this.#caret || data[at] === this.#tilde) return at
    }
    return -1
  }

  #startsGraphic(data: Uint8Array, at: number): boolean {
    return hasTextAt(data, at + 1, 'GF') || hasTextAt(data, at + 1, 'DY')
  }

  /** ^GFa,b,c,d,data and ~DYd:f,b,x,t,w,data: binary data is as long as its count says; text ends at the next sign. */
  #graphicHeader(data: Uint8Array, at: number): { end: number; bytes: number } | null {
    const text = latin1(data, at, Math.min(data.length, at + 256))
    const field = /^.GF([ABC]),(\d{1,9}),\d{0,9},\d{0,9},/.exec(text)
    if (field) {
      const bytes = field[1] === 'B' ? Number(field[2]) : 0
      return { end: at + field[0].length, bytes }
    }
    const download = /^.DY[^,]{0,40},([A-Z]?),[^,]{0,3},(\d{1,9}),\d{0,9},/.exec(text)
    if (download) {
      const bytes = download[1] === 'B' ? Number(download[2]) : 0
      return { end: at + download[0].length, bytes }
    }
    if (text.length < 256) return null
    return { end: at + 3, bytes: 0 }
  }

  #obey(command: string): void {
    const name = command.slice(1, 3).toUpperCase()
    const rest = command.slice(3)
    const isFormat = command.charCodeAt(0) === this.#caret
    if (name === 'CC' && rest) this.#caret = rest.charCodeAt(0)
    else if (name === 'CT' && rest) this.#tilde = rest.charCodeAt(0)
    else if (isFormat) this.#obeyFormat(name, rest)
  }

  #obeyFormat(name: string, rest: string): void {
    if (name === 'XA') {
      this.#isInFormat = true
      this.#isPrinted = false
      this.#isStored = false
      this.#quantity = 1
    } else if (name === 'XZ') this.#endFormat()
    else if (name === 'PQ')
      this.#quantity = Math.min(Number(/^\d{1,8}/.exec(rest)?.[0] ?? 1), QUANTITY_LIMIT)
    else if (name === 'DF') this.#isStored = true
    else if (PRINTING.has(name)) this.#isPrinted = true
  }

  #endFormat(): void {
    if (!this.#isInFormat) return
    this.#isInFormat = false
    // A format that only sets up or stores prints nothing.
    if (this.#isPrinted && !this.#isStored) this.#print(this.#quantity)
  }

  #print(quantity: number): void {
    // Dots an inch are the printer's, so the label's size in points is not known.
    this.#tally.add('mono', quantity, null)
  }

  #readLines(data: Uint8Array): number {
    let at = 0
    while (at < data.length) {
      this.#tools.budget.spendOperations(1)
      if (this.#skip > 0) {
        const jump = Math.min(this.#skip, data.length - at)
        this.#skip -= jump
        at += jump
        continue
      }
      if (!this.#isLongLine && hasTextAt(data, at, 'GW')) {
        const header = graphicLine(data, at)
        if (header === null && data.length - at < GRAPHIC_HEADER_LIMIT) return at
        if (header !== null) {
          this.#isPrinted = true
          this.#skip = header.bytes
          at = header.end
          continue
        }
      }
      const end = data.indexOf(0x0a, at)
      if (end < 0 && data.length - at <= COMMAND_LIMIT) return at
      if (end < 0 || end - at > COMMAND_LIMIT || this.#isLongLine) {
        // No command is that long; its rest comes with the next piece.
        this.#isLongLine = end < 0
        at = end < 0 ? data.length : end + 1
        continue
      }
      this.#obeyLine(latin1(data, at, end))
      at = end + 1
    }
    return at
  }

  #obeyLine(line: string): void {
    const print = /^PA?(\d{1,5})?(?:,(\d{1,5}))?\r?$/.exec(line)
    if (/^N\r?$/.test(line)) this.#isPrinted = false
    else if (print) this.#print(Number(print[1] ?? 1) * Number(print[2] ?? 1))
  }
}

const GRAPHIC_HEADER_LIMIT = 64

/** GWx,y,bytes,rows and then the dots, with or without a line end before them. */
function graphicLine(data: Uint8Array, at: number): { end: number; bytes: number } | null {
  const text = latin1(data, at, Math.min(data.length, at + GRAPHIC_HEADER_LIMIT))
  const header = /^GW\d{1,5},\d{1,5},(\d{1,5}),(\d{1,5})(?:,|\r?\n)/.exec(text)
  if (!header) return null
  return { end: at + header[0].length, bytes: Number(header[1]) * Number(header[2]) }
}

/** Commands that put something on the label. */
const PRINTING: ReadonlySet<string> = new Set(
  'FD FV SN XG IM IL XF GB GC GD GE GS FM FN FP'.split(' '),
)

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length)
  whole.set(first)
  whole.set(second, first.length)
  return whole
}
