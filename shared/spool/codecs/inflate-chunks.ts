/** DEFLATE (RFC 1951) piece by piece, in 160 KB of memory whatever the size, keeping all that precedes damage. */

/** How the data is framed: zlib (RFC 1950), gzip (RFC 1952), or not at all. */
export type DeflateFraming = 'zlib' | 'gzip' | 'raw'
/** `stopped`: the taker had enough. Checksums are not compared: a printer prints what it can read. */
export type InflateEnd = 'complete' | 'truncated' | 'damaged' | 'stopped'

/**
 * Pulls chunks from `next` until it gives null, hands pieces to `take` (lent for the call) until that says false.
 * Several gzip members after each other are one document (RFC 1952 section 2.2).
 */
export function inflateChunks(
  framing: DeflateFraming,
  next: () => Uint8Array | null,
  take: (bytes: Uint8Array) => boolean,
): InflateEnd {
  const bits = new BitReader(next)
  const window = new Window(take)
  try {
    do {
      skipHeader(framing, bits)
      inflateBlocks(bits, window)
    } while (framing === 'gzip' && skipGzipTrailer(bits))
    window.flush()
    return 'complete'
  } catch (error) {
    if (error === STOPPED) return 'stopped'
    if (error !== TRUNCATED && error !== DAMAGED) throw error
    try {
      window.flush()
    } catch (late) {
      if (late !== STOPPED) throw late
      return 'stopped'
    }
    return error === TRUNCATED ? 'truncated' : 'damaged'
  }
}

// Thrown as plain marks: an Error per damaged stream would cost its stack.
const TRUNCATED = Symbol('truncated')
const DAMAGED = Symbol('damaged')
const STOPPED = Symbol('stopped')

const WINDOW_BYTES = 32_768
const BUFFER_BYTES = 131_072
const MATCH_LIMIT = 258

/** The last 32 KB stay for references back; what is older is handed on. */
class Window {
  readonly bytes = new Uint8Array(BUFFER_BYTES + MATCH_LIMIT)
  at = 0
  /** Bytes before this are history of pieces handed on already. */
  #handed = 0
  readonly #take: (bytes: Uint8Array) => boolean

  constructor(take: (bytes: Uint8Array) => boolean) {
    this.#take = take
  }

  makeRoom(): void {
    if (this.at < BUFFER_BYTES) return
    this.flush()
    this.bytes.copyWithin(0, this.at - WINDOW_BYTES, this.at)
    this.at = WINDOW_BYTES
    this.#handed = WINDOW_BYTES
  }

  flush(): void {
    if (this.at === this.#handed) return
    const piece = this.bytes.subarray(this.#handed, this.at)
    this.#handed = this.at
    if (!this.#take(piece)) throw STOPPED
  }
}

class BitReader {
  readonly #next: () => Uint8Array | null
  #chunk: Uint8Array = new Uint8Array(0)
  #at = 0
  hold = 0
  count = 0

  constructor(next: () => Uint8Array | null) {
    this.#next = next
  }

  /** The next byte, or -1 at the end. */
  byte(): number {
    while (this.#at >= this.#chunk.length) {
      const chunk = this.#next()
      if (chunk === null) return -1
      this.#chunk = chunk
      this.#at = 0
    }
    return this.#chunk[this.#at++]!
  }

  /** Holds at least `wanted` bits (at most 24), padded with zeros at the very end. */
  fill(wanted: number): void {
    while (this.count < wanted) {
      const byte = this.byte()
      if (byte < 0) {
        // Codes may look further than the last code's bits: pad a little, but not forever.
        this.count += 8
        this.padded += 8
        if (this.padded > 64) throw TRUNCATED
        continue
      }
      this.hold |= byte << this.count
      this.count += 8
    }
  }
  padded = 0

  take(count: number): number {
    if (count === 0) return 0
    this.fill(count)
    const value = this.hold & ((1 << count) - 1)
    this.drop(count)
    return value
  }

  drop(count: number): void {
    this.hold >>>= count
    this.count -= count
    if (this.count < this.padded) throw TRUNCATED
  }

  alignToByte(): void {
    this.drop(this.count & 7)
  }
}

function skipHeader(framing: DeflateFraming, bits: BitReader): void {
  if (framing === 'raw') return
  if (framing === 'zlib') {
    bits.take(8)
    bits.take(8)
    return
  }
  if (bits.take(8) !== 0x1f || bits.take(8) !== 0x8b || bits.take(8) !== 8) throw DAMAGED
  const flags = bits.take(8)
  for (let i = 0; i < 6; i++) bits.take(8)
  if (flags & 4) for (let extra = bits.take(16); extra > 0; extra--) bits.take(8)
  if (flags & 8) skipText(bits)
  if (flags & 16) skipText(bits)
  if (flags & 2) bits.take(16)
}

function skipText(bits: BitReader): void {
  while (bits.take(8) !== 0);
}

/** True when another member follows; trailing zeros or rubbish are not one. */
function skipGzipTrailer(bits: BitReader): boolean {
  bits.alignToByte()
  try {
    for (let i = 0; i < 8; i++) bits.take(8)
    bits.fill(24)
    return bits.padded === 0 && (bits.hold & 0xffffff) === 0x088b1f
  } catch (error) {
    if (error === TRUNCATED) return false
    throw error
  }
}

function inflateBlocks(bits: BitReader, window: Window): void {
  for (let last = 0; last === 0; ) {
    last = bits.take(1)
    const kind = bits.take(2)
    if (kind === 0) copyStored(bits, window)
    else if (kind === 1) inflateBlock(bits, window, fixedTables())
    else if (kind === 2) inflateBlock(bits, window, readTables(bits))
    else throw DAMAGED
  }
}

function copyStored(bits: BitReader, window: Window): void {
  bits.alignToByte()
  const length = bits.take(16)
  if ((bits.take(16) ^ 0xffff) !== length) throw DAMAGED
  for (let i = 0; i < length; i++) {
    window.makeRoom()
    window.bytes[window.at++] = bits.take(8)
  }
}

const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
  163, 195, 227, 258,
]
const LENGTH_BITS = [
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
]
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
  3073, 4097, 6145, 8193, 12289, 16385, 24577,
]
const DISTANCE_BITS = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
]

