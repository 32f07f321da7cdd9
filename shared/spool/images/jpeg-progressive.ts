/** Progressive JPEG (ITU-T T.81 annex G): coefficients come in several scans and are kept until the last. */
import type { Budget } from '../budget.ts'
import type { JpegBits } from './jpeg-bits.ts'
import { type Block, type Layout, type Mcu, makeMcu, type Plane } from './jpeg-blocks.ts'
import type { ColorTest } from './jpeg-color.ts'
import { type JpegScan, type JpegState, ZIGZAG } from './jpeg-markers.ts'
import { eachBlock, type ScanPart } from './jpeg-scan.ts'

/** Coefficients kept of one image; of larger ones only the means of blocks are. */
const COEFFICIENTS_LIMIT = 24 * 1024 * 1024
const BLOCKS_LIMIT = 48 * 1024 * 1024

interface Kept {
  readonly values: Int16Array
  /** Coefficients of a block: all, or its mean alone. */
  readonly each: 1 | 64
}

export class ProgressiveImage {
  readonly #layout: Layout
  readonly #state: JpegState
  readonly #budget: Budget
  readonly #isColor: ColorTest
  /** By plane; null = too large even for means. */
  readonly #kept: readonly Kept[] | null
  /** Details were left out: an image that looks gray may not be. */
  readonly lostDetail: boolean

  /** `meansOnly`: planes of which only brightness matters. */
  constructor(
    layout: Layout,
    meansOnly: readonly boolean[],
    state: JpegState,
    budget: Budget,
    isColor: ColorTest,
  ) {
    this.#layout = layout
    this.#state = state
    this.#budget = budget
    this.#isColor = isColor
    const blocks = layout.planes.map(({ stride, down }) => stride * layout.mcusDown * down)
    const total = blocks.reduce((sum, count) => sum + count, 0)
    const fits = total * 64 <= COEFFICIENTS_LIMIT
    this.lostDetail = !fits
    this.#kept =
      total > BLOCKS_LIMIT
        ? null
        : blocks.map((count, i) => this.#keep(count, fits && !meansOnly[i]))
  }

  #keep(blocks: number, whole: boolean): Kept {
    const each = whole ? 64 : 1
    this.#budget.spendBytesOut(blocks * each * 2)
    return { values: new Int16Array(blocks * each), each }
  }

  /** True when the scan shows color: the means come first, and decide most images. */
  read(scan: JpegScan, bits: JpegBits): boolean {
    if (this.#kept === null) return false
    if (scan.spectralStart > 0) {
      this.#readDetails(scan, bits, this.#kept)
      return false
    }
    this.#readMeans(scan, bits, this.#kept)
    return this.#isColorNow(this.#kept, true)
  }

  /** With everything that came. */
  isColorAtEnd(): boolean {
    return this.#kept !== null && this.#isColorNow(this.#kept, false)
  }

  /** Section G.1.2.1. */
  #readMeans(scan: JpegScan, bits: JpegBits, kept: readonly Kept[]): void {
    const bit = 1 << scan.approximationLow
    eachBlock(scan, this.#layout, this.#state, bits, this.#budget, (part, plane, block) => {
      const { values, each } = kept[part.index]!
      if (scan.approximationHigh > 0) {
        if (bits.bits(1)) values[block * each]! |= bit
        return true
      }
      const table = this.#state.huffman[part.dc]
      const size = table ? bits.decode(table) : -1
      if (size < 0 || size > 16) return false
      plane.prediction += bits.signed(size)
      values[block * each] = plane.prediction * bit
      return true
    })
  }

  /** Sections G.1.2.2 and G.1.2.3; always one plane a scan. */
  #readDetails(scan: JpegScan, bits: JpegBits, kept: readonly Kept[]): void {
    const own = kept[scan.components[0]!.index]!
    if (own.each !== 64) return
    const band = new Band(scan, bits, own.values)
    const take = (part: ScanPart, _plane: Plane, block: number) => {
      const table = this.#state.huffman[4 + part.ac]
      return table !== undefined && band.read(block * 64, (from) => from.decode(table))
    }
    eachBlock(scan, this.#layout, this.#state, bits, this.#budget, take, () => band.restart())
  }

  #isColorNow(kept: readonly Kept[], meansOnly: boolean): boolean {
    const { planes, mcusAcross, mcusDown } = this.#layout
    const mcu: Mcu = makeMcu(planes)
    for (let y = 0; y < mcusDown; y++) {
      this.#budget.spendOperations(mcusAcross)
      for (let x = 0; x < mcusAcross; x++) {
        for (const [index, { across, down, stride }] of planes.entries()) {
          for (let i = 0; i < across * down; i++) {
            const row = y * down + Math.floor(i / across)
            loadBlock(
              mcu[index]![i]!,
              kept[index]!,
              row * stride + x * across + (i % across),
              meansOnly,
            )
          }
        }
        if (this.#isColor(mcu)) return true
      }
    }
    return false
  }
}

