/** Whether a JPEG holds color: chroma blocks are decoded, the rest is only read past. */
import type { Budget } from '../budget.ts'
import { chromaOfCmyk, chromaOfRgb } from '../color.ts'
import type { ColorPolicy } from '../port.ts'
import { JpegBits } from './jpeg-bits.ts'
import { makePixels } from './jpeg-idct.ts'
import {
  type JpegFrame,
  type JpegHuffman,
  type JpegScan,
  type JpegState,
  readJpegMarkers,
  ZIGZAG,
} from './jpeg-markers.ts'

export interface JpegFacts {
  readonly width: number
  readonly height: number
  readonly components: number
  readonly dotsPerInch: number | null
  /** `undecided`: coded in a way we do not decode. */
  readonly color: 'mono' | 'color' | 'undecided'
  readonly complete: boolean
}

export interface JpegOptions {
  readonly policy: ColorPolicy
  readonly budget: Budget
  /** Four inks: 255 means no ink (as Adobe writes files of their own), or full ink (as PDF reads them). */
  readonly inkInverted: boolean | 'as-adobe'
  /** PDF's ColorTransform: 0 or 1 where there is no Adobe marker. */
  readonly colorTransform: number | null
}

/** `null` when it has no readable frame. */
export function scanJpeg(bytes: Uint8Array, options: JpegOptions): JpegFacts | null {
  let color: JpegFacts['color'] = 'mono'
  let scanner: Scanner | null = null
  const { state, ended } = readJpegMarkers(bytes, (scan, at) => {
    const { frame } = at
    if (!frame || frame.components.length === 1 || !isDecodable(frame)) {
      if (frame && frame.components.length > 1) color = 'undecided'
      return null
    }
    scanner ??= new Scanner(frame, at, options)
    const bits = new JpegBits(bytes, scan.dataAt)
    if (scanner.read(scan, bits)) {
      color = 'color'
      return null
    }
    return bits.findMarker()
  })
  const { frame } = state
  if (!frame) return null
  const open = scanner as Scanner | null
  if (color === 'mono' && open) color = open.verdictAtEnd()
  return {
    width: frame.width,
    height: frame.height,
    components: frame.components.length,
    dotsPerInch: state.dotsPerInch,
    color,
    complete: ended,
  }
}

/** Baseline, extended and progressive with Huffman codes and 8 bits: all that printers meet. */
function isDecodable(frame: JpegFrame): boolean {
  return frame.bits === 8 && (frame.kind === 0xc0 || frame.kind === 0xc1 || frame.kind === 0xc2)
}

interface Plane {
  readonly across: number
  readonly down: number
  readonly quantization: Uint16Array
  readonly blocksAcross: number
  readonly blocksDown: number
  /** Blocks rounded up to whole MCUs. */
  readonly stride: number
  /** Progressive only: 64 coefficients a block, or 1 when only the means are kept. */
  coefficients: Int16Array | null
  kept: 1 | 64
  prediction: number
}

/** Coefficients kept while a progressive image comes in; beyond that only block means are. */
const COEFFICIENTS_LIMIT = 24 * 1024 * 1024
const BLOCKS_LIMIT = 48 * 1024 * 1024

class Scanner {
  readonly #frame: JpegFrame
  readonly #state: JpegState
  readonly #options: JpegOptions
  readonly #planes: Plane[]
  readonly #model: 'ycc' | 'rgb' | 'cmyk' | 'ycck'
  readonly #mcusAcross: number
  readonly #mcusDown: number
  #lostDetail = false

