// Builds PCL XL streams: attributes, operators and data, low or high byte first.
import { bytesFrom } from './build-pcl.ts'

export interface XlStream {
  /** Attributes as `[number, bytes of its value with tag]`. */
  op(operator: number, ...attributes: readonly (readonly [number, Uint8Array])[]): XlStream
  data(bytes: Uint8Array | readonly number[]): XlStream
  raw(...parts: readonly (string | number | Uint8Array)[]): XlStream
  build(): Uint8Array
}

export type Endian = 'low' | 'high'

export function byteValue(value: number): Uint8Array {
  return Uint8Array.of(0xc0, value)
}

export function wordValue(value: number, endian: Endian = 'low'): Uint8Array {
  return bytesFrom(0xc1, word(value, endian))
}

export function byteArray(values: readonly number[]): Uint8Array {
  return bytesFrom(0xc8, 0xc0, values.length, Uint8Array.from(values))
}

export function realPair(first: number, second: number): Uint8Array {
  const bytes = new Uint8Array(9)
  const view = new DataView(bytes.buffer)
  bytes[0] = 0xd5
  view.setFloat32(1, first, true)
  view.setFloat32(5, second, true)
  return bytes
}

export function realArray(values: readonly number[]): Uint8Array {
  const numbers = new DataView(new ArrayBuffer(values.length * 4))
  values.forEach((value, i) => {
    numbers.setFloat32(i * 4, value, true)
  })
  return bytesFrom(0xcd, 0xc0, values.length, new Uint8Array(numbers.buffer))
}

export function xlStream(endian: Endian = 'low', { header = true } = {}): XlStream {
  const parts: (string | number | Uint8Array)[] = []
  if (header) parts.push(`${endian === 'low' ? ')' : '('} HP-PCL XL;2;0;Comment test\n`)
  const stream: XlStream = {
    op: (operator, ...attributes) => {
      for (const [id, value] of attributes) parts.push(value, 0xf8, id)
      parts.push(operator)
      return stream
    },
    data: (bytes) => {
      const words = [word(bytes.length % 65_536, endian), word(bytes.length >> 16, endian)]
      parts.push(0xfa, ...(endian === 'low' ? words : words.reverse()), Uint8Array.from(bytes))
      return stream
    },
    raw: (...more) => {
      parts.push(...more)
      return stream
    },
    build: () => bytesFrom(...parts),
  }
  return stream
}

function word(value: number, endian: Endian): Uint8Array {
  const [low, high] = [value & 0xff, (value >> 8) & 0xff]
  return endian === 'low' ? Uint8Array.of(low, high) : Uint8Array.of(high, low)
}
