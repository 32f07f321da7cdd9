/** Looks for color in the blocks of one image as they stream by: pixels of three bytes, or numbers into a palette. */
import type { Budget } from '../budget.ts'
import { scanJpeg } from '../images/jpeg.ts'
import type { PageColor } from '../page-tally.ts'
import {
  changedNumbersHaveColor,
  changedPixelsHaveColor,
  pixelsHaveColor,
} from '../pcl5/pixel-scan.ts'
import { RasterRow } from '../pcl5/raster-row.ts'
import type { AnalyzeTools } from '../port.ts'

export interface ImageShape {
  readonly width: number
  readonly height: number
  /** Bits of a number, or of one color of a pixel. */
  readonly bits: number
  /** Palette entries that are color; `null` = the pixels themselves are red, green and blue. */
  readonly colorEntries: Uint8Array | null
}

/** "CompressMode" */
export type Compression = 'none' | 'run-length' | 'jpeg' | 'delta-row' | 'unknown'

const JPEG_LIMIT = 32 * 1024 * 1024

export class ImageScan {
  readonly #tools: AnalyzeTools
  readonly #budget: Budget
  readonly #shape: ImageShape
  readonly #limit: number
  #compression: Compression = 'none'
  /** Bytes of a row that are pixels, and with its padding. */
  #pixelBytes = 0
  #rowBytes = 0
  #at = 0
  #high = 0
  #low = 255
  #run = 0
  #literals = 0
  #row: RasterRow | null = null
  #parts: Uint8Array[] = []
  #partBytes = 0
  color: PageColor = 'mono'

  constructor(tools: AnalyzeTools, shape: ImageShape) {
    this.#tools = tools
    this.#budget = tools.budget
    this.#shape = shape
    this.#limit = tools.policy.chromaLimit
    const isSeen = shape.colorEntries !== null ? [1, 4, 8].includes(shape.bits) : shape.bits === 8
    if (!isSeen) this.color = 'undecided'
  }

  get isKnown(): boolean {
    return this.color !== 'mono'
  }

  startBlock(compression: Compression, padding: number): void {
    const { width, bits, colorEntries } = this.#shape
    this.#compression = compression
    this.#pixelBytes = colorEntries ? Math.ceil((width * bits) / 8) : width * 3
    this.#rowBytes = Math.max(1, Math.ceil(this.#pixelBytes / padding) * padding)
    this.#at = 0
    this.#run = 0
    this.#literals = 0
    this.#parts = []
    this.#partBytes = 0
    this.#row?.clear()
    if (compression === 'unknown') this.#decide('undecided')
  }

  /** Bytes of the block; they are only lent. */
  push(data: Uint8Array, from: number, to: number): void {
    if (this.isKnown) return
    this.#budget.spendOperations(1 + ((to - from) >> 6))
    switch (this.#compression) {
      case 'none':
        this.#literal(data, from, to)
        break
      case 'run-length':
        this.#runLength(data, from, to)
        break
      case 'delta-row':
        this.#deltaRows(data, from, to)
        break
      case 'jpeg':
        this.#keep(data, from, to)
        break
    }
  }

  endBlock(): void {
    if (this.isKnown || this.#compression !== 'jpeg' || this.#partBytes === 0) return
    const facts = scanJpeg(this.#takeParts(), {
      budget: this.#budget,
      policy: this.#tools.policy,
      inkInverted: 'as-adobe',
      colorTransform: null,
    })
    if (!facts) this.#decide('undecided')
    else if (facts.color !== 'mono') this.#decide(facts.color)
  }

