/** What the channels of a raster mean, and how far one pixel's mix is from gray. */
import { chromaOfCmyk, chromaOfLab, chromaOfRgb } from '../color.ts'
import type { ColorPolicy, InkName } from '../port.ts'

export type ColorModel = 'gray' | 'rgb' | 'cmy' | 'cmyk' | 'lab' | 'xyz' | 'foil'

export interface ColorSpace {
  readonly model: ColorModel
  /** Where the first, second, third channel of the model (and black) stand among the channels of a pixel. */
  readonly order: readonly number[]
  readonly channels: number
  /** False when the space does not say what its channels look like: color is `estimated`. */
  readonly certain: boolean
}

/** The inks of a pixel's channels as they are stored; null when one of them has no common name. */
export function inksOf({ model, order, channels, certain }: ColorSpace): readonly InkName[] | null {
  const names = INKS[model]
  if (!certain || !names || names.length !== channels) return null
  const inks: InkName[] = []
  for (const [index, place] of order.entries()) inks[place] = names[index]!
  return inks
}

const INKS: Readonly<Partial<Record<ColorModel, readonly InkName[]>>> = {
  gray: ['black'],
  rgb: ['red', 'green', 'blue'],
  cmy: ['cyan', 'magenta', 'yellow'],
  cmyk: ['cyan', 'magenta', 'yellow', 'black'],
}

/** Channels of 0 to 1, in the order they are stored. */
export function isColorMix(
  space: ColorSpace,
  channel: (index: number) => number,
  policy: ColorPolicy,
): boolean {
  return chromaOfMix(space, channel, policy) > policy.chromaLimit
}

function chromaOfMix(
  { model, order, channels }: ColorSpace,
  channel: (index: number) => number,
  policy: ColorPolicy,
): number {
  if (model === 'gray') return 0
  const a = channel(order[0]!)
  if (model === 'foil') return a * 255
  const b = channel(order[1]!)
  const c = channel(order[2]!)
  switch (model) {
    case 'rgb':
      return chromaOfRgb(a, b, c) * 255
    case 'cmy':
      // A device without black mixes it: only the strict test minds.
      return policy.test === 'process' ? Math.max(a, b, c) * 255 : chromaOfRgb(a, b, c) * 255
    case 'cmyk': {
      // Inks after the four: light ones of the same colors, or nobody knows which.
      let extra = 0
      for (let index = 4; index < channels; index++) extra = Math.max(extra, channel(index))
      return Math.max(extra * 255, chromaOfCmyk(a, b, c, channel(order[3]!), policy))
    }
    case 'lab':
      // Without any light there is no color, whatever the other two say.
      return a === 0 ? 0 : chromaOfLab(a * 100, b * 255 - 128, c * 255 - 128)
    case 'xyz':
      return chromaOfXyz(a * 1.1, b * 1.1, c * 1.1)
  }
}

/** CIE XYZ where D65 white is Y = 1 (CUPS scales its bytes by 1.1). */
function chromaOfXyz(x: number, y: number, z: number): number {
  const [fx, fy, fz] = [linearToLab(x / 0.9505), linearToLab(y), linearToLab(z / 1.089)]
  return chromaOfLab(116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz))
}

function linearToLab(value: number): number {
  return value > (6 / 29) ** 3 ? Math.cbrt(value) : (841 / 108) * value + 4 / 29
}
