/** Cuts PostScript program text into tokens (PostScript Language Reference, third edition, section 3.2), chunk by chunk. */

/** Names come as 32-bit hashes of their bytes: no string is made for a token. */
export interface TokenSink {
  number(value: number): void
  /** `/name`. */
  literal(name: number): void
  /** `name`. */
  name(name: number): void
  /** `{`. */
  open(): void
  /** `}`. */
  close(): void
}

/** FNV-1a, 32 bits. */
export function hashName(name: string): number {
  let hash = HASH_START
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), HASH_FACTOR)
  return hash
}

export function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let hash = HASH_START
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, HASH_FACTOR)
  return hash
}

const HASH_START = 0x811c_9dc5 | 0
const HASH_FACTOR = 0x0100_0193

/** A string that goes on longer is binary data that looked like one. */
const STRING_LIMIT = 4_096

/** So many digits are exact in a number. */
const WHOLE_NUMBER_LIMIT = 15
const POWERS_OF_TEN = Array.from({ length: WHOLE_NUMBER_LIMIT + 1 }, (_, power) => 10 ** power)

/** What a byte does when it stands in program text. */
const CLASS = { regular: 0, space: 1, delimiter: 2 } as const
const CLASSES = new Uint8Array(256)
for (const space of [0, 9, 10, 12, 13, 32]) CLASSES[space] = CLASS.space
for (const mark of '()<>[]{}/%') CLASSES[mark.charCodeAt(0)] = CLASS.delimiter

const STATE = { text: 0, token: 1, string: 2, comment: 3, less: 4, hex: 5, base85: 6 } as const
type State = (typeof STATE)[keyof typeof STATE]

export class PostscriptTokens {
  readonly #sink: TokenSink
  #state: State = STATE.text
  #hash = HASH_START
  #literal = false
  /** The token so far reads as a number: sign, digits, at most one dot. */
  #numeric = true
  #value = 0
  #negative = false
  /** 0 before the dot, then the weight of the last digit. */
  #fraction = 0
  #digits = 0
  #stringDepth = 0
  #stringBytes = 0
  #escaped = false

  constructor(sink: TokenSink) {
    this.#sink = sink
  }

  /** Program text begins anew: whatever string or token was open is given up. */
  reset(): void {
    if (this.#state === STATE.token) this.#endToken()
    this.#state = STATE.text
  }

  feed(bytes: Uint8Array, from: number, to: number): void {
    for (let at = from; at < to; ) {
      switch (this.#state) {
        case STATE.text:
          at = this.#readText(bytes, at, to)
          break
        case STATE.token:
          at = this.#readToken(bytes, at, to)
          break
        case STATE.string:
          at = this.#readString(bytes, at, to)
          break
        case STATE.less:
          at = this.#readLess(bytes, at)
          break
        default:
          at = this.#skip(bytes, at, to)
      }
    }
  }

  #readText(bytes: Uint8Array, from: number, to: number): number {
    let at = from
    while (at < to && CLASSES[bytes[at]!] === CLASS.space) at++
    if (at === to) return to
    const byte = bytes[at]!
    if (CLASSES[byte] === CLASS.regular) {
      const end =
        byte > 0x39 ? this.#readWholeName(bytes, at, to) : this.#readWholeNumber(bytes, at, to)
      if (end >= 0) return end
      this.#beginToken(false)
      return at
    }
    switch (byte) {
      case 0x28: // (
        this.#state = STATE.string
        this.#stringDepth = 1
        this.#stringBytes = 0
        this.#escaped = false
        break
      case 0x25: // %
        this.#state = STATE.comment
        break
      case 0x3c: // <
        this.#state = STATE.less
        break
      case 0x2f: // /
        this.#beginToken(true)
        break
      case 0x7b: // {
        this.#sink.open()
        break
      case 0x7d: // }
        this.#sink.close()
        break
    }
    return at + 1
  }

