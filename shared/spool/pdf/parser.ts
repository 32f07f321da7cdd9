/** Reads PDF objects from bytes (ISO 32000-2 section 7.2 and 7.3); forgiving where readers are, never past its bytes. */
import { hexDigit } from '../codecs/ascii.ts'
import { type PdfDict, PdfRef, type PdfValue, PdfWord } from './objects.ts'

/** What a byte is: 1 white space, 2 delimiter, 0 regular. */
export const BYTE_CLASS = makeByteClasses()
const WHITE = 1
const REGULAR = 0

/** Deeper nesting is read as nothing; no sane file comes near. */
const DEPTH_LIMIT = 100
/** Nothing more to read. */
export const END = Symbol('end')
export type Token = PdfValue | PdfWord | typeof END

export class PdfParser {
  readonly bytes: Uint8Array
  at: number
  readonly end: number
  #depth = 0

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes
    this.at = at
    this.end = end
  }

  skipWhite(): void {
    const { bytes, end } = this
    let { at } = this
    while (at < end) {
      const byte = bytes[at]!
      if (byte === 0x25) {
        while (at < end && bytes[at] !== 10 && bytes[at] !== 13) at++
      } else if (BYTE_CLASS[byte] === WHITE) {
        at++
      } else {
        break
      }
    }
    this.at = at
  }

  /** One object, or one bare word where no object stands. Unbalanced brackets are skipped. */
  read(): Token {
    for (;;) {
      this.skipWhite()
      if (this.at >= this.end) return END
      const byte = this.bytes[this.at]!
      switch (byte) {
        case 0x2f:
          this.at++
          return this.#readName()
        case 0x28:
          return this.#readString()
        case 0x5b:
          this.at++
          return this.#readNested(true)
        case 0x3c:
          if (this.bytes[this.at + 1] !== 0x3c) return this.#readHexString()
          this.at += 2
          return this.#readNested(false)
        case 0x5d:
        case 0x3e:
        case 0x29:
        case 0x7b:
        case 0x7d:
          this.at++
          continue
        default:
          return this.#readNumberOrWord(byte)
      }
    }
  }

  /** Like `read`, but `7 0 R` is a reference: not in content streams, where it could not stand. */
  readObject(): Token {
    const first = this.read()
    if (typeof first !== 'number' || first < 0 || !Number.isInteger(first)) return first
    return this.#readRestOfRef(first) ?? first
  }

  /** Lists that name one object again and again need room for one. */
  #lastRef = new PdfRef(0, 0)

  #readRestOfRef(number: number): PdfRef | null {
    const { bytes } = this
    let at = this.at
    while (BYTE_CLASS[bytes[at] ?? 0x2f] === WHITE) at++
    let generation = 0
    const digitsAt = at
    while (at < this.end && bytes[at]! >= 0x30 && bytes[at]! <= 0x39 && at < digitsAt + 6) {
      generation = generation * 10 + bytes[at++]! - 0x30
    }
    if (at === digitsAt) return null
    const gapAt = at
    while (BYTE_CLASS[bytes[at] ?? 0x2f] === WHITE) at++
    if (at === gapAt || at >= this.end || bytes[at] !== 0x52) return null
    if (at + 1 < this.end && BYTE_CLASS[bytes[at + 1]!] === REGULAR) return null
    this.at = at + 1
    const last = this.#lastRef
    if (last.number === number && last.generation === generation) return last
    this.#lastRef = new PdfRef(number, generation)
    return this.#lastRef
  }

  #readNested(isArray: boolean): PdfValue {
    if (this.#depth >= DEPTH_LIMIT) return null
    this.#depth++
    const value = isArray ? this.#readArray() : this.#readDict()
    this.#depth--
    return value
  }

  #readArray(): PdfValue {
    const items: PdfValue[] = []
    for (;;) {
      this.skipWhite()
      if (this.at >= this.end) return items
      if (this.bytes[this.at] === 0x5d) {
        this.at++
        return items
      }
      // A dictionary's end inside an array: the array was never closed.
      if (this.bytes[this.at] === 0x3e && this.bytes[this.at + 1] === 0x3e) return items
      const before = this.at
      const item = this.readObject()
      if (item === END) return items
      if (item instanceof PdfWord) {
        if (ENDS_OBJECT.has(item.text)) {
          this.at = before
          return items
        }
        items.push(wordValue(item))
      } else {
        items.push(item)
      }
    }
  }

  #readDict(): PdfDict {
    const dict = new Map<string, PdfValue>()
    for (;;) {
      this.skipWhite()
      if (this.at >= this.end) return dict
      if (this.bytes[this.at] === 0x3e) {
        this.at += this.bytes[this.at + 1] === 0x3e ? 2 : 1
        return dict
      }
      const before = this.at
      const key = this.read()
      if (key === END) return dict
      if (key instanceof PdfWord && ENDS_OBJECT.has(key.text)) {
        this.at = before
        return dict
      }
      if (typeof key !== 'string') continue
      const valueAt = this.at
      this.skipWhite()
      if (this.bytes[this.at] === 0x3e && this.bytes[this.at + 1] === 0x3e) continue
      const value = this.readObject()
      if (value === END) return dict
      if (value instanceof PdfWord && ENDS_OBJECT.has(value.text)) {
        this.at = valueAt
        return dict
      }
      dict.set(key, value instanceof PdfWord ? wordValue(value) : value)
    }
  }

  #readName(): string {
    const { bytes, end } = this
    const start = this.at
    let at = start
    let escaped = false
    while (at < end && BYTE_CLASS[bytes[at]!] === REGULAR) {
      if (bytes[at] === 0x23) escaped = true
      at++
    }
    this.at = at
    if (!escaped) return internText(bytes, start, at)
    return asciiText(bytes, start, at).replace(/#([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
  }

  #readString(): Uint8Array {
    const { bytes, end } = this
    const start = ++this.at
    let depth = 1
    let escaped = false
    let at = start
    for (; at < end; at++) {
      const byte = bytes[at]
      if (byte === 0x5c) {
        escaped = true
        at++
      } else if (byte === 0x28) depth++
      else if (byte === 0x29 && --depth === 0) break
    }
    const stop = Math.min(at, end)
    this.at = Math.min(at + 1, end)
    const raw = bytes.subarray(start, stop)
    return escaped ? unescapeString(raw) : raw
  }

  #readHexString(): Uint8Array {
    const { bytes, end } = this
    let at = this.at + 1
    const digits: number[] = []
    for (; at < end && bytes[at] !== 0x3e; at++) {
      const digit = hexDigit(bytes[at]!)
      if (digit >= 0) digits.push(digit)
    }
    this.at = Math.min(at + 1, end)
    const value = new Uint8Array((digits.length + 1) >> 1)
    for (let i = 0; i < digits.length; i++) value[i >> 1]! |= digits[i]! << (i & 1 ? 0 : 4)
    return value
  }

  #readNumberOrWord(first: number): Token {
    const { bytes, end } = this
    const start = this.at
    let at = start + 1
    while (at < end && BYTE_CLASS[bytes[at]!] === REGULAR) at++
    this.at = at
    if (first <= 0x39 && first >= 0x2b) {
      const value = parseNumber(bytes, start, at)
      if (value !== null) return value
    }
    return new PdfWord(internText(bytes, start, at))
  }
}

