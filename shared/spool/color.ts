/** How far a color is from gray, 0 to 255: the one number every color test compares. */
import type { ColorPolicy } from './port.ts'

/** Red, green, blue of 0 to 1, or of 0 to 255: the answer has the same scale. */
export function chromaOfRgb(red: number, green: number, blue: number): number {
  return Math.max(red, green, blue) - Math.min(red, green, blue)
}

/** Inks of 0 to 1. With the `process` test every ink but black counts; with `composite` what their mix looks like. */
export function chromaOfCmyk(
  cyan: number,
  magenta: number,
  yellow: number,
  black: number,
  policy: ColorPolicy,
): number {
  const most = Math.max(cyan, magenta, yellow)
  if (most <= 0) return 0
  const least = Math.min(cyan, magenta, yellow)
  const isInkGray = most - least < SAME_INK && black < SAME_INK
  if (isInkGray && !policy.inkGrayIsColor) return 0
  const isRichBlack = black > RICH_BLACK && least > 0
  if (isRichBlack && !policy.richBlackIsColor) return 0
  if (policy.test === 'process' || isRichBlack) return most * 255
  return chromaOfInkMix(cyan, magenta, yellow, black)
}

const SAME_INK = 0.005
const RICH_BLACK = 0.9

/**
 * Red, green, blue (0 to 1) of full inks over each other on coated paper, a row for each combination in the order
 * cyan, magenta, yellow, black = 0000, 0001, … 1111; what lies between is interpolated. The values are the published
 * SWOP primaries that renderers without color management use.
 */
const INK_MIXES = new Float64Array([
  1, 1, 1, 0.1373, 0.1216, 0.1255, 1, 0.949, 0, 0.1098, 0.102, 0, 0.9255, 0, 0.549, 0.1412, 0, 0,
  0.9294, 0.1098, 0.1412, 0.1333, 0, 0, 0, 0.6784, 0.9373, 0, 0.0588, 0.1412, 0, 0.651, 0.3137, 0,
  0.0745, 0, 0.1804, 0.1922, 0.5725, 0, 0, 0.0078, 0.2118, 0.2119, 0.2235, 0, 0, 0,
])

function chromaOfInkMix(cyan: number, magenta: number, yellow: number, black: number): number {
  let red = 0
  let green = 0
  let blue = 0
  for (let mix = 0; mix < 16; mix++) {
    const share =
      (mix & 8 ? cyan : 1 - cyan) *
      (mix & 4 ? magenta : 1 - magenta) *
      (mix & 2 ? yellow : 1 - yellow) *
      (mix & 1 ? black : 1 - black)
    if (share === 0) continue
    red += share * INK_MIXES[mix * 3]!
    green += share * INK_MIXES[mix * 3 + 1]!
    blue += share * INK_MIXES[mix * 3 + 2]!
  }
  return chromaOfRgb(red, green, blue) * 255
}

/** CIE L*a*b*: L 0 to 100, a and b about -128 to 127. Gray is a = b = 0 under any white point. */
export function chromaOfLab(lightness: number, a: number, b: number): number {
  if (a === 0 && b === 0) return 0
  const y = (lightness + 16) / 116
  const [x, z] = [y + a / 500, y - b / 200]
  // White point cancels out: a color of a = b = 0 must come out gray.
  const [X, Y, Z] = [labToLinear(x) * 0.9505, labToLinear(y), labToLinear(z) * 1.089]
  const red = toDisplay(3.2406 * X - 1.5372 * Y - 0.4986 * Z)
  const green = toDisplay(-0.9689 * X + 1.8758 * Y + 0.0415 * Z)
  const blue = toDisplay(0.0557 * X - 0.204 * Y + 1.057 * Z)
  return chromaOfRgb(red, green, blue) * 255
}

function labToLinear(value: number): number {
  return value > 6 / 29 ? value ** 3 : (108 / 841) * (value - 4 / 29)
}

/** Linear light to sRGB (IEC 61966-2-1), 0 to 1. */
function toDisplay(linear: number): number {
  const light = Math.min(1, Math.max(0, linear))
  return light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055
}
