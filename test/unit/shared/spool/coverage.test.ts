/** Ink coverage: every sample of a raster counted, other pages as they are drawn, and nothing said of the rest. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { makeTools } from '#help/analyze-bytes.ts'
import { buildPages } from '#help/build-pdf.ts'
import { buildRaster, type RasterPageSpec } from '#help/build-raster.ts'
import { makeMemorySource } from '#shared/spool/byte-source.ts'
import { measureCoverage } from '#shared/spool/coverage.ts'
import type { PageRenderer } from '#shared/spool/port.ts'

const coverageOf = (bytes: Uint8Array, pages = 1, renderer: PageRenderer | null = null) =>
  measureCoverage(makeMemorySource(Uint8Array.from(bytes)), makeTools({ renderer }), pages)
const page = (space: number, colors: number, pixel: readonly number[]): RasterPageSpec => {
  const white = Array(colors).fill([3, 4, 6, 8].includes(space) ? 0 : 255)
  // A quarter of the page: every second pixel of every second line.
  const line = (y: number) =>
    Array.from({ length: 8 }, (_, x) => (x % 2 === 0 && y % 2 === 0 ? pixel : white)).flat()
  return { width: 8, height: 4, space, colors, bits: 8, line }
}
/** Ten pixels a line, three of them set; the six bits that fill up the line are set too. */
const bits = (space: number): RasterPageSpec => {
  const line = () => [0b1010_0000, 0b0111_1111]
  return { width: 10, height: 4, space, colors: 1, bits: 1, line }
}
const planes: RasterPageSpec = {
  ...{ width: 8, height: 2, space: 6, colors: 4, bits: 8, bitsPerPixel: 32, order: 2 },
  line: (y) => {
    const plane = [
      [255, 255],
      [0, 0],
      [255, 0],
    ][y >> 1]
    const black = y === 6 ? [255, 255, 0, 0, 0, 0, 255, 255] : Array(8).fill(0)
    return plane ? Array(8).fill(plane[y & 1]) : black
  },
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
  [
    'four inks in another order',
    page(8, 4, [255, 0, 51, 102]),
    { black: 0.25, cyan: 0, magenta: 0.05, yellow: 0.1 },
  ],
  ['three inks', page(4, 3, [255, 0, 51]), { cyan: 0.25, magenta: 0, yellow: 0.05 }],
  ['bits of black, and nothing beyond the last', bits(3), { black: 0.3 }],
  ['bits of light, and nothing beyond the last', bits(18), { black: 0.7 }],
  ['inks plane after plane', planes, { cyan: 1, magenta: 0, yellow: 0.5, black: 0.25 }],
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
  for (const page of value!) expect(page!.red! >= 0 && page!.red! <= 1).toBe(true)
})

it.each([
  ['a page of words', buildRaster([{ ...page(3, 1, [1, 1]), bits: 16 }])],
  ['a raster cut short', buildRaster([page(3, 1, [255])]).subarray(0, -3)],
  ['what is no raster', Buffer.from('%!PS-Adobe-3.0\n')],
])('does not know %s', (_, bytes) => {
  expect(coverageOf(bytes)).toEqual(UNKNOWN)
})

it('draws pages of a PDF, and leaves open those that cannot be drawn', () => {
  const renderer: PageRenderer = {
    colorOfPage: () => 'undecided',
    coverageOfPage: (_source, page, pages) =>
      page === 2 ? null : { red: page / pages, green: 0, blue: 0 },
  }
  const pdf = buildPages(['', '', ''])
  expect(coverageOf(pdf, 3, renderer)).toEqual({
    value: [{ red: 1 / 3, green: 0, blue: 0 }, null, { red: 1, green: 0, blue: 0 }],
    known: 'estimated',
  })
  const never = { ...renderer, coverageOfPage: () => null }
  expect(coverageOf(pdf, 3, never)).toEqual(UNKNOWN)
  expect(coverageOf(pdf, 3)).toEqual(UNKNOWN)
})
