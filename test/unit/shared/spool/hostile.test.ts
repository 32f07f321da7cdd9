/** Documents made to hang, crash or exhaust the analyzer: each ends within its budget, with an honest answer. */

import { readFileSync } from 'node:fs'
import { deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { analyzeBytes } from '#help/analyze-bytes.ts'
import {
  buildPages,
  buildPdf,
  bytesOf,
  joinBytes,
  makeStream,
  pagesObjects,
} from '#help/build-pdf.ts'

const RED = '1 0 0 rg 10 10 50 50 re f'
const folder = new URL('../../../cases/spool/', import.meta.url)
const read = (file: string) => readFileSync(new URL(file, folder))

describe('cut documents', () => {
  const whole = buildPages(['10 10 50 50 re f', RED])

  it('answers for a PDF cut at every byte, and never claims pages that are not there', () => {
    for (let length = 0; length < whole.length; length++) {
      const findings = analyzeBytes(whole.subarray(0, length))
      expect(findings.problem?.code).not.toBe('analyzer-failed')
      if (findings.pages.known === 'exact') expect(findings.pages.value).toBeLessThanOrEqual(2)
      if (findings.pages.value === null) expect(findings.sheets).toBeNull()
    }
  })

  it.each([
    'color.png',
    'color.jpg',
    'color-progressive.jpg',
    'color-lzw.tif',
    'color-jpeg.tif',
    'object-streams.pdf',
    'encrypted-aes256.pdf',
  ])('answers for %s cut anywhere', (file) => {
    const bytes = read(file)
    for (let length = 0; length < bytes.length; length += Math.ceil(bytes.length / 150)) {
      expect(analyzeBytes(bytes.subarray(0, length)).problem?.code).not.toBe('analyzer-failed')
    }
  })
})

describe('bombs', () => {
  const megabyte = 1024 * 1024
  const zeros = deflateSync(new Uint8Array(64 * megabyte))

  it('stops a PDF whose streams unpack to more than the budget', () => {
    const pages = Array.from({ length: 20 }, () => makeStream(zeros, '/Filter /FlateDecode'))
    const findings = analyzeBytes(buildPages(pages), { limits: { bytesOut: 100 * megabyte } })
    expect(findings.pages).toEqual({ value: 20, known: 'exact' })
    expect(findings.colorPages.known).toBe('estimated')
    expect(findings.problem?.code).toBe('budget-exceeded')
  })

  it('has no page drawn whose content is more than any page needs', () => {
    const blanks = makeStream(deflateSync(Buffer.alloc(8 * megabyte, ' ')), '/Filter /FlateDecode')
    const { colorPages } = analyzeBytes(buildPages([blanks]), {
      renderer: { colorOfPage: () => expect.fail('nobody draws it') },
    })
    expect(colorPages).toEqual({ value: [1], known: 'estimated' })
  })

  it('stops deflate inside deflate inside deflate', () => {
    const content = makeStream(deflateSync(zeros), '/Filter [/FlateDecode /FlateDecode]')
    const findings = analyzeBytes(buildPages([content]), { limits: { bytesOut: 10 * megabyte } })
    expect(findings.colorPages.known).toBe('estimated')
  })

  it('stops gzip around too much', () => {
    const findings = analyzeBytes(gzipSync(new Uint8Array(32 * megabyte)), {
      limits: { bytesOut: 8 * megabyte },
    })
    expect(findings.pages.known).toBe('unknown')
    expect(findings.problem?.code).toBe('budget-exceeded')
  })

  it('stops gzip inside gzip without end', () => {
    let bytes: Uint8Array = bytesOf('hello')
    for (let i = 0; i < 40; i++) bytes = gzipSync(bytes)
    expect(analyzeBytes(bytes).problem?.code).toBe('document-too-deep')
  })

  it('does not unpack an image of a billion pixels', () => {
    const image = makeStream(
      zeros,
      '/Subtype /Image /Width 40000 /Height 40000 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode',
    )
    const options = { resources: '/XObject << /I 100 0 R >>', more: new Map([[100, image]]) }
    const findings = analyzeBytes(buildPages(['/I Do'], options), {
      limits: { bytesOut: 70 * megabyte },
    })
    expect(findings.pages).toEqual({ value: 1, known: 'exact' })
  })

  it('ends forms that call ten forms that call ten forms', () => {
    const more = new Map<number, string | Uint8Array>()
    for (let level = 0; level < 12; level++) {
      const names = Array.from({ length: 10 }, (_, i) => `/F${i} ${101 + level} 0 R`).join(' ')
      const calls = Array.from({ length: 10 }, (_, i) => `q 1 0 0 1 0 0 cm /F${i} Do Q`).join(' ')
      more.set(
        100 + level,
        makeStream(
          level === 11 ? RED : calls,
          `/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << ${names} >> >>`,
        ),
      )
    }
    const bytes = buildPages(['/F Do'], { resources: '/XObject << /F 100 0 R >>', more })
    expect(analyzeBytes(bytes, { limits: { operations: 5_000_000 } }).pages.value).toBe(1)
  })

  it('ends arrays and dictionaries ten thousand deep', () => {
    for (const opening of ['[', '<< /A ']) {
      const objects = pagesObjects([RED]).set(100, opening.repeat(10_000))
      expect(analyzeBytes(buildPdf({ objects })).pages.value).toBe(1)
      const content = `${opening.repeat(10_000)} ${RED}`
      expect(analyzeBytes(buildPages([content])).pages.value).toBe(1)
    }
  })

  it('ends a reference that leads to itself', () => {
    const objects = pagesObjects([RED]).set(2, '2 0 R')
    expect(analyzeBytes(buildPdf({ objects })).problem).not.toBeNull()
    const length = pagesObjects([RED]).set(
      10_001,
      `<< /Length 10001 0 R >>\nstream\n${RED}\nendstream`,
    )
    expect(analyzeBytes(buildPdf({ objects: length })).colorPages.value).toEqual([1])
  })

  it('ends functions, spaces and patterns that hold themselves', () => {
    const more = new Map<number, string | Uint8Array>([
      [100, '<< /FunctionType 3 /Domain [0 1] /Functions [100 0 R] /Bounds [] /Encode [0 1] >>'],
      [101, '[/Indexed 101 0 R 1 <00>]'],
      [
        102,
        makeStream(
          '/Pattern cs /P scn 0 0 9 9 re f',
          '/PatternType 1 /PaintType 1 /BBox [0 0 9 9] /Resources << /Pattern << /P 102 0 R >> >>',
        ),
      ],
    ])
    const resources =
      '/ColorSpace << /S [/Separation /X /DeviceRGB 100 0 R] /I 101 0 R >> /Pattern << /P 102 0 R >>'
    const content =
      '/S cs 1 scn 0 0 9 9 re f /I cs 0 sc 0 0 9 9 re f /Pattern cs /P scn 0 0 9 9 re f'
    expect(analyzeBytes(buildPages([content], { resources, more })).pages.value).toBe(1)
  })
})

describe('budgets', () => {
  const slow = buildPages(Array.from({ length: 200 }, () => `${'0 0 9 9 re f '.repeat(2_000)}`))

  it('gives up in time and says so; pages not looked at count as color', () => {
    let ms = 0
    const findings = analyzeBytes(slow, { limits: { wallMs: 50 }, nowMs: () => ms++ })
    expect(findings.pages).toEqual({ value: 200, known: 'exact' })
    expect(findings.colorPages.known).toBe('estimated')
    expect(findings.colorPages.value).toContain(200)
    expect(findings.problem?.code).toBe('budget-exceeded')
  })

  it('stops when nobody waits any more', () => {
    let looks = 0
    const findings = analyzeBytes(slow, { canceled: () => ++looks > 5 })
    expect(findings.problem?.code).toBe('analysis-canceled')
    expect(findings.pages.known).toBe('unknown')
  })
})

describe('what is no document', () => {
  it.each([
    ['nothing', new Uint8Array(0), 'document-empty'],
    ['zeros', new Uint8Array(5_000), 'language-unknown'],
    ['a header and no more', bytesOf('%PDF-1.7'), 'document-malformed'],
    [
      'text that says it is a PDF',
      bytesOf(`%PDF-1.4\n${'lorem ipsum '.repeat(500)}`),
      'document-malformed',
    ],
    [
      'a PNG header alone',
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10),
      'document-malformed',
    ],
    [
      'a TIFF that points at itself',
      joinBytes('II*\0', Uint8Array.of(4, 0, 0, 0)),
      'document-malformed',
    ],
    ['a JPEG without a frame', Uint8Array.of(0xff, 0xd8, 0xff, 0xd9), 'document-malformed'],
  ])('has no page number for %s', (_, bytes, code) => {
    const findings = analyzeBytes(bytes)
    expect(findings.pages).toEqual({ value: null, known: 'unknown' })
    expect(findings.colorPages).toEqual({ value: null, known: 'unknown' })
    expect(findings.problem?.code).toBe(code)
  })
})
