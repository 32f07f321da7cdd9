/** The planes of a JPEG and their blocks of 8 × 8 coefficients (ITU-T T.81 annex A). */
import type { JpegBits } from './jpeg-bits.ts'
import { type JpegFrame, type JpegHuffman, type JpegState, ZIGZAG } from './jpeg-markers.ts'

export interface Plane {
  /** Blocks of an MCU (the smallest coded unit) in this plane. */
  readonly across: number
  readonly down: number
  readonly quantization: Uint16Array
  /** Blocks that hold pixels, and blocks a row takes up with whole MCUs. */
  readonly blocksAcross: number
  readonly blocksDown: number
  readonly stride: number
  /** Mean of the block before: blocks are coded as differences. */
  prediction: number
}

export interface Layout {
  readonly planes: readonly Plane[]
  readonly mcusAcross: number
  readonly mcusDown: number
}

export interface Block {
  readonly values: Int16Array
  /** No coefficient but the mean. */
  flat: boolean
  /** Sum of the sizes of all coefficients, before quantization is undone; 0 = every sample is 128. */
  energy: number
}

/** The blocks of one MCU, plane by plane. */
export type Mcu = readonly (readonly Block[])[]

export function makeLayout(frame: JpegFrame, state: JpegState): Layout {
  const across = Math.max(...frame.components.map((component) => component.across))
  const down = Math.max(...frame.components.map((component) => component.down))
  const mcusAcross = Math.ceil(frame.width / (8 * across))
  const planes = frame.components.map((component) => ({
    across: component.across,
    down: component.down,
    quantization: state.quantization[component.quantization] ?? new Uint16Array(64).fill(1),
    blocksAcross: Math.ceil(Math.ceil((frame.width * component.across) / across) / 8),
    blocksDown: Math.ceil(Math.ceil((frame.height * component.down) / down) / 8),
    stride: mcusAcross * component.across,
    prediction: 0,
  }))
  return { planes, mcusAcross, mcusDown: Math.ceil(frame.height / (8 * down)) }
}

export function makeMcu(planes: readonly Plane[]): Mcu {
  return planes.map(({ across, down }) =>
    Array.from({ length: across * down }, () => ({
      values: new Int16Array(64),
      flat: true,
      energy: 0,
    })),
  )
}

/** Section F.2.2; false when the data does not decode. */
export function readBlock(
  bits: JpegBits,
  block: Block,
  plane: Plane,
  dc: JpegHuffman,
  ac: JpegHuffman,
): boolean {
  const { values } = block
  if (!block.flat) values.fill(0)
  block.flat = true
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
    block.flat = false
    k++
  }
  return true
}

/** Mean of the block's samples, less 128. */
export function meanOf(block: Block, plane: Plane): number {
  return (block.values[0]! * plane.quantization[0]!) / 8
}

/** No sample of the block is farther from 128 than this. */
export function reachOf(block: Block, plane: Plane): number {
  if (block.flat) return Math.abs(meanOf(block, plane))
  let sum = 0
  for (let i = 0; i < 64; i++) sum += Math.abs(block.values[i]!) * plane.quantization[i]!
  return sum / 4
}
