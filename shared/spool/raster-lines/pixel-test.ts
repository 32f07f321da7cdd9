/** How to tell a color pixel of one raster layout, made once a page so that the loops over lines stay simple. */
import type { ColorPolicy } from '../port.ts'
import { type ColorSpace, isColorMix } from './color-space.ts'

export interface PixelLayout {
  readonly space: ColorSpace
  /** Of one channel: 1, 2, 4, 8 or 16. */
  readonly bitsPerChannel: number
  /** Of one pixel, unused bits included. */
  readonly bitsPerPixel: number
  /** Channels of 16 bits, and pixels of two bytes, are stored low byte first. */
  readonly littleEndian: boolean
}

export interface PixelTest {
  /**
   * `never`: no pixel can be color. `filtered`: pixels whose bytes `first`, `second`, `third` are equal
   * (`gray` = `equal`) or 0 (`zero`) are gray, all others are asked for. `each`: every pixel is asked for.
   */
  readonly kind: 'never' | 'filtered' | 'each'
  readonly gray: 'equal' | 'zero'
  readonly first: number
  readonly second: number
  readonly third: number
  /** Bytes of the unit that run lengths count: a pixel, or one byte that holds several. */
  readonly unitBytes: number
  readonly isColor: (bytes: Uint8Array, at: number) => boolean
}

/** Pages of one document are mostly laid out alike: the test of the page before is used again. */
export function makePixelTests(policy: ColorPolicy): (layout: PixelLayout) => PixelTest {
  let last: { readonly layout: PixelLayout; readonly test: PixelTest } | null = null
  return (layout) => {
    if (!last || !isSameLayout(last.layout, layout)) {
      last = { layout, test: makePixelTest(layout, policy) }
    }
    return last.test
  }
}

function isSameLayout(a: PixelLayout, b: PixelLayout): boolean {
  return (
    a.space === b.space &&
    a.bitsPerChannel === b.bitsPerChannel &&
    a.bitsPerPixel === b.bitsPerPixel &&
    a.littleEndian === b.littleEndian
  )
}

/** Of pixels whose channels stand together (chunked). */
export function makePixelTest(layout: PixelLayout, policy: ColorPolicy): PixelTest {
  const { space, bitsPerChannel, bitsPerPixel } = layout
  const unitBytes = Math.max(1, (bitsPerPixel + 7) >> 3)
  if (space.model === 'gray') return makeTest('never', unitBytes, () => false)
  if (unitBytes === 1) return makeTest('each', 1, makeByteTable(layout, policy))
  if (bitsPerChannel < 8) return makeTest('each', unitBytes, makePackedTest(layout, policy))
  return makeByteTest(layout, unitBytes, policy)
}

/** Channels as numbers of 0 to 1 for `isColorMix`; one array is reused for all pixels. */
export function makeMixTest(
  space: ColorSpace,
  policy: ColorPolicy,
): { readonly values: Float64Array; readonly isColor: () => boolean } {
  const values = new Float64Array(space.channels)
  const channel = (index: number) => values[index]!
  return { values, isColor: () => isColorMix(space, channel, policy) }
}

function makeTest(
  kind: PixelTest['kind'],
  unitBytes: number,
  isColor: PixelTest['isColor'],
): PixelTest {
  return { kind, gray: 'equal', first: 0, second: 0, third: 0, unitBytes, isColor }
}

/** One byte holds one pixel or more: all 256 answers at once. */
function makeByteTable(layout: PixelLayout, policy: ColorPolicy): PixelTest['isColor'] {
  const mix = makeMixTest(layout.space, policy)
  const isColorByte = Array.from({ length: 256 }, (_, byte) => {
    const pixels = Math.floor(8 / layout.bitsPerPixel)
    for (let pixel = 0; pixel < pixels; pixel++) {
      unpack(byte >> (pixel * layout.bitsPerPixel), layout, mix.values)
      if (mix.isColor()) return 1
    }
    return 0
  })
  const table = Uint8Array.from(isColorByte)
  return (bytes, at) => table[bytes[at]!] === 1
}

