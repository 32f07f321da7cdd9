/** Windows EMF spool files: pages by record, color by what a page paints with, settings of the driver. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { analyzeBytes } from '#help/analyze-bytes.ts'
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

const RED = colorRef(200, 0, 0)
const GRAY = colorRef(90, 90, 90)
const page = (...records: readonly Uint8Array[]) => spoolRecord(1, metafile(...records))
const image = (file: string) =>
  readFileSync(new URL(`../../../cases/spool/${file}`, import.meta.url))

describe('pages', () => {
  it('are metafiles, gray ones, and metafiles told of afterwards', () => {
    const red = metafile(brush(1, RED), select(1), RECTANGLE)
    const offset = new Uint8Array(8)
    const bytes = buildEmfSpool(
      page(),
      spoolRecord(10, red),
      spoolRecord(12, red),
      spoolRecord(13, offset),
      spoolRecord(12, metafile()),
      spoolRecord(14, offset),
      spoolRecord(7, new Uint8Array(30)),
    )
    expect(analyzeBytes(bytes)).toMatchObject({
      language: 'emfspool',
      pages: { value: 4, known: 'exact' },
      colorPages: { value: [3], known: 'estimated' },
      problem: null,
    })
  })

  it('take the size of the device when no paper is set', () => {
    expect(analyzeBytes(buildEmfSpool(page())).pageSizes).toEqual([
      { widthPt: 567, heightPt: 814, pages: 1 },
    ])
  })

  it.each([
    [
      'cut in a record',
      (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 9),
      'document-truncated',
    ],
    [
      'followed by what is no record',
      (bytes: Uint8Array) => Buffer.concat([bytes, Buffer.alloc(8)]),
      'document-malformed',
    ],
  ])('are a guess when %s', (_, change, code) => {
    expect(analyzeBytes(change(buildEmfSpool(page(), page())))).toMatchObject({
      pages: { value: 2, known: 'estimated' },
      problem: { code },
    })
  })

  it('are unknown when there is none', () => {
    expect(analyzeBytes(buildEmfSpool(devMode({ copies: 2 }))).pages.value).toBeNull()
  })
})

describe('color', () => {
  const pixels = (...bytes: readonly number[]) => Uint8Array.from(bytes)
  const palette = [
    [0, 0, 0],
    [255, 0, 0],
  ] as const
  const gradient = (red: number) =>
    emfRecord(118, 0, 0, 9, 9, 2, 1, 0, 0, 0, red << 8, 0, 9, 9, 0, 0, 0, 1)

  it.each<[string, Uint8Array[], boolean]>([
    ['nothing', [], false],
    ['a red brush that fills', [brush(1, RED), select(1), RECTANGLE], true],
    ['a red brush that is not selected', [brush(1, RED), RECTANGLE], false],
    ['a red brush that is deleted', [brush(1, RED), emfRecord(40, 1), select(1), RECTANGLE], false],
    ['a red brush under a line', [brush(1, RED), select(1), LINE], false],
    ['a hollow red brush', [brush(1, RED, 1), select(1), RECTANGLE], false],
    ['a gray brush', [brush(1, GRAY), select(1), RECTANGLE], false],
    [
      'a red brush, then a system one',
      [brush(1, RED), select(1), select(0x8000_0004), RECTANGLE],
      false,
    ],
    [
      'a red brush, saved and restored',
      [
        brush(1, RED),
        select(1),
        emfRecord(33),
        select(0x8000_0000),
        emfRecord(34, 0xffff_ffff),
        RECTANGLE,
      ],
      true,
    ],
    ['a red pen', [pen(1, RED), select(1), LINE], true],
    ['a red pen that draws nothing', [pen(1, RED, 5), select(1), LINE], false],
    [
      'an extended red pen',
      [emfRecord(95, 1, 0, 0, 0, 0, 0, 1, 0, RED, 0, 0), select(1), LINE],
      true,
    ],
    ['red text', [emfRecord(24, RED), text(3)], true],
    ['red text without letters', [emfRecord(24, RED), text(0)], false],
    ['text on red', [emfRecord(25, RED), text(3)], true],
    ['text on red that shows through', [emfRecord(25, RED), emfRecord(18, 1), text(3)], false],
    ['a red rectangle of no text', [emfRecord(25, RED), emfRecord(18, 1), text(0, 2)], true],
    ['a red pixel', [emfRecord(15, 1, 1, RED)], true],
    ['a gradient to red', [gradient(200)], true],
    ['a gradient of black', [gradient(0)], false],
    ['24 bits of red', [stretchBitmap(bitmapInfo(1, 1, 24), pixels(0, 0, 200, 0))], true],
    ['24 bits of gray, padded', [stretchBitmap(bitmapInfo(1, 1, 24), pixels(7, 7, 7, 200))], false],
    ['32 bits of gray', [stretchBitmap(bitmapInfo(1, 1, 32), pixels(7, 7, 7, 0))], false],
    ['16 bits of red', [stretchBitmap(bitmapInfo(1, 1, 16), pixels(0, 0x7c, 0, 0))], true],
    ['16 bits of gray', [stretchBitmap(bitmapInfo(1, 1, 16), pixels(0xef, 0x3d, 0, 0))], false],
    [
      '8 bits, red unused',
      [stretchBitmap(bitmapInfo(1, 1, 8, palette), pixels(0, 1, 1, 1))],
      false,
    ],
    ['8 bits, red used', [stretchBitmap(bitmapInfo(2, 1, 8, palette), pixels(0, 1, 0, 0))], true],
    [
      '1 bit, red unused',
      [stretchBitmap(bitmapInfo(3, 1, 1, palette), pixels(0x1f, 0, 0, 0))],
      false,
    ],
    ['1 bit, red used', [stretchBitmap(bitmapInfo(3, 1, 1, palette), pixels(0x20, 0, 0, 0))], true],
    [
      'a bitmap that only whitens',
      [stretchBitmap(bitmapInfo(1, 1, 24), pixels(0, 0, 200, 0), 0xff0062)],
      false,
    ],
    ['a PNG', [stretchBitmap(bitmapInfo(1, 1, 0, [], 5), image('color.png'))], true],
    ['a JPEG', [stretchBitmap(bitmapInfo(1, 1, 0, [], 4), image('color.jpg'))], true],
    [
      'a red pattern',
      [
        brush(1, RED),
        select(1),
        emfRecord(76, 0, 0, 9, 9, 0, 0, 9, 9, 0xf00021, ...Array(14).fill(0)),
      ],
      true,
    ],
  ])('%s: %#', (_, records, color) => {
    expect(analyzeBytes(buildEmfSpool(page(...records))).colorPages).toEqual({
      value: color ? [1] : [],
      known: color ? 'estimated' : 'exact',
    })
  })

  it('is assumed where GDI+ alone draws, and known where it draws twice', () => {
    const plus = (flags: number) => emfRecord(70, 16, 0x2b46_4d45, 0x4001 | (flags << 16), 28)
    const colorOf = (flags: number) => analyzeBytes(buildEmfSpool(page(plus(flags)))).colorPages
    expect(colorOf(0)).toEqual({ value: [1], known: 'estimated' })
    expect(colorOf(1)).toEqual({ value: [], known: 'exact' })
  })
})

it('takes what the driver was set to', () => {
  const settings = devMode({ copies: 3, duplex: 2, paper: 9, landscape: true, color: true })
  const red = page(brush(1, RED), select(1), RECTANGLE)
  expect(analyzeBytes(buildEmfSpool(settings, red, page()))).toMatchObject({
    pages: { value: 2, known: 'exact' },
    colorPages: { value: [1] },
    pageSizes: [{ widthPt: 842, heightPt: 595, pages: 2 }],
    duplex: true,
    copies: 3,
    sides: 6,
    sheets: 3,
  })
  const gray = analyzeBytes(buildEmfSpool(devMode({ color: false, duplex: 1 }), red))
  expect(gray).toMatchObject({ colorPages: { value: [], known: 'exact' }, duplex: false })
})

it.each([
  ['an icon', [0, 0, 1, 0, 1, 0, 16, 16]],
  ['a header of 4 GB', [0, 0, 1, 0, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0]],
])('is not %s', (_, bytes) => {
  expect(analyzeBytes(Uint8Array.from(bytes)).language).not.toBe('emfspool')
})

it('answers for a document cut anywhere', () => {
  const bytes = buildEmfSpool(devMode({ copies: 2 }), page(brush(1, RED), select(1), RECTANGLE))
  for (let length = 16; length < bytes.length; length++) {
    const findings = analyzeBytes(bytes.subarray(0, length))
    expect(findings.problem).not.toBeNull()
    expect(findings.problem?.code).not.toBe('analyzer-failed')
    expect(findings.pages.known).not.toBe('exact')
  }
})