/** `-.5`, `+3`, `4.`, and as other readers do `--5` and `1.2.3`; null = no number. */
export function parseNumber(bytes: Uint8Array, start: number, end: number): number | null {
  let at = start
  let negative = false
  while (at < end && (bytes[at] === 0x2d || bytes[at] === 0x2b)) {
    if (bytes[at] === 0x2d) negative = true
    at++
  }
  let value = 0
  let scale = 0
  let digits = 0
  for (; at < end; at++) {
    const byte = bytes[at]!
    if (byte >= 0x30 && byte <= 0x39) {
      value = value * 10 + byte - 0x30
      scale *= 10
      digits++
    } else if (byte === 0x2e && scale === 0) {
      scale = 1
    } else if (byte === 0x2d && digits > 0) {
      // `12-34`: written by broken producers, read as 12.
      break
    } else if (byte === 0x2e) {
      break
    } else {
      return null
    }
  }
  if (digits === 0 && scale === 0) return null
  const size = scale > 1 ? value / scale : value
  const number = negative ? -size : size
  return Number.isFinite(number) ? number : 0
}

const ENDS_OBJECT = new Set([
  'endobj',
  'stream',
  'endstream',
  'obj',
  'xref',
  'trailer',
  'startxref',
])

function wordValue(word: PdfWord): PdfValue {
  return word.text === 'true' ? true : word.text === 'false' ? false : null
}

export function asciiText(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]!)
  return text
}

const INTERNED_SLOTS = 2_048
const INTERNED_LENGTH = 24
const interned: (string | undefined)[] = new Array(INTERNED_SLOTS).fill(undefined)

/** The same few names stand everywhere: comparing is much cheaper than making a string. */
function internText(bytes: Uint8Array, start: number, end: number): string {
  const length = end - start
  if (length > INTERNED_LENGTH) return asciiText(bytes, start, end)
  let hash = length
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + bytes[at]!) | 0
  const slot = (hash ^ (hash >>> 13)) & (INTERNED_SLOTS - 1)
  const kept = interned[slot]
  if (kept !== undefined && kept.length === length) {
    let i = 0
    while (i < length && kept.charCodeAt(i) === bytes[start + i]) i++
    if (i === length) return kept
  }
  const text = asciiText(bytes, start, end)
  interned[slot] = text
  return text
}

/** ISO 32000-2 table 3. */
function unescapeString(raw: Uint8Array): Uint8Array {
  const out = new Uint8Array(raw.length)
  let length = 0
  for (let at = 0; at < raw.length; at++) {
    const byte = raw[at]!
    if (byte !== 0x5c) {
      out[length++] = byte
      continue
    }
    const next = raw[++at]
    if (next === undefined) break
    if (next >= 0x30 && next <= 0x37) {
      let code = next - 0x30
      for (let i = 0; i < 2 && raw[at + 1]! >= 0x30 && raw[at + 1]! <= 0x37; i++) {
        code = code * 8 + raw[++at]! - 0x30
      }
      out[length++] = code
    } else if (next === 13) {
      if (raw[at + 1] === 10) at++
    } else if (next !== 10) {
      out[length++] = ESCAPES.get(next) ?? next
    }
  }
  return out.subarray(0, length)
}

const ESCAPES = new Map([
  [0x6e, 10],
  [0x72, 13],
  [0x74, 9],
  [0x62, 8],
  [0x66, 12],
])

function makeByteClasses(): Uint8Array {
  const classes = new Uint8Array(256)
  for (const white of [0, 9, 10, 12, 13, 32]) classes[white] = 1
  for (const delimiter of '()<>[]{}/%') classes[delimiter.charCodeAt(0)] = 2
  return classes
}
