/** The frame around JPEG data (ITU-T T.81 annex B): sizes, components, tables, where scans start. */

export interface JpegComponent {
  readonly id: number
  readonly across: number
  readonly down: number
  readonly quantization: number
}

export interface JpegFrame {
  readonly width: number
  readonly height: number
  readonly bits: number
  readonly components: readonly JpegComponent[]
  /** Start-of-frame marker: 0xc0 baseline, 0xc1 extended, 0xc2 progressive, others rare. */
  readonly kind: number
}

export interface JpegScan {
  readonly components: readonly {
    readonly index: number
    readonly dc: number
    readonly ac: number
  }[]
  readonly spectralStart: number
  readonly spectralEnd: number
  readonly approximationHigh: number
  readonly approximationLow: number
  readonly dataAt: number
}

/** What the markers in front of a scan said, as it stands when the scan starts. */
export interface JpegState {
  frame: JpegFrame | null
  /** Natural order, by table number. */
  readonly quantization: (Uint16Array | undefined)[]
  /** Class (0 DC, 1 AC) × 4 + number. */
  readonly huffman: (JpegHuffman | undefined)[]
  restartInterval: number
  /** APP14 "Adobe": 0 no transform, 1 YCbCr, 2 YCCK; null = no such marker. */
  adobeTransform: number | null
  /** APP0 "JFIF": its density, in dots per inch; null = not told. */
  dotsPerInch: number | null
}

export const ZIGZAG = Uint8Array.of(
  0,
  1,
  8,
  16,
  9,
  2,
  3,
  10,
  17,
  24,
  32,
  25,
  18,
  11,
  4,
  5,
  12,
  19,
  26,
  33,
  40,
  48,
  41,
  34,
  27,
  20,
  13,
  6,
  7,
  14,
  21,
  28,
  35,
  42,
  49,
  56,
  57,
  50,
  43,
  36,
  29,
  22,
  15,
  23,
  30,
  37,
  44,
  51,
  58,
  59,
  52,
  45,
  38,
  31,
  39,
  46,
  53,
  60,
  61,
  54,
  47,
  55,
  62,
  63,
)

export function isJpeg(head: Uint8Array): boolean {
  return head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff
}

/**
 * Reads markers in order and calls `scan` for each scan; that says where the scan's data ended, or null to stop.
 * Gives what is known at the end; `ended` is false when the data stops before the end marker.
 */
export function readJpegMarkers(
  bytes: Uint8Array,
  scan: (scan: JpegScan, state: JpegState) => number | null,
): { readonly state: JpegState; readonly ended: boolean } {
  const state: JpegState = {
    frame: null,
    quantization: [],
    huffman: [],
    restartInterval: 0,
    adobeTransform: null,
    dotsPerInch: null,
  }
  for (let at = 2; at + 1 < bytes.length; ) {
    if (bytes[at] !== 0xff) {
      // Rubbish between segments: go on at the next marker.
      at = bytes.indexOf(0xff, at)
      if (at < 0) break
      continue
    }
    const marker = bytes[at + 1]!
    if (marker === 0xd9) return { state, ended: true }
    if (marker === 0xff || marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += marker === 0xff ? 1 : 2
      continue
    }
    const length = (bytes[at + 2]! << 8) | bytes[at + 3]!
    if (at + 2 + length > bytes.length || length < 2) break
    const body = bytes.subarray(at + 4, at + 2 + length)
    if (marker === 0xda) {
      const started = readScanHeader(body, at + 2 + length, state)
      const next = started ? scan(started, state) : null
      if (next === null) return { state, ended: true }
      at = next
      continue
    }
    readSegment(marker, body, state)
    at += 2 + length
  }
  return { state, ended: false }
}

function readSegment(marker: number, body: Uint8Array, state: JpegState): void {
  if (marker === 0xdb) readQuantization(body, state)
  else if (marker === 0xc4) readHuffman(body, state)
  else if (marker === 0xdd) state.restartInterval = (body[0]! << 8) | body[1]!
  else if (marker === 0xee && isText(body, 'Adobe')) state.adobeTransform = body[11] ?? 0
  else if (marker === 0xe0 && isText(body, 'JFIF')) readDensity(body, state)
  else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc8 && marker !== 0xcc) {
    state.frame ??= readFrame(marker, body)
  }
}

function isText(body: Uint8Array, text: string): boolean {
  return [...text].every((letter, i) => body[i] === letter.charCodeAt(0))
}

