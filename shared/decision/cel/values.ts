/** What values of expressions do: arithmetic in 64 bits, equality, conversion; each fails as CEL says. */
import { Fault } from './syntax.ts'

const INT_MAX = 2n ** 63n - 1n
const INT_MIN = -(2n ** 63n)

export function wholeOf(operator: string, start: number, one: bigint, other: bigint): bigint {
  switch (operator) {
    case '+':
      return inside(start, one + other)
    case '-':
      return inside(start, one - other)
    case '*':
      return inside(start, one * other)
    case '/':
      return other === 0n ? fail(start, 'division by zero') : inside(start, one / other)
    default:
      return other === 0n ? fail(start, 'division by zero') : one % other
  }
}

export function fractionOf(operator: string, one: number, other: number): number {
  switch (operator) {
    case '+':
      return one + other
    case '-':
      return one - other
    case '*':
      return one * other
    default:
      return one / other
  }
}

/** Of a map, own keys only. */
export function look(map: unknown, key: string): unknown {
  return Object.hasOwn(map as object, key) ? (map as Record<string, unknown>)[key] : undefined
}

export function isIn(value: unknown, from: unknown): boolean {
  if (!Array.isArray(from)) return Object.hasOwn(from as object, value as string)
  return from.some((item) => same(item, value))
}

export function same(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one)) return one === other
  const items = other as readonly unknown[]
  return one.length === items.length && one.every((item, at) => same(item, items[at]))
}

/** Of a text its characters, not its UTF-16 units. */
export function sizeOf(value: unknown): bigint {
  if (typeof value !== 'string') return BigInt((value as readonly unknown[]).length)
  let size = 0n
  for (const _ of value) size++
  return size
}

export function toInt(start: number, value: unknown): bigint {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') {
    if (Number.isNaN(value)) return fail(start, '`NaN` is no whole number')
    // The bounds themselves are refused, as a double there stands for what lies beyond too.
    return Math.abs(value) < 2 ** 63 ? BigInt(Math.trunc(value)) : leaves(start)
  }
  const text = value as string
  if (!/^[+-]?\d{1,19}$/.test(text)) return fail(start, 'the text is no whole number')
  return inside(start, BigInt(text))
}

export function toDouble(start: number, value: unknown): number {
  if (typeof value !== 'string') return Number(value)
  const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) ? Number(value) : Number.NaN
  return Number.isNaN(number) ? fail(start, 'the text is no number') : number
}

export function toText(value: unknown): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf'
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value)
}

export function inside(start: number, value: bigint): bigint {
  return value > INT_MAX || value < INT_MIN ? leaves(start) : value
}

function leaves(start: number): never {
  return fail(start, 'the number leaves 64 bits')
}

export function notKnown(start: number, name: string): never {
  return fail(start, `\`${name}\` is not known`)
}

export function fail(start: number, message: string): never {
  throw new Fault(start, message)
}
