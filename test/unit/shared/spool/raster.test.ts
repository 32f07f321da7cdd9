/** PWG, CUPS and Apple raster: every layout of pixels, which pages are color, and documents that are not whole. */
import { describe, expect, it } from 'vitest'
import { analyzeBytes, makeTools } from '#help/analyze-bytes.ts'
import { buildRaster, buildUrf, PWG, type RasterPageSpec, solidLine } from '#help/build-raster.ts'
import { COMPOSITE_COLOR, PROCESS_COLOR } from '#shared/spool/color-policy.ts'
import { cupsRaster, openCupsRasterReader } from '#shared/spool/cups-raster.ts'

const WIDTH = 9
const HEIGHT = 300

/** A page of `paper`, with one pixel of `mark` in the middle. */
function page(
  spec: Pick<RasterPageSpec, 'space' | 'colors' | 'bits'> & Partial<RasterPageSpec>,
  paper: readonly number[],
  mark: readonly number[],
): RasterPageSpec {
  const blank = solidLine(WIDTH, paper)
  const marked = [...solidLine(4, paper), ...mark, ...solidLine(WIDTH - 5, paper)]
  return {
    width: WIDTH,
    height: HEIGHT,
    line: (y) => (y === 150 ? marked : blank),
    ...spec,
  }
}

const colorPagesOf = (bytes: Uint8Array, policy = COMPOSITE_COLOR) =>
  analyzeBytes(bytes, { policy }).colorPages

const K = { space: 3, colors: 1, bits: 8 }
const SRGB = { space: 19, colors: 3, bits: 8 }
const CMYK = { space: 6, colors: 4, bits: 8 }

