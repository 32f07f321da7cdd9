/** Looks for a color sample in unpacked image data, of any number of components and bits. */
import type { Budget } from '../budget.ts'
import { chromaOfCmyk } from '../color.ts'
import type { ColorPolicy } from '../port.ts'
import { GrayPixels } from './gray-pixels.ts'

export interface SampleFormat {
  readonly width: number
  readonly height: number
  readonly components: number
  readonly bits: 1 | 2 | 4 | 8 | 16
  /** Bytes from one row to the next. */
  readonly rowBytes: number
  /** `rgb` and `cmyk` with 8 bits, decoded as they are, have loops of their own. */
  readonly fast: 'rgb' | 'cmyk' | null
  /** Raw samples of one pixel → chroma, 0 to 255; NaN = cannot say. */
  readonly chroma: (raw: ArrayLike<number>) => number
  /** Opacity of a pixel, 0 to 1; null = all opaque. */
  readonly opacity: ((x: number, y: number) => number) | null
}

export type SampleVerdict = 'mono' | 'color' | 'undecided'

const ROWS_BETWEEN_LOOKS = 64
const PIXELS_BETWEEN_SKIPS = 64

/** Data that ends early is judged as far as it goes. */
export function scanSamples(
  data: Uint8Array,
  format: SampleFormat,
  policy: ColorPolicy,
  budget: Budget,
): SampleVerdict {
  const row = makeRowTest(format, policy)
  let verdict: SampleVerdict = 'mono'
  for (let y = 0; y < format.height; y++) {
    const from = y * format.rowBytes
    if (from >= data.length) break
    if (y % ROWS_BETWEEN_LOOKS === 0) {
      budget.spendOperations(1 + ((format.rowBytes * ROWS_BETWEEN_LOOKS) >> 8))
    }
    const to = Math.min(data.length, from + format.rowBytes)
    const found = row(data, from, to, y, format.width)
    if (found === 'color') return 'color'
    if (found === 'undecided') verdict = 'undecided'
  }
  return verdict
}

/** Looks at the row that stands in `data` from `from` to `to`; row `y` of the image, `width` pixels wide. */
export type RowTest = (
  data: Uint8Array,
  from: number,
  to: number,
  y: number,
  width: number,
) => SampleVerdict

export function makeRowTest(format: SampleFormat, policy: ColorPolicy): RowTest {
  if (format.fast === 'rgb') return makeRgbTest(format, policy.chromaLimit)
  if (format.fast === 'cmyk') return makeCmykTest(format, policy)
  return makeAnyTest(format, policy.chromaLimit)
}

function makeRgbTest(format: SampleFormat, limit: number): RowTest {
  const { opacity } = format
  const grayPixels = new GrayPixels()
  return (data, from, to, y) => {
    for (let at = from, end = to - 2; at < end; ) {
      at = grayPixels.skip(data, at, to)
      // What is left may not be worth skipping: a few pixels, one by one.
      const pause = Math.min(end, at + PIXELS_BETWEEN_SKIPS * 3)
      for (; at < pause; at += 3) {
        const red = data[at]!
        const green = data[at + 1]!
        const blue = data[at + 2]!
        if (red === green && green === blue) continue
        const chroma = Math.max(red, green, blue) - Math.min(red, green, blue)
        if (chroma <= limit) continue
        if (!opacity || chroma * opacity((at - from) / 3, y) > limit) return 'color'
      }
    }
    return 'mono'
  }
}

function makeCmykTest(format: SampleFormat, policy: ColorPolicy): RowTest {
  const { opacity } = format
  const memory = new Map<number, number>()
  return (data, from, to, y) => {
    for (let at = from, end = to - 3; at < end; at += 4) {
      const [c, m, ye] = [data[at]!, data[at + 1]!, data[at + 2]!]
      if (c === 0 && m === 0 && ye === 0) continue
      const black = data[at + 3]!
      const key = ((c << 24) | (m << 16) | (ye << 8) | black) >>> 0
      let chroma = memory.get(key)
      if (chroma === undefined) {
        chroma = chromaOfCmyk(c / 255, m / 255, ye / 255, black / 255, policy)
        if (memory.size > 65_536) memory.clear()
        memory.set(key, chroma)
      }
      if (chroma <= policy.chromaLimit) continue
      if (!opacity || chroma * opacity((at - from) >> 2, y) > policy.chromaLimit) return 'color'
    }
    return 'mono'
  }
}

/** Neighbors are mostly alike: the same raw samples give the same chroma without another look. */
function makeAnyTest(format: SampleFormat, limit: number): RowTest {
  const { components, bits, opacity } = format
  const raw = new Uint16Array(components)
  const last = new Uint16Array(components)
  let lastChroma = format.chroma(last)
  return (data, from, to, y, width) => {
    let verdict: SampleVerdict = 'mono'
    const pixels = Math.min(width, Math.floor(((to - from) * 8) / (bits * components)))
    for (let x = 0, bitAt = from * 8; x < pixels; x++) {
      let same = true
      for (let i = 0; i < components; i++, bitAt += bits) {
        const value = sampleAt(data, bitAt, bits)
        raw[i] = value
        if (value !== last[i]) same = false
      }
      if (!same) {
        last.set(raw)
        lastChroma = format.chroma(raw)
      }
      if (lastChroma <= limit) continue
      if (Number.isNaN(lastChroma)) verdict = 'undecided'
      else if (!opacity || lastChroma * opacity(x, y) > limit) return 'color'
    }
    return verdict
  }
}

function sampleAt(data: Uint8Array, bitAt: number, bits: number): number {
  const at = Math.floor(bitAt / 8)
  if (bits === 8) return data[at]!
  if (bits === 16) return (data[at]! << 8) | data[at + 1]!
  return (data[at]! >> (8 - bits - (bitAt & 7))) & ((1 << bits) - 1)
}
