// Gray pictures in every layout that TIFF has, and a metafile that draws with everything but color.

import { deflateSync } from 'node:zlib'
import {
  bitmapInfo,
  brush,
  buildEmfSpool,
  colorRef,
  devMode,
  emfRecord,
  LINE,
  metafile,
  pen,
  RECTANGLE,
  select,
  spoolRecord,
  stretchBitmap,
  text,
} from '#help/build-emfspool.ts'
import type { Seed } from '../target.ts'

interface TiffLayout {
  readonly compression: number
  readonly photometric: number
  readonly samples: number
  readonly bits: number
  readonly planar?: 1 | 2
  readonly predictor?: 1 | 2
  readonly tiled?: boolean
  readonly more?: readonly (readonly [number, number, number])[]
}

/** Little-endian, 8 × 8; one strip or tile a plane. The parts are its planes. */
function tiffSeed(layout: TiffLayout, plane: Uint8Array): Seed {
  const planes = layout.planar === 2 ? layout.samples : 1
  return {
    parts: Array.from({ length: planes }, () => plane),
    build: (parts) => buildTiff(layout, parts),
  }
}

function buildTiff(layout: TiffLayout, parts: readonly Uint8Array[]): Uint8Array {
  const {
    compression,
    photometric,
    samples,
    bits,
    planar = 1,
    predictor = 1,
    tiled = false,
  } = layout
  const data = parts.map((part) => (compression === 8 ? deflateSync(part) : part))
  const starts = data.map(
    (_, at) => 8 + data.slice(0, at).reduce((sum, one) => sum + one.length, 0),
  )
  const tail = 8 + data.reduce((sum, one) => sum + one.length, 0)
  const lists = Buffer.alloc(8 * data.length)
  for (const [at, one] of data.entries()) {
    lists.writeUInt32LE(starts[at]!, 4 * at)
    lists.writeUInt32LE(one.length, 4 * (data.length + at))
  }
  const inline = data.length === 1
  const places = inline ? starts[0]! : tail
  const sizes = inline ? data[0]!.length : tail + 4 * data.length
  const entries: (readonly [number, number, number, number])[] = [
    [256, 3, 1, 8],
    [257, 3, 1, 8],
    [258, 3, 1, bits],
    [259, 3, 1, compression],
    [262, 3, 1, photometric],
    ...(tiled ? [] : [[273, 4, data.length, places] as const]),
    [277, 3, 1, samples],
    ...(tiled ? [] : [[278, 3, 1, 8] as const, [279, 4, data.length, sizes] as const]),
    [284, 3, 1, planar],
    [317, 3, 1, predictor],
    ...(tiled
      ? [
          [322, 3, 1, 8] as const,
          [323, 3, 1, 8] as const,
          [324, 4, data.length, places] as const,
          [325, 4, data.length, sizes] as const,
        ]
      : []),
    ...(layout.more ?? []).map(([tag, type, value]) => [tag, type, 1, value] as const),
  ]
  entries.sort((a, b) => a[0] - b[0])
  const directory = Buffer.alloc(2 + 12 * entries.length + 4)
  directory.writeUInt16LE(entries.length)
  for (const [at, [tag, type, count, value]] of entries.entries()) {
    directory.writeUInt16LE(tag, 2 + 12 * at)
    directory.writeUInt16LE(type, 4 + 12 * at)
    directory.writeUInt32LE(count, 6 + 12 * at)
    directory.writeUInt32LE(value, 10 + 12 * at)
  }
  const head = Buffer.from('II*\0\0\0\0\0', 'latin1')
  head.writeUInt32LE(tail + lists.length, 4)
  return Buffer.concat([head, ...data, lists, directory])
}

const grays = (length: number) => new Uint8Array(length).fill(0x77)