describe('color of a pixel', () => {
  // Name, layout, paper, a gray mark, a color mark.
  it.each<
    [
      string,
      Pick<RasterPageSpec, 'space' | 'colors' | 'bits'> & Partial<RasterPageSpec>,
      number[],
      number[],
      number[],
    ]
  >([
    ['RGB', { space: 1, colors: 3, bits: 8 }, [255, 255, 255], [9, 9, 9], [200, 9, 9]],
    ['sRGB', SRGB, [255, 255, 255], [200, 205, 198], [200, 200, 190]],
    ['Adobe RGB', { space: 20, colors: 3, bits: 8 }, [255, 255, 255], [0, 0, 0], [0, 0, 60]],
    ['RGBA', { space: 2, colors: 4, bits: 8 }, [255, 255, 255, 0], [7, 7, 7, 9], [0, 0, 60, 255]],
    ['CMY', { space: 4, colors: 3, bits: 8 }, [0, 0, 0], [255, 255, 255], [0, 90, 0]],
    ['YMC', { space: 5, colors: 3, bits: 8 }, [0, 0, 0], [128, 128, 128], [90, 0, 0]],
    ['CMYK', CMYK, [0, 0, 0, 0], [0, 0, 0, 200], [0, 90, 90, 0]],
    ['YMCK', { space: 7, colors: 4, bits: 8 }, [0, 0, 0, 0], [0, 0, 0, 255], [90, 0, 0, 0]],
    ['KCMY', { space: 8, colors: 4, bits: 8 }, [0, 0, 0, 0], [255, 0, 0, 0], [0, 0, 0, 90]],
    [
      'RGB of 16 bits',
      { space: 1, colors: 3, bits: 16 },
      solidLine(3, [255, 255]),
      [9, 1, 9, 2, 9, 3],
      [90, 0, 9, 0, 9, 0],
    ],
    [
      'CMYK of 16 bits',
      { space: 6, colors: 4, bits: 16 },
      solidLine(8, [0]),
      [0, 9, 0, 3, 0, 0, 9, 9],
      [0, 0, 90, 0, 0, 0, 0, 0],
    ],
    ['L*a*b*', { space: 16, colors: 3, bits: 8 }, [255, 128, 128], [90, 128, 128], [90, 180, 128]],
    ['XYZ', { space: 15, colors: 3, bits: 8 }, [220, 232, 252], [110, 116, 126], [200, 100, 100]],
    ['1 bit of RGB', { space: 1, colors: 3, bits: 1, bitsPerPixel: 8 }, [7], [0], [4]],
    ['1 bit of KCMYcm', { space: 9, colors: 6, bits: 1, bitsPerPixel: 8 }, [0], [0x20], [0x01]],
    ['2 bits of CMYK', { space: 6, colors: 4, bits: 2 }, [0], [0x03], [0x0c]],
    [
      '4 bits of RGB',
      { space: 1, colors: 3, bits: 4, bitsPerPixel: 16 },
      [0x0f, 0xff],
      [0x07, 0x77],
      [0x0f, 0x00],
    ],
  ])('%s', (_, layout, paper, gray, color) => {
    const pages = [paper, gray, color].map((mark) => page(layout, paper, mark))
    for (const kind of [PWG, { sync: 'RaS3', littleEndian: false }] as const) {
      expect(analyzeBytes(buildRaster(pages, kind)).pages).toEqual({ value: 3, known: 'exact' })
      expect(colorPagesOf(buildRaster(pages, kind))).toEqual({ value: [3], known: 'exact' })
    }
  })

  it.each<[string, Partial<RasterPageSpec> & { bits: number }, (on: number) => number[]]>([
    ['1 bit', { bits: 1 }, (on) => [on, 0]],
    ['8 bits', { bits: 8 }, (on) => solidLine(WIDTH, [on])],
    ['16 bits', { bits: 16 }, (on) => solidLine(WIDTH, [on, on])],
  ])('finds color across planes and bands of %s', (_, layout, band) => {
    // Of CMYK: black alone is gray, cyan beside it is not.
    const make = (inks: readonly number[], order: 1 | 2): RasterPageSpec => ({
      width: WIDTH,
      height: 4,
      space: 6,
      colors: 4,
      ...layout,
      order,
      line: (y) => (order === 1 ? inks.flatMap(band) : band(inks[Math.floor(y / 4)]!)),
    })
    const black = [0, 0, 0, 0xff]
    const cyan = [0xff, 0, 0, 0]
    for (const order of [1, 2] as const) {
      const pages = [make(black, order), make(cyan, order), make([0, 0, 0, 0], order)]
      for (const sync of ['RaS2', 'RaS3'] as const) {
        const bytes = buildRaster(pages, { sync, littleEndian: true })
        expect(analyzeBytes(bytes)).toMatchObject({
          language: 'cups-raster',
          pages: { value: 3, known: 'exact' },
          colorPages: { value: [2], known: 'exact' },
        })
      }
    }
  })

  it('does not guess at planes that the header contradicts', () => {
    const planes = page({ space: 6, colors: 3, bits: 8, order: 2 }, [0], [255])
    expect(analyzeBytes(buildRaster([planes], { sync: 'RaS3', littleEndian: true }))).toMatchObject(
      {
        pages: { value: 1, known: 'exact' },
        colorPages: { value: [1], known: 'estimated' },
      },
    )
  })

  it('guesses inks without names', () => {
    const device = { space: 51, colors: 4, bits: 8 }
    const pages = [
      page(device, [0, 0, 0, 0], [0, 0, 0, 255]),
      page(device, [0, 0, 0, 0], [0, 200, 0, 0]),
    ]
    expect(colorPagesOf(buildRaster(pages))).toEqual({ value: [2], known: 'estimated' })
  })

  it('takes the strict test at its word', () => {
    const pages = [
      page(SRGB, [255, 255, 255], [100, 100, 101]),
      page(CMYK, [0, 0, 0, 0], [90, 60, 60, 255]),
      page(CMYK, [0, 0, 0, 0], [90, 90, 90, 0]),
      page({ space: 4, colors: 3, bits: 8 }, [0, 0, 0], [90, 90, 90]),
    ]
    expect(colorPagesOf(buildRaster(pages), PROCESS_COLOR).value).toEqual([1, 2, 3, 4])
    const lenient = { ...COMPOSITE_COLOR, inkGrayIsColor: false }
    expect(colorPagesOf(buildRaster(pages), lenient).value).toEqual([])
    expect(colorPagesOf(buildRaster(pages), { ...lenient, inkGrayIsColor: true }).value).toEqual([
      3,
    ])
    expect(colorPagesOf(buildRaster(pages), { ...lenient, richBlackIsColor: true }).value).toEqual([
      2,
    ])
  })
})