  /** The common case: a name that ends in this chunk; -1 when it is not that. */
  #readWholeName(bytes: Uint8Array, from: number, to: number): number {
    let hash = HASH_START
    for (let at = from; at < to; at++) {
      const byte = bytes[at]!
      if (CLASSES[byte] !== CLASS.regular) {
        this.#sink.name(hash)
        return at
      }
      hash = Math.imul(hash ^ byte, HASH_FACTOR)
    }
    return -1
  }

  /** The common case: digits, at most one dot, that end in this chunk; -1 when it is not that. */
  #readWholeNumber(bytes: Uint8Array, from: number, to: number): number {
    const negative = bytes[from] === 0x2d
    let digits = 0
    let dotAt = -1
    for (let at = negative ? from + 1 : from; at < to; at++) {
      const byte = bytes[at]!
      if (byte >= 0x30 && byte <= 0x39) digits = digits * 10 + (byte - 0x30)
      else if (byte === 0x2e && dotAt < 0) dotAt = at
      else if (CLASSES[byte] === CLASS.regular || at - from > WHOLE_NUMBER_LIMIT) return -1
      else {
        const value = dotAt < 0 ? digits : digits / POWERS_OF_TEN[at - dotAt - 1]!
        // A sign or a dot alone is a name, which the slow way knows.
        if (at - from === (negative ? 1 : 0) + (dotAt < 0 ? 0 : 1)) return -1
        this.#sink.number(negative ? -value : value)
        return at
      }
    }
    return -1
  }

  #beginToken(literal: boolean): void {
    this.#state = STATE.token
    this.#literal = literal
    this.#hash = HASH_START
    this.#numeric = !literal
    this.#negative = false
    this.#value = 0
    this.#fraction = 0
    this.#digits = 0
  }

  #readToken(bytes: Uint8Array, from: number, to: number): number {
    let at = from
    let hash = this.#hash
    while (this.#numeric && at < to && CLASSES[bytes[at]!] === CLASS.regular) {
      const byte = bytes[at++]!
      hash = Math.imul(hash ^ byte, HASH_FACTOR)
      this.#addDigit(byte)
    }
    for (; at < to; at++) {
      const byte = bytes[at]!
      if (CLASSES[byte] !== CLASS.regular) break
      hash = Math.imul(hash ^ byte, HASH_FACTOR)
    }
    this.#hash = hash
    if (at < to) this.#endToken()
    return at
  }

  #addDigit(byte: number): void {
    if (byte >= 0x30 && byte <= 0x39) {
      this.#digits++
      if (this.#fraction === 0) this.#value = this.#value * 10 + (byte - 0x30)
      else {
        this.#fraction /= 10
        this.#value += (byte - 0x30) * this.#fraction
      }
    } else if (byte === 0x2e && this.#fraction === 0) this.#fraction = 1
    else if (byte === 0x2d && this.#digits === 0 && this.#fraction === 0) this.#negative = true
    else this.#numeric = false
  }

  #endToken(): void {
    this.#state = STATE.text
    if (this.#literal) this.#sink.literal(this.#hash)
    else if (this.#numeric && this.#digits > 0) {
      this.#sink.number(this.#negative ? -this.#value : this.#value)
    } else this.#sink.name(this.#hash)
  }

  #readString(bytes: Uint8Array, from: number, to: number): number {
    for (let at = from; at < to; at++) {
      const byte = bytes[at]!
      if (++this.#stringBytes > STRING_LIMIT) {
        this.#state = STATE.text
        return at
      }
      if (this.#escaped) this.#escaped = false
      else if (byte === 0x5c) this.#escaped = true
      else if (byte === 0x28) this.#stringDepth++
      else if (byte === 0x29 && --this.#stringDepth === 0) {
        this.#state = STATE.text
        return at + 1
      }
    }
    return to
  }

  /** After `<`: a dictionary, a string in base 85, or one in hexadecimal digits. */
  #readLess(bytes: Uint8Array, at: number): number {
    const byte = bytes[at]!
    this.#state = byte === 0x3c ? STATE.text : byte === 0x7e ? STATE.base85 : STATE.hex
    return this.#state === STATE.hex ? at : at + 1
  }

  #skip(bytes: Uint8Array, from: number, to: number): number {
    const comment = this.#state === STATE.comment
    for (let at = from; at < to; at++) {
      const byte = bytes[at]!
      const ends = comment ? byte === 0x0a || byte === 0x0d : byte === 0x3e
      if (!ends) continue
      this.#state = STATE.text
      return at + 1
    }
    return to
  }
}