const GRAY = colorRef(9, 9, 9)
const records: readonly Uint8Array[] = [
  emfRecord(33),
  brush(1, GRAY),
  select(1),
  RECTANGLE,
  pen(2, GRAY),
  select(2),
  LINE,
  emfRecord(95, 3, 0, 0, 0, 0, 0, 1, 0, GRAY, 0, 0),
  select(3),
  LINE,
  emfRecord(24, GRAY),
  text(4),
  emfRecord(25, GRAY),
  text(2, 2),
  emfRecord(18, 1),
  text(1),
  emfRecord(15, 1, 1, GRAY),
  emfRecord(118, 0, 0, 9, 9, 2, 1, 0, 0, 0, 0, 0, 9, 9, 0, 0, 0, 1),
  stretchBitmap(bitmapInfo(2, 2, 24), new Uint8Array(16)),
  stretchBitmap(bitmapInfo(2, 2, 32), new Uint8Array(16)),
  stretchBitmap(bitmapInfo(2, 2, 16), new Uint8Array(8)),
  stretchBitmap(
    bitmapInfo(8, 2, 1, [
      [0, 0, 0],
      [255, 255, 255],
    ]),
    new Uint8Array(8),
  ),
  stretchBitmap(
    bitmapInfo(2, 2, 4, [
      [0, 0, 0],
      [9, 9, 9],
    ]),
    new Uint8Array(8),
  ),
  stretchBitmap(
    bitmapInfo(
      4,
      2,
      8,
      [
        [0, 0, 0],
        [9, 9, 9],
      ],
      1,
    ),
    Uint8Array.of(4, 1, 0, 0, 0, 3, 1, 0, 1, 0, 0, 1),
  ),
  stretchBitmap(
    bitmapInfo(
      4,
      2,
      4,
      [
        [0, 0, 0],
        [9, 9, 9],
      ],
      2,
    ),
    Uint8Array.of(4, 0x10, 0, 0, 0, 4, 0x01, 0x10, 0, 1),
  ),
  emfRecord(94, 4, 0, 32, 40, 72, 8, bitmapInfo(2, 2, 24).subarray(0, 40), new Uint8Array(16)),
  emfRecord(93, 5, 0, 32, 48, 80, 8, bitmapInfo(8, 2, 1), new Uint8Array(8)),
  select(5),
  RECTANGLE,
  emfRecord(40, 5),
  emfRecord(71, 0, 0, 9, 9, 16, 1, 0, 0, 9, 9),
  emfRecord(70, 28, 0x2b464d45, 0x4001, 28, 16, 0, 0),
  emfRecord(34, 0xffff_ffff),
]

export const PICTURE_SEEDS: Readonly<Record<string, readonly Seed[]>> = {
  tiff: [
    tiffSeed({ compression: 1, photometric: 2, samples: 3, bits: 8 }, grays(192)),
    tiffSeed({ compression: 8, photometric: 2, samples: 3, bits: 8, predictor: 2 }, grays(192)),
    tiffSeed({ compression: 1, photometric: 2, samples: 3, bits: 8, planar: 2 }, grays(64)),
    tiffSeed({ compression: 8, photometric: 5, samples: 4, bits: 8 }, new Uint8Array(256)),
    tiffSeed({ compression: 8, photometric: 2, samples: 3, bits: 16, predictor: 2 }, grays(384)),
    tiffSeed(
      { compression: 32_773, photometric: 2, samples: 3, bits: 8, tiled: true },
      Uint8Array.of(0x81, 7, 0xc1, 7),
    ),
    tiffSeed({ compression: 1, photometric: 8, samples: 3, bits: 8 }, grays(192)),
    tiffSeed(
      { compression: 1, photometric: 6, samples: 3, bits: 8, more: [[530, 3, 0x0002_0002]] },
      grays(96),
    ),
    tiffSeed(
      { compression: 4, photometric: 0, samples: 1, bits: 1 },
      Uint8Array.of(0x80, 0x08, 0, 0x10, 1),
    ),
    tiffSeed(
      { compression: 3, photometric: 0, samples: 1, bits: 1, more: [[292, 4, 1]] },
      Uint8Array.of(0, 1, 0x9a, 0x80),
    ),
  ],
  emfspool: [
    {
      parts: records,
      build: (parts) =>
        buildEmfSpool(
          devMode({ copies: 1, paper: 1 }),
          spoolRecord(12, metafile(...parts)),
          spoolRecord(13, new Uint8Array(8)),
        ),
    },
  ],
}