/** Pixels of two to four bytes with channels below 8 bits. */
function makePackedTest(layout: PixelLayout, policy: ColorPolicy): PixelTest['isColor'] {
  const mix = makeMixTest(layout.space, policy)
  const bytesPerPixel = (layout.bitsPerPixel + 7) >> 3
  return (bytes, at) => {
    let pixel = 0
    for (let i = 0; i < bytesPerPixel; i++) {
      const place = layout.littleEndian ? bytesPerPixel - 1 - i : i
      pixel = pixel * 256 + bytes[at + place]!
    }
    unpack(pixel, layout, mix.values)
    return mix.isColor()
  }
}

/** Channels fill a pixel from its low end, the last channel lowest: three in four bits are `0RGB`. */
function unpack(pixel: number, layout: PixelLayout, values: Float64Array): void {
  const { bitsPerChannel, space } = layout
  const most = 2 ** bitsPerChannel - 1
  let left = pixel
  for (let index = space.channels - 1; index >= 0; index--) {
    values[index] = (left & most) / most
    left = Math.floor(left / (most + 1))
  }
}

function makeByteTest(layout: PixelLayout, unitBytes: number, policy: ColorPolicy): PixelTest {
  const { space, littleEndian } = layout
  const wide = layout.bitsPerChannel === 16
  const step = wide ? 2 : 1
  const high = wide && littleEndian ? 1 : 0
  const [first, second, third] = space.order.map((index) => index * step + high)
  const isColorMix = makeByteChannelsTest(space, wide, littleEndian, policy)
  const isColor = unitBytes === 4 && !wide ? rememberMixes(isColorMix) : isColorMix
  // Equal high bytes are gray enough unless the test counts the smallest difference.
  const coarse = policy.test === 'composite' && policy.chromaLimit >= 1
  const isRgbLike = space.model === 'rgb' || (space.model === 'cmy' && policy.test === 'composite')
  const isInks = space.model === 'cmyk' && space.channels === 4
  if (!(isRgbLike || isInks) || (wide && !coarse)) return makeTest('each', unitBytes, isColor)
  return {
    ...makeTest('filtered', unitBytes, isColor),
    gray: isInks ? 'zero' : 'equal',
    first: first!,
    second: second!,
    third: third!,
  }
}

/** Inks cost much to mix, and a page uses few mixes: the answers of the latest are kept by a hash of their bytes. */
function rememberMixes(isColor: PixelTest['isColor']): PixelTest['isColor'] {
  const keys = new Int32Array(MIXES_KEPT)
  const answers = new Uint8Array(MIXES_KEPT)
  return (bytes, at) => {
    const key = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
    const slot = Math.imul(key, GOLDEN_RATIO) >>> (32 - MIXES_KEPT_BITS)
    if (keys[slot] !== key || answers[slot] === 0) {
      keys[slot] = key
      answers[slot] = isColor(bytes, at) ? 2 : 1
    }
    return answers[slot] === 2
  }
}

const MIXES_KEPT_BITS = 12
const MIXES_KEPT = 2 ** MIXES_KEPT_BITS
/** 2^32 divided by the golden ratio spreads neighbors (Knuth, multiplicative hashing). */
const GOLDEN_RATIO = 0x9e37_79b1

/** Remembers the last mix: neighbors are mostly alike, and a mix costs more than a comparison. */
function makeByteChannelsTest(
  space: ColorSpace,
  wide: boolean,
  littleEndian: boolean,
  policy: ColorPolicy,
): PixelTest['isColor'] {
  const mix = makeMixTest(space, policy)
  const values = mix.values
  const [high, low] = littleEndian ? [1, 0] : [0, 1]
  let answer = mix.isColor()
  return (bytes, at) => {
    let same = true
    for (let index = 0; index < values.length; index++) {
      const value = wide
        ? (bytes[at + 2 * index + high]! * 256 + bytes[at + 2 * index + low]!) / 65_535
        : bytes[at + index]! / 255
      if (value !== values[index]) {
        values[index] = value
        same = false
      }
    }
    if (!same) answer = mix.isColor()
    return answer
  }
}
