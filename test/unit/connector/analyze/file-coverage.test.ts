/** Ink of pages that must be drawn, by PDFium itself; and what is never drawn. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { measureFileCoverage } from '#connector/analyze/file-coverage.ts'
import { makeClock } from '#connector/doors.ts'
import { buildPages } from '#help/build-pdf.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'spoolgate-coverage-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function coverageOf(bytes: Uint8Array, pages: number | null) {
  const file = join(folder, 'document')
  writeFileSync(file, bytes)
  return measureFileCoverage(file, pages, makeClock())
}

/** Of one page, in whole percent. */
function percentOf(bytes: Uint8Array) {
  const { value, known } = coverageOf(bytes, 1)
  const { red = -1, green = -1, blue = -1 } = value?.[0] ?? {}
  return [known, ...[red, green, blue].map((light) => Math.round(light * 100))]
}

const HALF = '0 0 100 300 re f'

/** Two rows, the lower one black; `kind` 0 gray, 2 RGB, 3 palette, 4 gray with alpha. */
function buildPng(kind: number, pixel: readonly number[], interlaced = 0): Uint8Array {
  const chunk = (name: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
    const whole = Buffer.alloc(body.length + 8)
    whole.writeUInt32BE(data.length)
    body.copy(whole, 4)
    whole.writeUInt32BE(crc32(body), body.length + 4)
    return whole
  }
  const header = Buffer.from([0, 0, 0, 4, 0, 0, 0, 2, 8, kind, 0, 0, interlaced])
  const rows = [0, ...Array(4).fill(pixel).flat(), 2, ...Array(4 * pixel.length).fill(0)]
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    ...(kind === 3 ? [chunk('PLTE', Uint8Array.of(0, 255, 255, 0, 0, 0))] : []),
    // Data may come in any pieces.
    chunk('IDAT', deflateSync(Uint8Array.from(rows)).subarray(0, 5)),
    chunk('IDAT', deflateSync(Uint8Array.from(rows)).subarray(5)),
    chunk('IEND', new Uint8Array(0)),
  ])
}

it.each([
  ['a page half black', buildPages([`0 g ${HALF}`]), [50, 50, 50]],
  ['a page half gray', buildPages([`0.5 g ${HALF}`]), [25, 25, 25]],
  ['a page half red', buildPages([`1 0 0 rg ${HALF}`]), [0, 50, 50]],
  ['a blank page', buildPages(['']), [0, 0, 0]],
  ['a gray PNG', buildPng(0, [51]), [80, 80, 80]],
  ['a PNG of a palette', buildPng(3, [0]), [100, 0, 0]],
  ['a PNG of colors', buildPng(2, [255, 0, 255]), [0, 100, 0]],
])('draws %s', (_, bytes, percent) => {
  expect(percentOf(bytes)).toEqual(['estimated', ...percent])
})

it('draws a JPEG of four inks as Adobe writes them', () => {
  const jpeg = (name: string) =>
    percentOf(readFileSync(new URL(`../../../cases/spool/${name}`, import.meta.url)))
  const [known, red, green, blue] = jpeg('gray-as-cmyk.jpg')
  expect(known).toBe('estimated')
  const [, ...plain] = jpeg('gray-as-ycc.jpg')
  for (const [index, light] of [red, green, blue].entries()) {
    expect(Math.abs(Number(light) - Number(plain[index]))).toBeLessThanOrEqual(10)
  }
})

it('tells every page, and nothing of a document that PDFium counts otherwise', () => {
  const pdf = buildPages([`0 g ${HALF}`, '', `0 g ${HALF}`])
  const { value } = coverageOf(pdf, 3)
  expect(value?.map((page) => page?.red)).toEqual([0.5, 0, 0.5])
  expect(coverageOf(pdf, 2)).toEqual({ value: null, known: 'unknown' })
})

it.each([
  ['pages that nobody counted', buildPages(['']), null],
  ['a PNG that is partly clear', buildPng(4, [255, 0]), 1],
  ['a PNG in passes', buildPng(0, [255], 1), 1],
  ['PostScript', Buffer.from('%!PS-Adobe-3.0\nshowpage\n'), 1],
])('does not know %s', (_, bytes, pages) => {
  expect(coverageOf(bytes, pages)).toEqual({ value: null, known: 'unknown' })
})

it('does not read standard input again', () => {
  expect(measureFileCoverage('-', 1, makeClock()).known).toBe('unknown')
})
