/** Colors as XPS writes them (ECMA-388 section 15.2): `#aarrggbb`, `sc#a,r,g,b`, `ContextColor profile a,c1,…`. */
import { chromaOfCmyk, chromaOfRgb } from '../color.ts'
import type { ColorPolicy } from '../port.ts'

export type BrushColor = 'mono' | 'color' | 'undecided'

export function parseBrushColor(text: string, policy: ColorPolicy): BrushColor {
  const value = text.trim()
  if (value.startsWith('#')) return readDigits(value.slice(1), policy)
  if (/^sc#/i.test(value)) return readLinear(value.slice(3), policy)
  if (value.startsWith('ContextColor')) return readProfiled(value, policy)
  return 'undecided'
}

/** `chroma` is 0 to 255 on full opacity; on white paper opacity lessens it. */
function judge(chroma: number, opacity: number, policy: ColorPolicy): BrushColor {
  const limit = policy.test === 'process' && opacity > 0 ? 0 : policy.chromaLimit
  return chroma * Math.min(1, Math.max(0, opacity)) > limit ? 'color' : 'mono'
}

function readDigits(digits: string, policy: ColorPolicy): BrushColor {
  if (!/^(?:[0-9a-f]{6}|[0-9a-f]{8})$/i.test(digits)) return 'undecided'
  const byte = (at: number) => Number.parseInt(digits.slice(at, at + 2), 16)
  const rgbAt = digits.length - 6
  const opacity = rgbAt === 0 ? 1 : byte(0) / 255
  return judge(chromaOfRgb(byte(rgbAt), byte(rgbAt + 2), byte(rgbAt + 4)), opacity, policy)
}

function readLinear(text: string, policy: ColorPolicy): BrushColor {
  const numbers = text.split(',').map(Number)
  if (numbers.some(Number.isNaN)) return 'undecided'
  const opacity = numbers.length === 4 ? numbers.shift()! : 1
  if (numbers.length !== 3) return 'undecided'
  const [red, green, blue] = numbers.map(toDisplay)
  return judge(chromaOfRgb(red!, green!, blue!) * 255, opacity, policy)
}

/** The profile is not read: channels mean what so many channels usually are. */
function readProfiled(text: string, policy: ColorPolicy): BrushColor {
  const numbers = (/^ContextColor\s+\S+\s+(.*)$/.exec(text)?.[1] ?? '').split(',').map(Number)
  if (numbers.some(Number.isNaN)) return 'undecided'
  const [opacity = 1, a = 0, b = 0, c = 0, d = 0] = numbers
  switch (numbers.length) {
    case 2:
      return 'mono'
    case 4:
      return judge(chromaOfRgb(a, b, c) * 255, opacity, policy)
    case 5:
      return judge(chromaOfCmyk(a, b, c, d, policy), opacity, policy)
    default:
      return 'undecided'
  }
}

/** Linear light to sRGB (IEC 61966-2-1). */
function toDisplay(linear: number): number {
  const light = Math.min(1, Math.max(0, linear))
  return light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055
}
