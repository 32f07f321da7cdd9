/** Reads a content stream operator by operator; operands other than numbers are only located until somebody asks. */
import { indexOfText } from '../byte-source.ts'
import { EMPTY_DICT, isDict, type PdfDict, type PdfValue, PdfWord } from './objects.ts'
import { BYTE_CLASS, END, PdfParser } from './parser.ts'

/** Operands beyond this push the first ones out: nothing needs more. */
const NUMBERS_LIMIT = 64
const OTHERS_LIMIT = 32
const REGULAR = 0

/** `re` → a number, so that operators are compared without making strings. */
export function operatorCode(text: string): number {
  let code = 0
  for (let i = 0; i < text.length; i++) code |= text.charCodeAt(i) << (8 * i)
  return code
}

export class ContentReader {
  readonly bytes: Uint8Array
  readonly numbers = new Float64Array(NUMBERS_LIMIT)
  /** How many numbers stand before the operator. */
  count = 0
  #starts: number[] = []
  #at = 0
  readonly #parser: PdfParser

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.#parser = new PdfParser(bytes)
  }

  /** The next operator's code, with its operands at hand; 0 at the end. */
  next(): number {
    const { bytes } = this
    const end = bytes.length
    this.count = 0
    if (this.#starts.length > 0) this.#starts = []
    let at = this.#at
    while (at < end) {
      const byte = bytes[at]!
      if (byte <= 32) {
        at++
      } else if (
        (byte >= 0x30 && byte <= 0x39) ||
        byte === 0x2d ||
        byte === 0x2e ||
        byte === 0x2b
      ) {
        at = this.#readNumber(at, end)
      } else if (BYTE_CLASS[byte] === REGULAR) {
        let code = byte
        let shift = 8
        at++
        while (at < end && BYTE_CLASS[bytes[at]!] === REGULAR) {
          if (shift < 32) code |= bytes[at]! << shift
          shift += 8
          at++
        }
        this.#at = at
        if (code === TRUE_CODE || code === FALSE_CODE || code === NULL_CODE) continue
        return code
      } else {
        at = this.#locate(byte, at, end)
      }
    }
    this.#at = end
    return 0
  }

  #readNumber(start: number, end: number): number {
    const { bytes } = this
    let at = start
    let negative = false
    let value = 0
    let scale = 0
    for (; at < end; at++) {
      const byte = bytes[at]!
      if (byte >= 0x30 && byte <= 0x39) {
        value = value * 10 + byte - 0x30
        if (scale > 0) scale *= 10
      } else if (byte === 0x2e && scale === 0) {
        scale = 1
      } else if (byte === 0x2d) {
        // A minus inside a number ends it, as other readers have it.
        if (at > start && (value !== 0 || scale > 0)) {
          while (at < end && BYTE_CLASS[bytes[at]!] === REGULAR) at++
          break
        }
        negative = true
      } else if (byte !== 0x2b) {
        break
      }
    }
    if (scale > 1) value /= scale
    if (this.count === NUMBERS_LIMIT) {
      this.numbers.copyWithin(0, 1)
      this.count--
    }
    this.numbers[this.count++] = negative ? -value : value
    return at
  }

  /** Remembers where a name, string, array or dictionary starts, and gives where it ends. */
  #locate(byte: number, at: number, end: number): number {
    const { bytes } = this
    switch (byte) {
      case 0x25:
        while (at < end && bytes[at] !== 10 && bytes[at] !== 13) at++
        return at
      case 0x2f: {
        this.#remember(at++)
        while (at < end && BYTE_CLASS[bytes[at]!] === REGULAR) at++
        return at
      }
      case 0x28:
        this.#remember(at)
        return this.#skipString(at, end)
      case 0x5b:
        this.#remember(at)
        return this.#skipArray(at + 1, end)
      case 0x3c: {
        this.#remember(at)
        if (bytes[at + 1] === 0x3c) {
          this.#parser.at = at
          this.#parser.read()
          return this.#parser.at
        }
        const close = bytes.indexOf(0x3e, at)
        return close < 0 ? end : close + 1
      }
      default:
        return at + 1
    }
  }

  #remember(at: number): void {
    if (this.#starts.length >= OTHERS_LIMIT) this.#starts.shift()
    this.#starts.push(at)
  }

  #skipString(start: number, end: number): number {
    const { bytes } = this
    let depth = 0
    for (let at = start; at < end; at++) {
      const byte = bytes[at]
      if (byte === 0x5c) at++
      else if (byte === 0x28) depth++
      else if (byte === 0x29 && --depth === 0) return at + 1
    }
    return end
  }

  #skipArray(start: number, end: number): number {
    const { bytes } = this
    let depth = 1
    for (let at = start; at < end; ) {
      const byte = bytes[at]
      if (byte === 0x28) {
        at = this.#skipString(at, end)
        continue
      }
      if (byte === 0x5b) depth++
      else if (byte === 0x5d && --depth === 0) return at + 1
      at++
    }
    return end
  }

  /** How many operands are no numbers. */
  get othersCount(): number {
    return this.#starts.length
  }

  /** Operand `index` of those that are no numbers; negative counts from the last. */
  other(index: number): PdfValue {
    const start = this.#starts.at(index)
    if (start === undefined) return null
    this.#parser.at = start
    const value = this.#parser.read()
    return value === END || value instanceof PdfWord ? null : value
  }

  name(index: number): string | null {
    const value = this.other(index)
    return typeof value === 'string' ? value : null
  }

  /** Called behind `BI`: the image's dictionary, and its data as far as `lengthOf` or the word `EI` says. */
  readInlineImage(lengthOf: (dict: PdfDict) => number | null): { dict: PdfDict; raw: Uint8Array } {
    const dict = this.#readInlineDict()
    const { bytes } = this
    // One white space after `ID`.
    const from = Math.min(this.#at + 1, bytes.length)
    const length = lengthOf(dict)
    const end = findInlineEnd(bytes, length === null ? from : Math.min(from + length, bytes.length))
    this.#at = Math.min(end.next, bytes.length)
    const stop = length === null ? end.data : Math.min(from + length, bytes.length)
    return { dict, raw: bytes.subarray(from, Math.max(from, stop)) }
  }

  #readInlineDict(): PdfDict {
    const dict = new Map<string, PdfValue>()
    const parser = this.#parser
    parser.at = this.#at
    for (;;) {
      const key = parser.read()
      if (key === END) break
      if (key instanceof PdfWord && key.text === 'ID') break
      if (typeof key !== 'string') continue
      const value = parser.read()
      if (value === END) break
      if (value instanceof PdfWord) {
        if (value.text === 'ID') break
        dict.set(key, value.text === 'true')
      } else {
        dict.set(key, value)
      }
    }
    this.#at = parser.at
    return isDict(dict) ? dict : EMPTY_DICT
  }
}

const TRUE_CODE = operatorCode('true')
const FALSE_CODE = operatorCode('fals') | 0
const NULL_CODE = operatorCode('null')
/** Bytes behind `EI` that must look like a content stream for it to be believed. */
const LOOK_BEHIND_BYTES = 12

function findInlineEnd(bytes: Uint8Array, from: number): { data: number; next: number } {
  for (let at = indexOfText(bytes, 'EI', from); at >= 0; at = indexOfText(bytes, 'EI', at + 1)) {
    const before = at === from || BYTE_CLASS[bytes[at - 1]!] === 1
    const after = at + 2 >= bytes.length || BYTE_CLASS[bytes[at + 2]!] === 1
    if (!before || !after || !looksLikeContent(bytes, at + 2)) continue
    return { data: Math.max(from, at - 1), next: at + 2 }
  }
  return { data: bytes.length, next: bytes.length }
}

function looksLikeContent(bytes: Uint8Array, from: number): boolean {
  for (const byte of bytes.subarray(from, from + LOOK_BEHIND_BYTES)) {
    if (byte > 126 || (byte < 32 && BYTE_CLASS[byte] !== 1)) return false
  }
  return true
}
