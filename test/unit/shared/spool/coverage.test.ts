/** Ink coverage of rasters: every sample counted, and nothing said of what is not counted. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { makeTools } from '#help/analyze-bytes.ts'
import { buildRaster, type RasterPageSpec } from '#help/build-raster.ts'
import { makeMemorySource } from '#shared/spool/byte-source.ts'
import { measureCoverage } from '#shared/spool/coverage.ts'

const coverageOf = (bytes: Uint8Array) =>
  measureCoverage(makeMemorySource(Uint8Array.from(bytes)), makeTools())
const page = (space: number, colors: number, pixel: readonly number[]): RasterPageSpec => {
  const white = Array(colors).fill(space === 6 || space === 3 ? 0 : 255)
  // A quarter of the page: every second pixel of every second line.
  const line = (y: number) =>
    Array.from({ length: 8 }, (_, x) => (x % 2 === 0 && y % 2 === 0 ? pixel : white)).flat()
  return { width: 8, height: 4, space, colors, bits: 8, line }
}
const UNKNOWN = { value: null, known: 'unknown' }

it.each([
  ['black ink', page(3, 1, [255]), { black: 0.25 }],
  ['gray light', page(18, 1, [0]), { black: 0.25 }],
  ['red, of light', page(19, 3, [255, 0, 0]), { red: 0, green: 0.25, blue: 0.25 }],
  [
    'four inks',
    page(6, 4, [255, 0, 51, 102]),
    { cyan: 0.25, magenta: 0, yellow: 0.05, black: 0.1 },
  ],
] as const)('counts %s, page by page', (_, one, coverage) => {
  for (const sync of ['RaS2', 'RaS3'] as const) {
    const found = coverageOf(buildRaster([one, one], { sync, littleEndian: false }))
    expect(found).toEqual({ value: [coverage, coverage], known: 'exact' })
  }
})

it('counts lines that repeat, and what is left white', () => {
  const [file, pages] = ['edge.appleraster-srgb.urf.gz', 51]
  const bytes = gunzipSync(readFileSync(new URL(`../../../cases/spool/${file}`, import.meta.url)))
  const { value, known } = coverageOf(bytes)
  expect([known, value?.length]).toEqual(['exact', pages])
  for (const { red = -1 } of value!) expect(red >= 0 && red <= 1).toBe(true)
})

it.each([
  ['a page of bits', buildRaster([{ ...page(3, 1, [1]), bits: 1 }])],
  ['a raster cut short', buildRaster([page(3, 1, [255])]).subarray(0, -3)],
  ['what is no raster', Buffer.from('%!PS-Adobe-3.0\n')],
])('does not know %s', (_, bytes) => {
  expect(coverageOf(bytes)).toEqual(UNKNOWN)
})
