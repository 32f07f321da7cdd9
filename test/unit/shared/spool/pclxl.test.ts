/** PCL XL: pages, media, copies, and color of paint and images. */
import { describe, expect, it } from 'vitest'
import { analyzeBytes } from '#help/analyze-bytes.ts'
import { deltaRow, ESC, packBits, RESET, UEL } from '#help/build-pcl.ts'
import {
  byteArray,
  byteValue,
  type Endian,
  realArray,
  realPair,
  wordValue,
  type XlStream,
  xlStream,
} from '#help/build-pclxl.ts'
import { ATTRIBUTE, OPERATOR } from '#shared/spool/pclxl/tokens.ts'

type Attribute = readonly [number, Uint8Array]

const begin = (stream: XlStream, ...attributes: Attribute[]) =>
  stream.op(OPERATOR.beginPage, ...attributes)
const session = (endian: Endian = 'low') => xlStream(endian).op(OPERATOR.beginSession)
const finish = (stream: XlStream) => stream.op(OPERATOR.endSession).build()
const mediaSize = (size: number): Attribute => [ATTRIBUTE.mediaSize, byteValue(size)]
const copies = (count: number): Attribute => [ATTRIBUTE.pageCopies, wordValue(count)]
const exactly = (value: number) => ({ value, known: 'exact' })

describe('pages', () => {
  it.each<Endian>(['low', 'high'])('counts them with numbers %s byte first', (endian) => {
    const stream = session(endian)
    for (let page = 0; page < 3; page++) {
      begin(stream, mediaSize(2)).op(OPERATOR.endPage, [ATTRIBUTE.pageCopies, wordValue(1, endian)])
    }
    expect(analyzeBytes(finish(stream))).toMatchObject({
      language: 'pclxl',
      pages: exactly(3),
      pageSizes: [{ widthPt: 595, heightPt: 842, pages: 3 }],
      problem: null,
    })
  })

  it('does not count a page of no copies', () => {
    const stream = session()
    begin(stream).op(OPERATOR.endPage, copies(0))
    begin(stream).op(OPERATOR.endPage, copies(2))
    expect(analyzeBytes(finish(stream))).toMatchObject({ pages: exactly(1), copies: 2 })
  })

  it('counts copies as pages when pages ask for different numbers of them', () => {
    const stream = session()
    begin(stream).op(OPERATOR.endPage, copies(3))
    begin(stream).op(OPERATOR.endPage, copies(1))
    expect(analyzeBytes(finish(stream))).toMatchObject({ pages: exactly(4), copies: 1 })
  })

  it.each<[string, Attribute, boolean]>([
    ['duplex', [ATTRIBUTE.duplexPageMode, byteValue(1)], true],
    ['simplex', [ATTRIBUTE.simplexPageMode, byteValue(0)], false],
  ])('reports %s', (_, attribute, expected) => {
    const stream = begin(session(), attribute).op(OPERATOR.endPage)
    expect(analyzeBytes(finish(stream)).duplex).toBe(expected)
  })

  it.each<[string, Attribute[], [number, number]]>([
    ['a name', [[ATTRIBUTE.mediaSize, byteArray([0x41, 0x33])]], [842, 1191]],
    [
      'its sides',
      [
        [ATTRIBUTE.customMediaSize, realPair(100, 254)],
        [ATTRIBUTE.customMediaSizeUnits, byteValue(1)],
      ],
      [283, 720],
    ],
  ])('knows paper by %s', (_, attributes, [widthPt, heightPt]) => {
    const stream = begin(session(), ...attributes).op(OPERATOR.endPage)
    expect(analyzeBytes(finish(stream)).pageSizes).toEqual([{ widthPt, heightPt, pages: 1 }])
  })

  it('ends at the exit', () => {
    const stream = begin(session()).op(OPERATOR.endPage).op(OPERATOR.endSession)
    stream.raw(UEL, '@PJL EOJ\r\n', UEL)
    expect(analyzeBytes(stream.build())).toMatchObject({ pages: exactly(1), problem: null })
  })
})

const page = (paint: (stream: XlStream) => void) => {
  const stream = begin(session())
  paint(stream)
  return analyzeBytes(finish(stream.op(OPERATOR.endPage))).colorPages
}
const COLOR = { value: [1], known: 'exact' }
const MONO = { value: [], known: 'exact' }
const rgb = (stream: XlStream) =>
  stream.op(OPERATOR.setColorSpace, [ATTRIBUTE.colorSpace, byteValue(2)])