function readDensity(body: Uint8Array, state: JpegState): void {
  const unit = body[7]
  const density = (body[8]! << 8) | body[9]!
  if (density === 0) return
  if (unit === 1) state.dotsPerInch = density
  else if (unit === 2) state.dotsPerInch = density * 2.54
}

function readFrame(kind: number, body: Uint8Array): JpegFrame | null {
  const count = body[5] ?? 0
  if (body.length < 6 + count * 3 || count < 1 || count > 4) return null
  const components: JpegComponent[] = []
  for (let i = 0; i < count; i++) {
    const at = 6 + i * 3
    const across = body[at + 1]! >> 4
    const down = body[at + 1]! & 15
    if (across < 1 || across > 4 || down < 1 || down > 4) return null
    components.push({ id: body[at]!, across, down, quantization: body[at + 2]! & 3 })
  }
  const height = (body[1]! << 8) | body[2]!
  const width = (body[3]! << 8) | body[4]!
  if (width === 0) return null
  return { width, height, bits: body[0]!, components, kind }
}

function readScanHeader(body: Uint8Array, dataAt: number, state: JpegState): JpegScan | null {
  const count = body[0] ?? 0
  const { frame } = state
  if (!frame || count < 1 || count > 4 || body.length < 4 + count * 2) return null
  const components = []
  for (let i = 0; i < count; i++) {
    const index = frame.components.findIndex(({ id }) => id === body[1 + i * 2])
    const tables = body[2 + i * 2]!
    if (index < 0) return null
    components.push({ index, dc: (tables >> 4) & 3, ac: tables & 3 })
  }
  const at = 1 + count * 2
  return {
    components,
    spectralStart: body[at]! & 63,
    spectralEnd: body[at + 1]! & 63,
    approximationHigh: body[at + 2]! >> 4,
    approximationLow: body[at + 2]! & 15,
    dataAt,
  }
}

function readQuantization(body: Uint8Array, state: JpegState): void {
  for (let at = 0; at < body.length; ) {
    const wide = body[at]! >> 4 !== 0
    const table = new Uint16Array(64)
    const number = body[at++]! & 3
    if (at + (wide ? 128 : 64) > body.length) return
    for (let i = 0; i < 64; i++) {
      table[ZIGZAG[i]!] = wide ? (body[at + i * 2]! << 8) | body[at + i * 2 + 1]! : body[at + i]!
    }
    at += wide ? 128 : 64
    state.quantization[number] = table
  }
}

function readHuffman(body: Uint8Array, state: JpegState): void {
  for (let at = 0; at + 17 <= body.length; ) {
    const slot = ((body[at]! >> 4) & 1) * 4 + (body[at]! & 3)
    const counts = body.subarray(at + 1, at + 17)
    const total = counts.reduce((sum, count) => sum + count, 0)
    const symbols = body.subarray(at + 17, at + 17 + total)
    at += 17 + total
    state.huffman[slot] = new JpegHuffman(counts, symbols)
  }
}

export const FAST_BITS = 9

/** ITU-T T.81 annex C and F.2.2.3: short codes by one look-up, long ones by their length. */
export class JpegHuffman {
  /** length << 8 | symbol; 0 = a longer code. */
  readonly fast = new Uint16Array(1 << FAST_BITS)
  /** By length: codes below this have at most that length. */
  readonly #ends = new Int32Array(18)
  readonly #offsets = new Int32Array(18)
  readonly #symbols: Uint8Array

  constructor(counts: Uint8Array, symbols: Uint8Array) {
    this.#symbols = symbols
    let code = 0
    let index = 0
    for (let length = 1; length <= 16; length++) {
      this.#offsets[length] = index - code
      for (let i = 0; i < counts[length - 1]!; i++, code++, index++) {
        if (length > FAST_BITS) continue
        const from = code << (FAST_BITS - length)
        const entry = (length << 8) | (symbols[index] ?? 0)
        this.fast.fill(entry, from, from + (1 << (FAST_BITS - length)))
      }
      this.#ends[length] = code
      code <<= 1
    }
  }

  /** `bits` holds the next 16 bits. Gives length << 8 | symbol; 0 = no code. */
  long(bits: number): number {
    for (let length = FAST_BITS + 1; length <= 16; length++) {
      const code = bits >> (16 - length)
      if (code < this.#ends[length]!) {
        return (length << 8) | (this.#symbols[this.#offsets[length]! + code] ?? 0)
      }
    }
    return 0
  }
}
