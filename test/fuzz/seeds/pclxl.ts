// PCL XL in both byte orders: sessions, pages, colors, images of each compression, patterns, streams, PCL passed through.
import { bytesOf } from '#help/build-pdf.ts'
import type { Seed } from '../target.ts'

type Piece = readonly number[] | Uint8Array

/** Values with the number of their attribute; `order`: of the bytes of a word. */
function makeWriter(order: 'low' | 'high') {
  const put = (value: number, bytes: number) => {
    const low = Array.from({ length: bytes }, (_, at) => (value >>> (8 * at)) & 0xff)
    return order === 'low' ? low : low.reverse()
  }
  return {
    byte: (id: number, value: number) => [0xc0, value, 0xf8, id],
    word: (id: number, value: number) => [0xc1, ...put(value, 2), 0xf8, id],
    pair: (id: number, x: number, y: number) => [0xd1, ...put(x, 2), ...put(y, 2), 0xf8, id],
    box: (id: number, ...values: number[]) => [0xe1, ...values.flatMap((n) => put(n, 2)), 0xf8, id],
    bytes: (id: number, values: readonly number[]) => [
      0xc8,
      0xc0,
      values.length,
      ...values,
      0xf8,
      id,
    ],
    real: (id: number, value: number) => {
      const bytes = Buffer.alloc(4)
      if (order === 'low') bytes.writeFloatLE(value)
      else bytes.writeFloatBE(value)
      return [0xcd, 0xc0, 3, ...bytes, ...bytes, ...bytes, 0xf8, id]
    },
    data: (values: readonly number[] | Uint8Array) => [0xfa, ...put(values.length, 4), ...values],
    shortData: (values: readonly number[]) => [0xfb, values.length, ...values],
  }
}

function makeSeed(order: 'low' | 'high'): Seed {
  const { byte, word, pair, box, bytes, real, data, shortData } = makeWriter(order)
  const image = (mode: number, rows: readonly number[], depth = 2, mapping = 0) => [
    ...byte(98, depth),
    ...byte(100, mapping),
    ...word(108, 3),
    ...word(107, 2),
    ...pair(103, 9, 9),
    0xb0,
    ...word(109, 0),
    ...word(99, 2),
    ...byte(101, mode),
    ...byte(110, 1),
    0xb1,
    ...data(rows),
    0xb2,
  ]
  const inner = [...byte(9, 0), 0x63, ...box(66, 0, 0, 9, 9), 0xa0]
  const pieces: readonly Piece[] = [
    bytesOf(`${order === 'low' ? ')' : '('} HP-PCL XL;3;0;Comment made by hand\n`),
    [...pair(137, 600, 600), ...byte(134, 0), ...byte(143, 3), 0x41],
    [...byte(136, 0), ...byte(135, 1), ...byte(130, 0), 0x48],
    [...byte(40, 0), ...byte(37, 2), ...byte(53, 1), 0x43],
    [...byte(3, 2), 0x6a, ...bytes(11, [9, 9, 9]), 0x63, ...box(66, 10, 10, 90, 90), 0xa0],
    [...byte(3, 1), 0x6a, ...byte(9, 0), 0x79, 0x84, 0x61, 0x85, 0x86, 0x60],
    [...byte(3, 2), ...byte(2, 2), ...bytes(6, [1, 1, 1, 9, 9, 9]), 0x6a, ...real(11, 0.5), 0x63],
    image(0, Array(18).fill(7)),
    image(1, [0xef, 0x11, 0, 5]),
    [
      ...byte(3, 2),
      0x6a,
      ...word(105, 5),
      ...byte(98, 2),
      ...byte(100, 0),
      ...word(108, 1),
      ...word(107, 1),
      0xb3,
    ],
    [...word(99, 1), ...byte(101, 0), 0xb4, ...data([9, 9, 9, 0]), 0xb5, ...word(8, 5), 0x63, 0x86],
    // Numbers into a palette of grays: 1, 4 and 8 bits.
    [...byte(3, 2), ...byte(2, 2), ...bytes(6, [0, 0, 0, 9, 9, 9]), 0x6a],
    image(0, [0x80, 0x40], 0, 1),
    image(1, [0, 1, 0xfe, 1, 0xff, 0], 1, 1),
    image(3, [2, 0, 0x02, 1, 0, 1, 0, 0], 2, 1),
    // Red, green and blue again, the last of them in color.
    [...byte(3, 2), 0x6a],
    image(3, [3, 0, 0x02, 1, 2, 3, 2, 0, 0x05, 9]),
    image(2, [0xff, 0xd8, 0xff, 0xd9]),
    [...bytes(139, [65, 66]), 0x5b, 0x5c, ...data(inner), 0x5d, ...bytes(139, [65, 66]), 0x5e],
    [...bytes(139, [65, 66]), 0x5f, ...bytes(168, [72, 105]), 0xa8],
    [
      0xbf,
      ...data(bytesOf('\x1b*v6W\0\x01\x03\x08\x08\x08\x1b*v1S\x1b%0BSP2;PU0,0;PD9,9;\x1b%0A')),
    ],
    [...byte(49, 3), 0x44],
    [
      ...byte(52, 0),
      ...pair(47, 5, 7),
      ...byte(48, 0),
      0x43,
      0x47,
      ...shortData([1, 2]),
      ...word(49, 2),
      0x44,
    ],
    [0x49, 0x42],
    bytesOf('\x1b%-12345X'),
  ]
  return {
    parts: pieces.map((piece) => Uint8Array.from(piece)),
    build: (parts) => Buffer.concat(parts),
  }
}

export const PCLXL_SEEDS: readonly Seed[] = [makeSeed('low'), makeSeed('high')]