const brush = (stream: XlStream, color: Uint8Array) =>
  stream.op(OPERATOR.setBrushSource, [ATTRIBUTE.rgbColor, color])

describe('paint', () => {
  it.each<[string, Uint8Array, object]>([
    ['red', byteArray([200, 0, 0]), COLOR],
    ['gray mixed of three', byteArray([90, 90, 90]), MONO],
    ['nearly gray', byteArray([90, 96, 90]), MONO],
    ['red in fractions', realArray([0.8, 0, 0]), COLOR],
    ['gray in fractions', realArray([0.5, 0.5, 0.5]), MONO],
  ])('knows text in %s', (_, color, expected) => {
    expect(page((stream) => brush(rgb(stream), color).op(OPERATOR.text))).toEqual(expected)
  })

  it('does not count a color that paints nothing', () => {
    const red = byteArray([200, 0, 0])
    expect(page((stream) => brush(rgb(stream), red))).toEqual(MONO)
    expect(
      page((stream) => {
        brush(rgb(stream).op(OPERATOR.pushGs), red).op(OPERATOR.popGs).op(OPERATOR.text)
      }),
    ).toEqual(MONO)
    expect(
      page((stream) => {
        rgb(stream)
          .op(OPERATOR.setPenSource, [ATTRIBUTE.rgbColor, red])
          .op(OPERATOR.setPenSource, [ATTRIBUTE.nullPen, byteValue(0)])
          .op(OPERATOR.paintPath)
      }),
    ).toEqual(MONO)
  })

  it('knows a line drawn with a red pen', () => {
    const drawn = page((stream) => {
      rgb(stream)
        .op(OPERATOR.setPenSource, [ATTRIBUTE.rgbColor, byteArray([200, 0, 0])])
        .op(OPERATOR.rectangle)
    })
    expect(drawn).toEqual(COLOR)
  })

  it('starts each page in black', () => {
    const stream = session()
    brush(rgb(begin(stream)), byteArray([200, 0, 0])).op(OPERATOR.endPage)
    begin(stream).op(OPERATOR.text).op(OPERATOR.endPage)
    expect(analyzeBytes(finish(stream)).colorPages).toEqual(MONO)
  })
})

const image = (
  stream: XlStream,
  shape: { width: number; height: number; indexed?: boolean; depth?: number },
  mode: number,
  data: readonly number[],
) =>
  stream
    .op(
      OPERATOR.beginImage,
      [ATTRIBUTE.colorMapping, byteValue(shape.indexed ? 1 : 0)],
      [ATTRIBUTE.colorDepth, byteValue(shape.depth ?? 2)],
      [ATTRIBUTE.sourceWidth, wordValue(shape.width)],
      [ATTRIBUTE.sourceHeight, wordValue(shape.height)],
    )
    .op(
      OPERATOR.readImage,
      [ATTRIBUTE.blockHeight, wordValue(shape.height)],
      [ATTRIBUTE.compressMode, byteValue(mode)],
    )
    .data(data)
    .op(OPERATOR.endImage)

/** Rows of three pixels, padded to twelve bytes. */
const shape = { width: 3, height: 2 }
const gray = [9, 9, 9, 9, 9, 9, 200, 200, 200, 1, 2, 3]
const red = [9, 9, 9, 9, 9, 9, 200, 0, 0, 1, 2, 3]