describe('the six kinds of CUPS raster', () => {
  it.each([
    ['RaSt', false],
    ['RaSt', true],
    ['RaS2', true],
    ['RaS3', false],
    ['RaS3', true],
  ] as const)('%s, low byte first: %s', (sync, littleEndian) => {
    const pages = [page(K, [0], [255]), page(SRGB, [255, 255, 255], [255, 0, 0])]
    const bytes = buildRaster(pages, { sync, littleEndian })
    expect(analyzeBytes(bytes)).toMatchObject({
      language: 'cups-raster',
      pages: { value: 2, known: 'exact' },
      colorPages: { value: [2], known: 'exact' },
      pageSizes: [{ widthPt: 595, heightPt: 842, pages: 2 }],
      problem: null,
    })
  })

  it('knows 16 bits with the low byte first', () => {
    const deep = { space: 1, colors: 3, bits: 16 }
    const gray = page(deep, solidLine(3, [0xff, 0xff]), [1, 90, 200, 90, 70, 90])
    const color = page(deep, solidLine(3, [0xff, 0xff]), [90, 1, 90, 200, 90, 70])
    const bytes = buildRaster([gray, color], { sync: 'RaS3', littleEndian: true })
    expect(colorPagesOf(bytes)).toEqual({ value: [2], known: 'exact' })
  })

  it('is PWG raster when it says so, or leaves empty what PWG reserves', () => {
    const languageOf = (mediaClass: string) =>
      analyzeBytes(buildRaster([page({ ...K, mediaClass }, [0], [0])])).language
    expect(languageOf('PwgRaster')).toBe('pwg-raster')
    expect(languageOf('')).toBe('pwg-raster')
    expect(languageOf('Plain')).toBe('cups-raster')
    const scaled = buildRaster([page({ ...K, mediaClass: '' }, [0], [0])])
    new DataView(scaled.buffer, scaled.byteOffset).setFloat32(4 + 424, 1)
    expect(analyzeBytes(scaled).language).toBe('cups-raster')
  })
})

describe('what a page header asks for', () => {
  it('is copies once, and both sides when one page says so', () => {
    const pages = [1, 2, 3].map((n) => page({ ...K, copies: 3, duplex: n === 2 }, [0], [0]))
    expect(analyzeBytes(buildRaster(pages))).toMatchObject({
      pages: { value: 3 },
      copies: 3,
      duplex: true,
      sides: 9,
      sheets: 6,
    })
  })

  it.each([
    [1, false],
    [2, true],
    [3, true],
    [0, null],
  ])('URF duplex %i is %s', (duplex, expected) => {
    const bytes = buildUrf([
      { width: 8, height: 2, bitsPerPixel: 8, space: 0, duplex, line: () => solidLine(8, [255]) },
    ])
    expect(analyzeBytes(bytes).duplex).toBe(expected)
  })
})

describe('Apple raster', () => {
  const white = [255, 255, 255]
  const sheet = (line: (y: number) => readonly number[], bitsPerPixel = 24, space = 1) => ({
    width: 100,
    height: 200,
    dpi: 100,
    bitsPerPixel,
    space,
    line,
  })

  it.each([
    ['8-bit gray', sheet(() => solidLine(100, [7]), 8, 0), []],
    ['1-bit gray', sheet(() => solidLine(13, [7]), 1, 4), []],
    ['gray as RGB', sheet(() => solidLine(100, [7, 7, 7])), []],
    ['color', sheet(() => solidLine(100, [90, 7, 7])), [1]],
    ['L*a*b*', sheet(() => solidLine(100, [90, 200, 128]), 24, 2), [1]],
    ['CMYK', sheet(() => solidLine(100, [0, 0, 0, 80]), 32, 6), []],
    ['CMYK of 16 bits', sheet(() => solidLine(100, [9, 9, 0, 0, 0, 0, 0, 0]), 64, 6), [1]],
    ['RGB of 16 bits', sheet(() => solidLine(100, [9, 9, 9, 200, 9, 3]), 48, 5), []],
  ])('%s', (_, spec, colorPages) => {
    expect(analyzeBytes(buildUrf([spec]))).toMatchObject({
      language: 'urf',
      pages: { value: 1, known: 'exact' },
      colorPages: { value: colorPages, known: 'exact' },
      pageSizes: [{ widthPt: 72, heightPt: 144, pages: 1 }],
    })
  })

  it('fills the rest of a line with white', () => {
    const bytes = buildUrf([sheet(() => solidLine(100, white))])
    const head = bytes.subarray(0, 12 + 32)
    // One line of one color pixel and a fill, then 199 lines of fill alone.
    const lines = Uint8Array.of(0, 0, 200, 0, 0, 128, 198, 128)
    expect(analyzeBytes(Buffer.concat([head, lines]))).toMatchObject({
      pages: { value: 1, known: 'exact' },
      colorPages: { value: [1], known: 'exact' },
    })
  })

  it.each([
    [0, 'exact'],
    [1, 'exact'],
    [2, 'exact'],
    [3, 'estimated'],
    [0xffff_ffff, 'exact'],
  ])('counts its two pages when its head tells %i', (told, known) => {
    const page = sheet(() => solidLine(100, white))
    expect(analyzeBytes(buildUrf([page, page], told)).pages).toEqual({ value: 2, known })
  })
})

