/** Whether an MCU of a JPEG shows color, in each of the ways a JPEG may hold it. */
import type { Budget } from '../budget.ts'
import { chromaOfCmyk, chromaOfRgb } from '../color.ts'
import type { ColorPolicy } from '../port.ts'
import { type Block, type Mcu, meanOf, type Plane, reachOf } from './jpeg-blocks.ts'
import { makePixels } from './jpeg-idct.ts'
import type { JpegFrame, JpegState } from './jpeg-markers.ts'

export interface JpegOptions {
  readonly policy: ColorPolicy
  readonly budget: Budget
  /** Four inks: 255 means no ink (as Adobe writes files of their own), or full ink (as PDF reads them). */
  readonly inkInverted: boolean | 'as-adobe'
  /** PDF's `ColorTransform`: what holds where there is no Adobe marker; null = not told. */
  readonly colorTransform: number | null
}

export type ColorModel = 'ycc' | 'rgb' | 'cmyk' | 'ycck'
export type ColorTest = (mcu: Mcu) => boolean

/** Adobe's marker decides; without it three components are YCbCr, unless they are called R, G and B. */
export function colorModel(frame: JpegFrame, state: JpegState, options: JpegOptions): ColorModel {
  const transform = state.adobeTransform ?? options.colorTransform
  if (frame.components.length === 4) return transform === 2 ? 'ycck' : 'cmyk'
  if (transform === 0) return 'rgb'
  const named = frame.components.map(({ id }) => String.fromCharCode(id)).join('')
  return transform === null && named === 'RGB' ? 'rgb' : 'ycc'
}

export function makeColorTest(
  model: ColorModel,
  planes: readonly Plane[],
  state: JpegState,
  options: JpegOptions,
): ColorTest {
  if (model === 'ycc') return (mcu) => isColorYcc(mcu, planes, options)
  const isInverted =
    options.inkInverted === 'as-adobe' ? state.adobeTransform !== null : options.inkInverted
  const inks = (values: readonly number[]) => chromaOfInks(values, isInverted, options.policy)
  const chroma = {
    rgb: (values: readonly number[]) => chromaOfRgb(values[0]!, values[1]!, values[2]!),
    cmyk: inks,
    ycck: (values: readonly number[]) => inks(inksOfYcck(values)),
  }[model]
  return (mcu) => isColorPixels(mcu, planes, chroma, options)
}

/** Chroma blocks, over the mean brightness of what they cover. */
function isColorYcc(mcu: Mcu, planes: readonly Plane[], options: JpegOptions): boolean {
  const { chromaLimit } = options.policy
  const [lights, blues, reds] = mcu as [readonly Block[], readonly Block[], readonly Block[]]
  const [light, blue, red] = planes as [Plane, Plane, Plane]
  // The two chroma planes always have the same blocks; if not, those in common decide.
  for (let i = 0; i < blues.length && i < reds.length; i++) {
    const b = blues[i]!
    const r = reds[i]!
    if (b.energy === 0 && r.energy === 0) continue
    // Chroma of a sample is at most this many times its distances from gray.
    const most = reachOf(b, blue) * 1.772 + reachOf(r, red) * 1.402
    if (most <= chromaLimit) continue
    const y = lights.reduce((sum, block) => sum + meanOf(block, light), 0) / lights.length + 128
    if (b.flat && r.flat) {
      if (chromaOfYcc(y, meanOf(b, blue), meanOf(r, red)) > chromaLimit) return true
      continue
    }
    options.budget.spendOperations(64)
    const blueSamples = makePixels(b.values, blue.quantization)
    const redSamples = makePixels(r.values, red.quantization)
    for (let at = 0; at < 64; at++) {
      if (chromaOfYcc(y, blueSamples[at]!, redSamples[at]!) > chromaLimit) return true
    }
  }
  return false
}

/** Each sample; where planes are coarser than others, the first block stands for all. */
function isColorPixels(
  mcu: Mcu,
  planes: readonly Plane[],
  chroma: (values: readonly number[]) => number,
  options: JpegOptions,
): boolean {
  const { chromaLimit } = options.policy
  const blocks = mcu.map(([first]) => first!)
  if (mcu.every((own) => own.every(({ flat }) => flat) && own.length === 1)) {
    const means = blocks.map((block, i) => toByte(meanOf(block, planes[i]!) + 128))
    return chroma(means) > chromaLimit
  }
  options.budget.spendOperations(64)
  const samples = blocks.map((block, i) => makePixels(block.values, planes[i]!.quantization))
  const values = [0, 0, 0, 0]
  for (let at = 0; at < 64; at++) {
    for (let i = 0; i < samples.length; i++) values[i] = toByte(samples[i]![at]! + 128)
    if (chroma(values) > chromaLimit) return true
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

function chromaOfInks(values: readonly number[], isInverted: boolean, policy: ColorPolicy): number {
  const [c, m, y, k] = values.map((value) => (isInverted ? 255 - value : value) / 255) as [
    number,
    number,
    number,
    number,
  ]
  return chromaOfCmyk(c, m, y, k, policy)
}

/** The transform works on light, so that what comes out is the inverse of the inks. */
function inksOfYcck(values: readonly number[]): readonly number[] {
  const [y, blue, red, black] = values as [number, number, number, number]
  return [
    255 - toByte(y + 1.402 * (red - 128)),
    255 - toByte(y - 0.344136 * (blue - 128) - 0.714136 * (red - 128)),
    255 - toByte(y + 1.772 * (blue - 128)),
    black,
  ]
}

function toByte(value: number): number {
  return Math.min(255, Math.max(0, value))
}