describe('images', () => {
  const delta = (first: number[], second: number[]) => {
    const rows = [deltaRow(first.slice(0, 9), []), deltaRow(second.slice(0, 9), first.slice(0, 9))]
    return rows.flatMap((row) => [row.length & 255, row.length >> 8, ...row])
  }

  it.each([
    ['not at all', 0, [...gray, ...gray], [...gray, ...red]],
    ['in runs', 1, packBits([...gray, ...gray]), packBits([...gray, ...red])],
    ['as delta rows', 3, delta(gray, gray), delta(gray, red)],
  ])('reads pixels packed %s, padding left out', (_, mode, mono, color) => {
    expect(page((stream) => image(rgb(stream), shape, mode, mono))).toEqual(MONO)
    expect(page((stream) => image(rgb(stream), shape, mode, color))).toEqual(COLOR)
  })

  it('needs no look at pixels in a gray color space', () => {
    expect(page((stream) => image(stream, shape, 0, [...red, ...red]))).toEqual(MONO)
  })

  it('looks up numbers in the palette', () => {
    const indexed = { width: 4, height: 1, indexed: true }
    const palette = (stream: XlStream) =>
      stream.op(
        OPERATOR.setColorSpace,
        [ATTRIBUTE.colorSpace, byteValue(2)],
        [ATTRIBUTE.paletteDepth, byteValue(2)],
        [ATTRIBUTE.paletteData, byteArray([0, 0, 0, 255, 255, 255, 200, 0, 0])],
      )
    expect(page((stream) => image(palette(stream), indexed, 0, [0, 1, 1, 0]))).toEqual(MONO)
    expect(page((stream) => image(palette(stream), indexed, 0, [0, 1, 2, 0]))).toEqual(COLOR)
    expect(
      page((stream) => image(palette(stream), { ...indexed, depth: 0 }, 0, [0b0101_0000, 0, 0, 0])),
    ).toEqual(MONO)
  })

  it('counts what it cannot read as color, and says that it is a guess', () => {
    const guess = page((stream) => image(rgb(stream), shape, 2, [0xff, 0xd8, 0, 1]))
    expect(guess).toEqual({ value: [1], known: 'estimated' })
  })
})

describe('streams and other languages inside', () => {
  it('runs a stream under its name', () => {
    const name: Attribute = [ATTRIBUTE.streamName, byteArray([65])]
    const inner = xlStream('low', { header: false })
    brush(rgb(inner), byteArray([200, 0, 0])).op(OPERATOR.text)
    const stream = session().op(OPERATOR.beginStream, name)
    stream.op(OPERATOR.readStream).data(inner.build()).op(OPERATOR.endStream)
    begin(stream).op(OPERATOR.endPage)
    begin(stream).op(OPERATOR.execStream, name).op(OPERATOR.endPage)
    expect(analyzeBytes(finish(stream)).colorPages).toEqual({ value: [2], known: 'exact' })
  })

  it('ends a stream that runs itself', () => {
    const name: Attribute = [ATTRIBUTE.streamName, byteArray([65])]
    const inner = xlStream('low', { header: false })
    for (let call = 0; call < 8; call++) inner.op(OPERATOR.execStream, name)
    const stream = session().op(OPERATOR.beginStream, name)
    stream.op(OPERATOR.readStream).data(inner.build()).op(OPERATOR.endStream)
    begin(stream).op(OPERATOR.execStream, name).op(OPERATOR.endPage)
    const findings = analyzeBytes(finish(stream), { limits: { operations: 2_000_000 } })
    expect(['budget-exceeded', undefined]).toContain(findings.problem?.code)
  })

  it('reads PCL that is passed through', () => {
    const passed = (text: string) =>
      page((stream) => {
        stream.op(OPERATOR.passThrough).data(Buffer.from(text, 'latin1'))
      })
    expect(passed(`${RESET}${ESC}*r3U${ESC}*v1Stext`)).toEqual(COLOR)
    expect(passed(`${RESET}text`)).toEqual(MONO)
  })
})

describe('streams that are not well', () => {
  const whole = () => {
    const stream = session()
    begin(stream).op(OPERATOR.text).op(OPERATOR.endPage)
    image(rgb(begin(stream)), shape, 1, packBits([...gray, ...red])).op(OPERATOR.endPage)
    return finish(stream)
  }

  it('answers wherever the stream is cut, and is only certain of the whole', () => {
    const bytes = whole()
    for (let length = 0; length <= bytes.length; length++) {
      const findings = analyzeBytes(bytes.subarray(0, length))
      expect(findings.problem?.code).not.toBe('analyzer-failed')
      if (length > 40 && length < bytes.length) expect(findings.pages.known).not.toBe('exact')
    }
    expect(analyzeBytes(bytes)).toMatchObject({ pages: exactly(2), colorPages: { value: [2] } })
  })

  it('stops at bytes that are no tags', () => {
    const stream = begin(session()).op(OPERATOR.endPage).raw(0xf1, 0xf1, 'junk')
    expect(analyzeBytes(stream.build())).toMatchObject({
      pages: { value: 1, known: 'estimated' },
      problem: { code: 'document-malformed' },
    })
  })

  it('jumps over data whose length lies', () => {
    const stream = begin(session()).raw(0xfa, 0xff, 0xff, 0xff, 0x7f, 'data')
    expect(analyzeBytes(stream.build())).toMatchObject({
      pages: { value: 1, known: 'estimated' },
      problem: { code: 'document-truncated' },
    })
  })
})