interface Tables {
  readonly literals: HuffmanTable
  readonly distances: HuffmanTable
}

function inflateBlock(bits: BitReader, window: Window, { literals, distances }: Tables): void {
  const { bytes } = window
  for (;;) {
    window.makeRoom()
    const symbol = literals.decode(bits)
    if (symbol < 256) {
      bytes[window.at++] = symbol
      continue
    }
    if (symbol === 256) return
    const size = symbol - 257
    if (size >= LENGTH_BASE.length) throw DAMAGED
    const length = LENGTH_BASE[size]! + bits.take(LENGTH_BITS[size]!)
    const far = distances.decode(bits)
    if (far >= DISTANCE_BASE.length) throw DAMAGED
    const distance = DISTANCE_BASE[far]! + bits.take(DISTANCE_BITS[far]!)
    if (distance > window.at) throw DAMAGED
    let to = window.at
    for (let from = to - distance, end = to + length; to < end; ) bytes[to++] = bytes[from++]!
    window.at = to
  }
}

const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

/** RFC 1951 section 3.2.7. */
function readTables(bits: BitReader): Tables {
  const literalCount = bits.take(5) + 257
  const distanceCount = bits.take(5) + 1
  const codeCount = bits.take(4) + 4
  const codeLengths = new Uint8Array(19)
  for (let i = 0; i < codeCount; i++) codeLengths[CODE_LENGTH_ORDER[i]!] = bits.take(3)
  const codes = new HuffmanTable(codeLengths)
  const lengths = new Uint8Array(literalCount + distanceCount)
  for (let at = 0; at < lengths.length; ) {
    const symbol = codes.decode(bits)
    if (symbol < 16) {
      lengths[at++] = symbol
      continue
    }
    if (symbol === 16 && at === 0) throw DAMAGED
    const value = symbol === 16 ? lengths[at - 1]! : 0
    const run =
      symbol === 16 ? 3 + bits.take(2) : symbol === 17 ? 3 + bits.take(3) : 11 + bits.take(7)
    if (at + run > lengths.length) throw DAMAGED
    lengths.fill(value, at, at + run)
    at += run
  }
  return {
    literals: new HuffmanTable(lengths.subarray(0, literalCount)),
    distances: new HuffmanTable(lengths.subarray(literalCount)),
  }
}

let fixed: Tables | null = null

/** RFC 1951 section 3.2.6. */
function fixedTables(): Tables {
  if (fixed) return fixed
  const lengths = new Uint8Array(288)
    .fill(8, 0, 144)
    .fill(9, 144, 256)
    .fill(7, 256, 280)
    .fill(8, 280)
  fixed = {
    literals: new HuffmanTable(lengths),
    distances: new HuffmanTable(new Uint8Array(30).fill(5)),
  }
  return fixed
}

const FAST_BITS = 10
const CODE_BITS_LIMIT = 15

/** A canonical code: short codes by one look-up, long ones bit by bit. */
class HuffmanTable {
  /** symbol << 4 | length; 0 = a longer code. */
  readonly #fast = new Uint16Array(1 << FAST_BITS)
  readonly #counts = new Uint16Array(CODE_BITS_LIMIT + 1)
  readonly #symbols: Uint16Array

  constructor(lengths: Uint8Array) {
    for (const length of lengths) this.#counts[length]!++
    this.#counts[0] = 0
    const starts = new Uint16Array(CODE_BITS_LIMIT + 2)
    const firstCodes = new Uint16Array(CODE_BITS_LIMIT + 2)
    let left = 1
    for (let length = 1; length <= CODE_BITS_LIMIT; length++) {
      left = (left << 1) - this.#counts[length]!
      if (left < 0) throw DAMAGED
      starts[length + 1] = starts[length]! + this.#counts[length]!
      firstCodes[length + 1] = (firstCodes[length]! + this.#counts[length]!) << 1
    }
    this.#symbols = new Uint16Array(lengths.length)
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      const length = lengths[symbol]!
      if (length === 0) continue
      this.#symbols[starts[length]!++] = symbol
      this.#enterFast(firstCodes[length]!++, length, symbol)
    }
  }

  #enterFast(code: number, length: number, symbol: number): void {
    if (length > FAST_BITS) return
    let reversed = 0
    for (let i = 0; i < length; i++) reversed |= ((code >> i) & 1) << (length - 1 - i)
    for (let at = reversed; at < 1 << FAST_BITS; at += 1 << length) {
      this.#fast[at] = (symbol << 4) | length
    }
  }

  decode(bits: BitReader): number {
    if (bits.count < CODE_BITS_LIMIT) bits.fill(CODE_BITS_LIMIT)
    const entry = this.#fast[bits.hold & ((1 << FAST_BITS) - 1)]!
    if (entry !== 0) {
      bits.drop(entry & 15)
      return entry >> 4
    }
    let code = 0
    let first = 0
    let index = 0
    for (let length = 1; length <= CODE_BITS_LIMIT; length++) {
      code |= (bits.hold >> (length - 1)) & 1
      const count = this.#counts[length]!
      if (code - count < first) {
        bits.drop(length)
        return this.#symbols[index + code - first]!
      }
      index += count
      first = (first + count) << 1
      code <<= 1
    }
    throw DAMAGED
  }
}