  #decide(color: PageColor): void {
    if (this.color !== 'color') this.color = color
  }

  #runLength(data: Uint8Array, from: number, to: number): void {
    for (let i = from; i < to && !this.isKnown; ) {
      if (this.#literals > 0) {
        const end = Math.min(to, i + this.#literals)
        this.#literals -= end - i
        this.#literal(data, i, end)
        i = end
      } else if (this.#run > 0) {
        this.#repeat(data[i++]!, this.#run)
        this.#run = 0
      } else {
        const command = data[i++]!
        if (command < 128) this.#literals = command + 1
        else if (command > 128) this.#run = 257 - command
      }
    }
  }

  #literal(data: Uint8Array, from: number, to: number): void {
    for (let i = from; i < to; ) {
      const inRow = Math.min(to - i, this.#rowBytes - this.#at)
      const pixels = Math.min(inRow, Math.max(0, this.#pixelBytes - this.#at))
      if (pixels > 0) {
        if (this.#shape.colorEntries) this.#numbers(data, i, i + pixels)
        else this.#pixels(data, i, i + pixels)
        if (this.isKnown) return
      }
      i += inRow
      this.#advance(inRow)
    }
  }

  #numbers(data: Uint8Array, from: number, to: number): void {
    const { bits, colorEntries } = this.#shape
    for (let i = from; i < to; i++) {
      if (byteHasColor(data[i]!, bits, colorEntries!)) this.#decide('color')
      if (this.isKnown) return
    }
  }

  #pixels(data: Uint8Array, from: number, to: number): void {
    let i = from
    let phase = this.#at % 3
    let isColor = false
    for (; i < to && phase !== 0 && !isColor; i++) {
      this.#take(data[i]!)
      phase = (phase + 1) % 3
      isColor = phase === 0 && this.#high - this.#low > this.#limit
    }
    const whole = to - ((to - i) % 3)
    if (isColor || pixelsHaveColor(data, i, whole, this.#limit)) {
      this.#decide('color')
      return
    }
    for (i = Math.max(i, whole); i < to; i++) {
      if (phase++ === 0) this.#high = this.#low = data[i]!
      else this.#take(data[i]!)
    }
  }

  #take(value: number): void {
    if (value > this.#high) this.#high = value
    if (value < this.#low) this.#low = value
  }

  /** Inside a run every pixel is gray; the one that it ends, and the one that it starts, are not known yet. */
  #repeat(value: number, times: number): void {
    const { colorEntries, bits } = this.#shape
    if (colorEntries) {
      const hitsPixels = this.#at < this.#pixelBytes || times > this.#rowBytes - this.#at
      if (hitsPixels && byteHasColor(value, bits, colorEntries)) this.#decide('color')
      this.#advance(times)
      return
    }
    for (let left = times; left > 0; ) {
      const inRow = Math.min(left, this.#rowBytes - this.#at)
      const phase = this.#at % 3
      if (phase !== 0 && this.#at < this.#pixelBytes) {
        this.#take(value)
        const endsPixel = inRow >= 3 - phase
        if (endsPixel && this.#high - this.#low > this.#limit) this.#decide('color')
        if (endsPixel) this.#high = this.#low = value
      } else this.#high = this.#low = value
      this.#advance(inRow)
      left -= inRow
    }
  }

  #advance(bytes: number): void {
    this.#at = (this.#at + bytes) % this.#rowBytes
  }

  /** Each row starts with its length in two bytes, low first. */
  #deltaRows(data: Uint8Array, from: number, to: number): void {
    this.#keep(data, from, to)
    const bytes = this.#takeParts()
    let at = 0
    while (at + 2 <= bytes.length && !this.isKnown) {
      const length = bytes[at]! | (bytes[at + 1]! << 8)
      if (at + 2 + length > bytes.length) break
      this.#deltaRow(bytes, at + 2, at + 2 + length)
      at += 2 + length
    }
    if (at < bytes.length) this.#keep(bytes, at, bytes.length)
  }

  #deltaRow(data: Uint8Array, from: number, to: number): void {
    this.#row ??= new RasterRow()
    const row = this.#row
    row.apply(3, data, from, to)
    this.#budget.spendOperations(1 + ((to - from) >> 6))
    const { bits, colorEntries } = this.#shape
    const end = Math.min(this.#pixelBytes, row.extent)
    const isColor = colorEntries
      ? changedNumbersHaveColor(row, end, bits, colorEntries)
      : changedPixelsHaveColor(row, end, this.#limit)
    if (isColor) this.#decide('color')
  }

  #keep(data: Uint8Array, from: number, to: number): void {
    this.#partBytes += to - from
    if (this.#partBytes > JPEG_LIMIT) {
      this.#parts = []
      this.#decide('undecided')
      return
    }
    this.#parts.push(data.slice(from, to))
  }

  #takeParts(): Uint8Array {
    const [only] = this.#parts
    if (this.#parts.length === 1 && only) {
      this.#parts = []
      this.#partBytes = 0
      return only
    }
    const whole = new Uint8Array(this.#partBytes)
    let at = 0
    for (const part of this.#parts) {
      whole.set(part, at)
      at += part.length
    }
    this.#parts = []
    this.#partBytes = 0
    return whole
  }
}

function byteHasColor(byte: number, bits: number, colorEntries: Uint8Array): boolean {
  if (bits === 8) return colorEntries[byte] === 1
  const mask = 2 ** bits - 1
  for (let shift = 8 - bits; shift >= 0; shift -= bits) {
    if (colorEntries[(byte >> shift) & mask]) return true
  }
  return false
}