describe('documents that are not whole', () => {
  const bytes = buildRaster([page(SRGB, [255, 255, 255], [255, 0, 0]), page(K, [0], [255])])

  it('says how much is there wherever it is cut', () => {
    for (let length = 4; length < bytes.length; length++) {
      const findings = analyzeBytes(bytes.subarray(0, length))
      const isExact = findings.pages.known === 'exact'
      if (isExact) expect(findings.pages.value).toBe(1)
      else expect(findings.problem).not.toBeNull()
    }
  })

  it('knows the first page of two when the second is cut', () => {
    expect(analyzeBytes(bytes.subarray(0, bytes.length - 2))).toMatchObject({
      pages: { value: 2, known: 'estimated' },
      colorPages: { value: [1], known: 'estimated' },
      problem: { code: 'document-truncated' },
    })
  })

  it.each([
    ['zeros', [0, 0, 0]],
    ['an end of job', [...Buffer.from('\x1b%-12345X\r\n')]],
  ])('lets %s follow the last page', (_, tail) => {
    expect(analyzeBytes(Buffer.concat([bytes, Uint8Array.from(tail)])).pages).toEqual({
      value: 2,
      known: 'exact',
    })
  })

  it.each([
    ['width', 372, 0x8000_0000],
    ['height of 0', 376, 0],
    ['bytes of a line', 392, 0xffff_ffff],
    ['bits of a color', 384, 77],
    ['bits of a pixel', 388, 0],
    ['order', 396, 9],
  ])('gives up at an impossible %s', (_, at, value) => {
    const broken = Uint8Array.from(bytes)
    new DataView(broken.buffer).setUint32(4 + at, value)
    expect(analyzeBytes(broken)).toMatchObject({
      pages: { value: null, known: 'unknown' },
      problem: { code: 'document-malformed' },
    })
  })

  it('does not wait for a billion lines', () => {
    const broken = Uint8Array.from(bytes)
    new DataView(broken.buffer).setUint32(4 + 376, 0x7fff_ffff)
    expect(analyzeBytes(broken)).toMatchObject({
      pages: { value: 1, known: 'estimated' },
      problem: { code: 'document-truncated' },
    })
  })

  it('doubts a document whose runs are longer than its lines', () => {
    const broken = buildRaster([page(K, [0], [255])])
    new DataView(broken.buffer, broken.byteOffset).setUint32(4 + 392, 10)
    expect(analyzeBytes(broken).pages.known).not.toBe('exact')
  })
})

describe('bytes that come in pieces', () => {
  const pages = [page(SRGB, [255, 255, 255], [200, 0, 0]), page(CMYK, [0, 0, 0, 0], [0, 0, 0, 9])]
  const bytes = buildRaster([...pages, page(K, [0], [1])])
  const whole = readInPieces(bytes, bytes.length)

  it.each([1, 2, 3, 7, 100, 1_795, 1_797])('of %i bytes tell the same', (size) => {
    expect(readInPieces(bytes, size)).toEqual(whole)
  })

  function readInPieces(document: Uint8Array, size: number) {
    const reader = openCupsRasterReader(makeTools())
    for (let at = 0; at < document.length; at += size) reader.push(document.subarray(at, at + size))
    return reader.end()
  }
})

it('CUPS raster is read as a stream, so that memory does not grow with the job', () => {
  expect(cupsRaster.reader.kind).toBe('stream')
})