function loadBlock(block: Block, { values, each }: Kept, at: number, meansOnly: boolean): void {
  block.values.fill(0)
  block.flat = true
  block.energy = 0
  for (let i = 0, count = meansOnly ? 1 : each; i < count; i++) {
    const value = values[at * each + i]!
    if (value === 0) continue
    block.values[i] = value
    block.energy += Math.abs(value)
    if (i > 0) block.flat = false
  }
}

/** One band of coefficients over all blocks of a plane; runs of empty blocks reach from one to the next. */
class Band {
  readonly #scan: JpegScan
  readonly #bits: JpegBits
  readonly #values: Int16Array
  readonly #bit: number
  #emptyBlocks = 0

  constructor(scan: JpegScan, bits: JpegBits, values: Int16Array) {
    this.#scan = scan
    this.#bits = bits
    this.#values = values
    this.#bit = 1 << scan.approximationLow
  }

  restart(): void {
    this.#emptyBlocks = 0
  }

  /** False when the data does not decode. */
  read(base: number, decode: (bits: JpegBits) => number): boolean {
    const { spectralStart, spectralEnd, approximationHigh } = this.#scan
    let k = spectralStart
    while (this.#emptyBlocks === 0 && k <= spectralEnd) {
      const symbol = decode(this.#bits)
      if (symbol < 0) return false
      const run = symbol >> 4
      const size = symbol & 15
      if (size === 0 && run < 15) {
        this.#emptyBlocks = (1 << run) + this.#bits.bits(run)
        break
      }
      const value = size === 0 ? 0 : this.#readValue(size)
      k = approximationHigh === 0 ? k + run : this.#refine(base, k, spectralEnd, run)
      if (value !== 0 && k <= 63) this.#values[base + ZIGZAG[k]!] = value
      k++
    }
    if (this.#emptyBlocks > 0) {
      if (approximationHigh !== 0) this.#refine(base, k, spectralEnd, 64)
      this.#emptyBlocks--
    }
    return true
  }

  #readValue(size: number): number {
    if (this.#scan.approximationHigh === 0) return this.#bits.signed(size) * this.#bit
    return this.#bits.bits(1) ? this.#bit : -this.#bit
  }

  /** Adds a bit to what is known already, past `zeros` coefficients that stay zero; gives where it stopped. */
  #refine(base: number, from: number, end: number, zeros: number): number {
    let left = zeros
    for (let k = from; k <= end; k++) {
      const at = base + ZIGZAG[k]!
      const value = this.#values[at]!
      if (value === 0) {
        if (left-- === 0) return k
      } else if (this.#bits.bits(1) && (Math.abs(value) & this.#bit) === 0) {
        this.#values[at] = value + (value > 0 ? this.#bit : -this.#bit)
      }
    }
    return end + 1
  }
}