  constructor(frame: JpegFrame, state: JpegState, options: JpegOptions) {
    this.#frame = frame
    this.#state = state
    this.#options = options
    const most = frame.components.reduce(
      (sum, { across, down }) => ({
        across: Math.max(sum.across, across),
        down: Math.max(sum.down, down),
      }),
      { across: 1, down: 1 },
    )
    this.#mcusAcross = Math.ceil(frame.width / (8 * most.across))
    this.#mcusDown = Math.ceil(frame.height / (8 * most.down))
    this.#model = colorModel(frame, state, options)
    this.#planes = frame.components.map((component) => ({
      across: component.across,
      down: component.down,
      quantization: state.quantization[component.quantization] ?? new Uint16Array(64).fill(1),
      blocksAcross: Math.ceil(Math.ceil((frame.width * component.across) / most.across) / 8),
      blocksDown: Math.ceil(Math.ceil((frame.height * component.down) / most.down) / 8),
      stride: this.#mcusAcross * component.across,
      coefficients: null,
      kept: 64,
      prediction: 0,
    }))
    if (frame.kind === 0xc2) this.#makeRoom()
  }

  #makeRoom(): void {
    const blocks = this.#planes.map((plane) => plane.stride * this.#mcusDown * plane.down)
    const total = blocks.reduce((sum, count) => sum + count, 0)
    if (total > BLOCKS_LIMIT) {
      this.#lostDetail = true
      return
    }
    for (const [index, plane] of this.#planes.entries()) {
      // The brightness plane only keeps colors from leaving the scale.
      const isLight = this.#model === 'ycc' && index === 0
      const fits = total * 64 <= COEFFICIENTS_LIMIT
      plane.kept = isLight || !fits ? 1 : 64
      if (!isLight && !fits) this.#lostDetail = true
      this.#options.budget.spendBytesOut(blocks[index]! * plane.kept * 2)
      plane.coefficients = new Int16Array(blocks[index]! * plane.kept)
    }
  }

  /** True as soon as a color pixel was found. */
  read(scan: JpegScan, bits: JpegBits): boolean {
    for (const plane of this.#planes) plane.prediction = 0
    return this.#frame.kind === 0xc2
      ? this.#readProgressive(scan, bits)
      : this.#readSequential(scan, bits)
  }

  #readSequential(scan: JpegScan, bits: JpegBits): boolean {
    // One component a scan: the others come later, and mixing them would need the whole image.
    if (scan.components.length < this.#planes.length) {
      this.#lostDetail = true
      return false
    }
    const mcu = this.#planes.map((plane) => makeBlocks(plane.across * plane.down))
    const total = this.#mcusAcross * this.#mcusDown
    const tables = scan.components.map(({ index, dc, ac }) => ({
      plane: this.#planes[index]!,
      blocks: mcu[index]!,
      dc: this.#state.huffman[dc],
      ac: this.#state.huffman[4 + ac],
    }))
    for (let at = 0; at < total; at++) {
      if (this.#isRestart(at) && !this.#restart(bits)) return false
      for (const { plane, blocks, dc, ac } of tables) {
        if (!dc || !ac) return false
        for (const block of blocks) {
          if (!readBlock(bits, block, plane, dc, ac)) return false
        }
      }
      this.#options.budget.spendOperations(2)
      // Nothing but padding from here: the file is cut.
      if (bits.missing > 64) return false
      if (this.#isColorMcu(mcu)) return true
    }
    return false
  }

  #isRestart(mcu: number): boolean {
    return this.#state.restartInterval > 0 && mcu > 0 && mcu % this.#state.restartInterval === 0
  }

  #restart(bits: JpegBits): boolean {
    for (const plane of this.#planes) plane.prediction = 0
    return bits.restart()
  }

  #isColorMcu(mcu: readonly (readonly Block[])[]): boolean {
    switch (this.#model) {
      case 'ycc':
        return this.#isColorYcc(mcu)
      case 'rgb':
        return this.#isColorPixels(mcu, (values) => chromaOfRgb(values[0]!, values[1]!, values[2]!))
      case 'cmyk':
        return this.#isColorPixels(mcu, (values) => this.#chromaOfInks(values))
      case 'ycck':
        return this.#isColorPixels(mcu, (values) => this.#chromaOfYcck(values))
    }
  }

  /** Chroma blocks over the mean brightness of what they cover. */
  #isColorYcc(mcu: readonly (readonly Block[])[]): boolean {
    const [light, blue, red] = this.#planes as [Plane, Plane, Plane]
    const blues = mcu[1]!
    const reds = mcu[2]!
    // Different sampling of the two chroma planes is unheard of; the means decide then.
    const count = Math.min(blues.length, reds.length)
    for (let i = 0; i < count; i++) {
      const b = blues[i]!
      const r = reds[i]!
      if (b.energy === 0 && r.energy === 0) continue
      const bound = bounds(b, blue) * 1.772 + bounds(r, red) * 1.402
      if (bound <= this.#options.policy.chromaLimit) continue
      const lights = mcu[0]!
      const y = lights.reduce((sum, block) => sum + mean(block, light), 0) / lights.length + 128
      if (isColorBlock(b, blue, r, red, y, this.#options.policy.chromaLimit)) return true
    }
    return false
  }

  #isColorPixels(
    mcu: readonly (readonly Block[])[],
    chroma: (values: readonly number[]) => number,
  ): boolean {
    const flat = mcu.every((blocks) => blocks.length === 1 && blocks[0]!.last === 0)
    if (flat) {
      const values = mcu.map((blocks, i) => mean(blocks[0]!, this.#planes[i]!) + 128)
      return chroma(values.map(toByte)) > this.#options.policy.chromaLimit
    }
    this.#options.budget.spendOperations(64)
    const pixels = mcu.map((blocks, i) =>
      makePixels(blocks[0]!.values, this.#planes[i]!.quantization).slice(),
    )
    const values = [0, 0, 0, 0]
    for (let at = 0; at < 64; at++) {
      for (let i = 0; i < pixels.length; i++) values[i] = toByte(pixels[i]![at]! + 128)
      if (chroma(values) > this.#options.policy.chromaLimit) return true
    }
    return false
  }

  #chromaOfInks(values: readonly number[]): number {
    const inverted =
      this.#options.inkInverted === 'as-adobe'
        ? this.#state.adobeTransform !== null
        : this.#options.inkInverted
    const ink = (value: number) => (inverted ? 255 - value : value) / 255
    const [c, m, y, k] = values as [number, number, number, number]
    return chromaOfCmyk(ink(c), ink(m), ink(y), ink(k), this.#options.policy)
  }

  #chromaOfYcck(values: readonly number[]): number {
    const [y, cb, cr, k] = values as [number, number, number, number]
    const red = toByte(y + 1.402 * (cr - 128))
    const green = toByte(y - 0.344 * (cb - 128) - 0.714 * (cr - 128))
    const blue = toByte(y + 1.772 * (cb - 128))
    // The transform works on light, so that what comes out is the inverse of the inks.
    return this.#chromaOfInks([255 - red, 255 - green, 255 - blue, k])
  }

  #readProgressive(scan: JpegScan, bits: JpegBits): boolean {
    const wanted = scan.components.map(({ index }) => this.#planes[index]!)
    if (wanted.every((plane) => plane.coefficients === null)) return false
    if (scan.spectralStart === 0) this.#readDcScan(scan, bits)
    else this.#readAcScan(scan, bits)
    // After each scan: a photograph shows its color in the first.
    return this.#isColorSoFar(scan)
  }

  /** ITU-T T.81 section G.1.2.1. */
  #readDcScan(scan: JpegScan, bits: JpegBits): void {
    const isFirst = scan.approximationHigh === 0
    const readOne = (plane: Plane, dc: JpegHuffman | undefined, block: number): boolean => {
      const { coefficients } = plane
      if (!coefficients) return true
      const at = block * plane.kept
      if (!isFirst) {
        if (bits.bits(1)) coefficients[at]! |= 1 << scan.approximationLow
        return true
      }
      if (!dc) return false
      const size = bits.decode(dc)
      if (size < 0 || size > 16) return false
      plane.prediction += bits.signed(size)
      coefficients[at] = plane.prediction * (1 << scan.approximationLow)
      return true
    }
    this.#eachBlock(scan, bits, (plane, part, block) =>
      readOne(plane, this.#state.huffman[part.dc], block),
    )
  }

  /** ITU-T T.81 sections G.1.2.2 and G.1.2.3. */
  #readAcScan(scan: JpegScan, bits: JpegBits): void {
    let endOfBand = 0
    const { spectralStart, spectralEnd, approximationHigh, approximationLow } = scan
    const plane = this.#planes[scan.components[0]!.index]!
    if (plane.kept !== 64 || !plane.coefficients) return
    const { coefficients } = plane
    const bit = 1 << approximationLow
    this.#eachBlock(
      scan,
      bits,
      (_, part, block) => {
        const ac = this.#state.huffman[4 + part.ac]
        if (!ac) return false
        const base = block * 64
        const refine = (at: number) => {
          const value = coefficients[at]!
          if (value !== 0 && bits.bits(1) && (value & bit) === 0) {
            coefficients[at] = value + (value > 0 ? bit : -bit)
          }
        }
        let k = spectralStart
        if (endOfBand === 0) {
          while (k <= spectralEnd) {
            const symbol = bits.decode(ac)
            if (symbol < 0) return false
            let run = symbol >> 4
            const size = symbol & 15
            let value = 0
            if (size === 0) {
              if (run < 15) {
                endOfBand = (1 << run) + bits.bits(run)
                break
              }
            } else if (approximationHigh === 0) {
              value = bits.signed(size) * bit
            } else {
              value = bits.bits(1) ? bit : -bit
            }
            if (approximationHigh === 0) {
              k += run
            } else {
              for (; k <= spectralEnd; k++) {
                const at = base + ZIGZAG[k]!
                if (coefficients[at] !== 0) refine(at)
                else if (run-- === 0) break
              }
            }
            if (value !== 0 && k <= 63) coefficients[base + ZIGZAG[k]!] = value
            k++
          }
        }
        if (endOfBand > 0) {
          if (approximationHigh !== 0) for (; k <= spectralEnd; k++) refine(base + ZIGZAG[k]!)
          endOfBand--
        }
        return true
      },
      () => {
        endOfBand = 0
      },
    )
  }

  /** Every block of the scan in its order, until `take` says false or the data ends. */
  #eachBlock(
    scan: JpegScan,
    bits: JpegBits,
    take: (plane: Plane, part: JpegScan['components'][number], block: number) => boolean,
    onRestart: () => void = () => {},
  ): void {
    const single = scan.components.length === 1
    const first = this.#planes[scan.components[0]!.index]!
    const across = single ? first.blocksAcross : this.#mcusAcross
    const down = single ? first.blocksDown : this.#mcusDown
    for (let at = 0, total = across * down; at < total; at++) {
      if (this.#isRestart(at)) {
        onRestart()
        if (!this.#restart(bits)) return
      }
      this.#options.budget.spendOperations(1)
      if (bits.missing > 64) return
      const x = at % across
      const y = Math.floor(at / across)
      if (single) {
        if (!take(first, scan.components[0]!, y * first.stride + x)) return
        continue
      }
      for (const part of scan.components) {
        const plane = this.#planes[part.index]!
        for (let v = 0; v < plane.down; v++) {
          for (let h = 0; h < plane.across; h++) {
            const block = (y * plane.down + v) * plane.stride + x * plane.across + h
            if (!take(plane, part, block)) return
          }
        }
      }
    }
  }

  /** Looks at the whole image as it stands, when the scan touched what color needs. */
  #isColorSoFar(scan: JpegScan): boolean {
    const touches = scan.components.some(({ index }) => this.#model !== 'ycc' || index > 0)
    if (!touches || this.#planes.some((plane) => plane.coefficients === null)) return false
    // Only coarse values are certain before the last scan; the means come first and decide most images.
    if (scan.spectralStart === 0) return this.#isColorNow(true)
    return false
  }

  #isColorNow(meansOnly: boolean): boolean {
    const mcu = this.#planes.map((plane) => makeBlocks(plane.across * plane.down))
    for (let y = 0; y < this.#mcusDown; y++) {
      for (let x = 0; x < this.#mcusAcross; x++) {
        for (const [index, plane] of this.#planes.entries()) {
          for (let v = 0; v < plane.down; v++) {
            for (let h = 0; h < plane.across; h++) {
              const at = (y * plane.down + v) * plane.stride + x * plane.across + h
              loadBlock(mcu[index]![v * plane.across + h]!, plane, at, meansOnly)
            }
          }
        }
        this.#options.budget.spendOperations(1)
        if (this.#isColorMcu(mcu)) return true
      }
    }
    return false
  }

  verdictAtEnd(): JpegFacts['color'] {
    if (this.#frame.kind === 0xc2 && this.#planes.every((plane) => plane.coefficients !== null)) {
      if (this.#isColorNow(false)) return 'color'
    }
    return this.#lostDetail ? 'undecided' : 'mono'
  }
}

interface Block {
  readonly values: Int16Array
  /** Highest position (in zigzag order) that is not zero; 0 = flat. */
  last: number
  /** Sum of the sizes of all coefficients, before quantization is undone; 0 = the block is exactly gray. */
  energy: number
}

function makeBlocks(count: number): Block[] {
  return Array.from({ length: count }, () => ({ values: new Int16Array(64), last: 0, energy: 0 }))
}

/** ITU-T T.81 section F.2.2; false when the data does not decode. */
function readBlock(
  bits: JpegBits,
  block: Block,
  plane: Plane,
  dc: JpegHuffman,
  ac: JpegHuffman,
): boolean {
  const { values } = block
  if (block.last > 0) values.fill(0)
  block.last = 0
  const size = bits.decode(dc)
  if (size < 0 || size > 16) return false
  plane.prediction += bits.signed(size)
  values[0] = plane.prediction
  block.energy = Math.abs(plane.prediction)
  for (let k = 1; k < 64; ) {
    const symbol = bits.decode(ac)
    if (symbol < 0) return false
    const run = symbol >> 4
    const count = symbol & 15
    if (count === 0) {
      if (run < 15) break
      k += 16
      continue
    }
    k += run
    const value = bits.signed(count)
    if (k > 63) break
    values[ZIGZAG[k]!] = value
    block.energy += Math.abs(value)
    block.last = k
    k++
  }
  return true
}

function loadBlock(block: Block, plane: Plane, at: number, meansOnly: boolean): void {
  const { values } = block
  const coefficients = plane.coefficients!
  values.fill(0)
  block.last = 0
  block.energy = 0
  const count = meansOnly ? 1 : plane.kept
  for (let i = 0; i < count; i++) {
    const value = coefficients[at * plane.kept + i]!
    values[i] = value
    block.energy += Math.abs(value)
    if (value !== 0 && i > 0) block.last = 63
  }
}

/** Mean of the block's samples, less 128. */
function mean(block: Block, plane: Plane): number {
  return (block.values[0]! * plane.quantization[0]!) / 8
}

/** No sample of the block is farther from its middle than this. */
function bounds(block: Block, plane: Plane): number {
  if (block.last === 0) return Math.abs(mean(block, plane))
  let sum = 0
  for (let i = 0; i < 64; i++) sum += Math.abs(block.values[i]!) * plane.quantization[i]!
  return sum / 4
}

function isColorBlock(
  b: Block,
  blue: Plane,
  r: Block,
  red: Plane,
  y: number,
  limit: number,
): boolean {
  if (b.last === 0 && r.last === 0) return chromaOfYcc(y, mean(b, blue), mean(r, red)) > limit
  const blues = makePixels(b.values, blue.quantization).slice()
  const reds = makePixels(r.values, red.quantization)
  for (let at = 0; at < 64; at++) {
    if (chromaOfYcc(y, blues[at]!, reds[at]!) > limit) return true
  }
  return false
}

/** ITU-T T.871; `blue` and `red` are centered on 0. */
function chromaOfYcc(y: number, blue: number, red: number): number {
  return chromaOfRgb(
    toByte(y + 1.402 * red),
    toByte(y - 0.344136 * blue - 0.714136 * red),
    toByte(y + 1.772 * blue),
  )
}

function toByte(value: number): number {
  return Math.min(255, Math.max(0, value))
}

/** Adobe's marker decides; without it three components are YCbCr unless they are called R, G and B. */
function colorModel(frame: JpegFrame, state: JpegState, options: JpegOptions) {
  const transform = state.adobeTransform ?? options.colorTransform
  if (frame.components.length === 4) return transform === 2 ? 'ycck' : 'cmyk'
  if (transform === 0) return 'rgb'
  const named = frame.components.map(({ id }) => String.fromCharCode(id)).join('')
  return transform === null && named === 'RGB' ? 'rgb' : 'ycc'
}
