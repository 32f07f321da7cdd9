/** Pictures, text, gzip and the unknown as whole documents. */

import { readFileSync } from 'node:fs'
import { deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { analyzeBytes } from '#help/analyze-bytes.ts'
import { buildPages, bytesOf, joinBytes } from '#help/build-pdf.ts'

const folder = new URL('../../../cases/spool/', import.meta.url)
const read = (file: string) => readFileSync(new URL(file, folder))

describe('text', () => {
  const lines = (count: number) => 'a line\n'.repeat(count)
  it.each([
    ['one word', 'hello', 1],
    ['60 lines', lines(60), 1],
    ['61 lines', lines(61), 2],
    ['180 lines', lines(180), 3],
    ['lines of Windows', 'a line\r\n'.repeat(61), 2],
    ['two form feeds', 'a\fb\fc', 3],
    ['a form feed at the end', 'a\f', 1],
    ['60 lines of 80 letters', `${'x'.repeat(80)}\n`.repeat(60), 1],
    ['30 lines of 81 letters', `${'x'.repeat(81)}\n`.repeat(30), 1],
    ['31 lines of 81 letters', `${'x'.repeat(81)}\n`.repeat(31), 2],
    ['letters of two bytes', Buffer.from(`${'ä'.repeat(80)}\n`.repeat(60)).toString('latin1'), 1],
    ['empty lines', '\n'.repeat(61), 2],
  ])('counts %s as %i pages', (_, text, pages) => {
    expect(analyzeBytes(bytesOf(text))).toMatchObject({
      language: 'text',
      pages: { value: pages, known: 'estimated' },
      colorPages: { value: [], known: 'exact' },
    })
  })

  it.each([
    ['bytes of a program', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 1, 1, 1, 0)],
    ['an office document', bytesOf('PK\x03\x04')],
    ['a page of HTML', bytesOf('<html><body>hello</body></html>')],
    ['a control character', bytesOf('hello \x01 world')],
  ])('is not %s', (_, bytes) => {
    expect(analyzeBytes(bytes)).toMatchObject({
      language: 'unknown',
      pages: { value: null, known: 'unknown' },
      sides: null,
      sheets: null,
    })
  })

  it('takes its answer back when zeros follow', () => {
    const findings = analyzeBytes(joinBytes('hello\n'.repeat(2_000), new Uint8Array(10)))
    expect(findings.pages).toEqual({ value: null, known: 'unknown' })
  })
})

describe('gzip', () => {
  it('is taken off any language', () => {
    for (const file of ['edge.pdf', 'color.png', 'gray-packbits.tif']) {
      expect(analyzeBytes(gzipSync(read(file)))).toEqual(analyzeBytes(read(file)))
    }
  })

  it('tells that its data is cut', () => {
    const packed = gzipSync(read('color.png'))
    const findings = analyzeBytes(packed.subarray(0, packed.length - 200))
    expect(findings).toMatchObject({ language: 'png', pages: { value: 1, known: 'exact' } })
    expect(findings.problem?.code).toBe('document-truncated')
  })
})

describe('PCLm', () => {
  it('is told from PDF by its second line', () => {
    const bytes = joinBytes('%PDF-1.7\n%PCLm 1.0\n', buildPages(['']).subarray(9))
    expect(analyzeBytes(bytes)).toMatchObject({ language: 'pclm', pages: { value: 1 } })
  })
})

describe('PNG', () => {
  const chunk = (kind: string, data: Uint8Array) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(data.length)
    return joinBytes(length, kind, data, new Uint8Array(4))
  }
  const makePng = (
    bits: number,
    kind: number,
    rows: readonly (readonly number[])[],
    options: {
      palette?: number[]
      clear?: number[]
      interlace?: number
      width?: number
      height?: number
    } = {},
  ) => {
    const header = Buffer.alloc(13)
    header.writeUInt32BE(options.width ?? 2, 0)
    header.writeUInt32BE(options.height ?? rows.length, 4)
    header.set([bits, kind, 0, 0, options.interlace ?? 0], 8)
    return joinBytes(
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10),
      chunk('IHDR', header),
      ...(options.palette ? [chunk('PLTE', Uint8Array.from(options.palette))] : []),
      ...(options.clear ? [chunk('tRNS', Uint8Array.from(options.clear))] : []),
      chunk('IDAT', deflateSync(Uint8Array.from(rows.flatMap((row) => [0, ...row])))),
      chunk('IEND', new Uint8Array(0)),
    )
  }
  const colorPages = (bytes: Uint8Array) => {
    const findings = analyzeBytes(bytes)
    expect(findings).toMatchObject({
      language: 'png',
      pages: { value: 1, known: 'exact' },
      problem: null,
    })
    expect(findings.colorPages.known).toBe('exact')
    return findings.colorPages.value?.length
  }
  const palette = [0, 0, 0, 255, 0, 0]

  it.each<[string, Uint8Array, number]>([
    ['gray', makePng(8, 0, [[1, 2]]), 0],
    ['RGB of grays', makePng(8, 2, [[9, 9, 9, 200, 200, 200]]), 0],
    ['RGB with blue', makePng(8, 2, [[9, 9, 9, 9, 9, 200]]), 1],
    ['RGB a little off gray', makePng(8, 2, [[9, 9, 9, 100, 104, 108]]), 0],
    ['16 bits', makePng(16, 2, [[9, 0, 9, 0, 9, 0, 0, 0, 99, 0, 0, 0]]), 1],
    ['blue that is transparent', makePng(8, 6, [[9, 9, 9, 255, 0, 0, 255, 0]]), 0],
    ['blue that is not', makePng(8, 6, [[9, 9, 9, 255, 0, 0, 255, 255]]), 1],
    ['palette, red unused', makePng(1, 3, [[0b0000_0000]], { palette }), 0],
    ['palette, red used', makePng(1, 3, [[0b0100_0000]], { palette }), 1],
    [
      'palette, red used and clear',
      makePng(1, 3, [[0b0100_0000]], { palette, clear: [255, 0] }),
      0,
    ],
    [
      'interlaced, red in the last pass',
      makePng(
        8,
        2,
        [
          [9, 9, 9],
          [9, 9, 9],
          [255, 0, 0, 9, 9, 9],
        ],
        { interlace: 1, width: 2, height: 2 },
      ),
      1,
    ],
  ])('with %s has %3$i color pages', (_, bytes, count) => {
    expect(colorPages(bytes)).toBe(count)
  })
})

describe('TIFF', () => {
  /** Little-endian, one strip an image. */
  const makeTiff = (
    images: readonly { tags: readonly (readonly [number, number])[]; data: readonly number[] }[],
    lastNext = 0,
  ) => {
    const parts: Uint8Array[] = [Uint8Array.of(0x49, 0x49, 42, 0, 8, 0, 0, 0)]
    let at = 8
    for (const [index, { tags, data }] of images.entries()) {
      const count = tags.length + 2
      const size = 2 + count * 12 + 4
      const all = [...tags, [273, at + size] as const, [279, data.length] as const].sort(
        (a, b) => a[0] - b[0],
      )
      const directory = Buffer.alloc(size + data.length)
      directory.writeUInt16LE(count, 0)
      for (const [i, [tag, value]] of all.entries()) {
        directory.writeUInt16LE(tag, 2 + i * 12)
        directory.writeUInt16LE(4, 4 + i * 12)
        directory.writeUInt32LE(1, 6 + i * 12)
        directory.writeUInt32LE(value, 10 + i * 12)
      }
      at += directory.length
      directory.writeUInt32LE(index === images.length - 1 ? lastNext : at, size - 4)
      directory.set(data, size)
      parts.push(directory)
    }
    return joinBytes(...parts)
  }
  const size = [
    [256, 2],
    [257, 1],
    [278, 1],
  ] as const
  const rgb = [...size, [258, 8], [262, 2], [277, 3]] as const
  const gray = { tags: rgb, data: [9, 9, 9, 80, 80, 80] }
  const red = { tags: rgb, data: [9, 9, 9, 255, 0, 0] }

  it('counts each image as a page and looks at its pixels', () => {
    expect(analyzeBytes(makeTiff([gray, red, gray]))).toMatchObject({
      language: 'tiff',
      pages: { value: 3, known: 'exact' },
      colorPages: { value: [2], known: 'exact' },
    })
  })

  it('leaves previews out', () => {
    const preview = { ...red, tags: [[254, 1], ...rgb] as const }
    expect(analyzeBytes(makeTiff([gray, preview]))).toMatchObject({
      pages: { value: 1 },
      colorPages: { value: [] },
    })
  })

  it('puts components together that lie in planes of their own', () => {
    const tags = [...rgb, [284, 2]] as const
    // One strip holds all planes here, so that each has its offset in the one tag: a single row of two pixels.
    const data = [9, 255, 9, 0, 9, 0]
    const bytes = makeTiff([{ tags, data }])
    expect(analyzeBytes(withPlanes(bytes, data.length / 3)).colorPages).toEqual({
      value: [1],
      known: 'exact',
    })
    const gray = makeTiff([{ tags, data: [9, 80, 9, 80, 9, 80] }])
    expect(analyzeBytes(withPlanes(gray, 2)).colorPages).toEqual({ value: [], known: 'exact' })
  })

  /** Turns the one strip of the first image into three of `size` bytes each. */
  function withPlanes(bytes: Uint8Array, size: number): Uint8Array {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    const entries = view.getUint16(8, true)
    const table = Buffer.alloc(24)
    for (let i = 0; i < entries; i++) {
      const at = 10 + i * 12
      const tag = view.getUint16(at, true)
      if (tag !== 273 && tag !== 279) continue
      const first = view.getUint32(at + 8, true)
      for (let plane = 0; plane < 3; plane++) {
        const value = tag === 273 ? first + plane * size : size
        table.writeUInt32LE(value, (tag === 273 ? 0 : 12) + plane * 4)
      }
      view.setUint32(at + 4, 3, true)
      view.setUint32(at + 8, bytes.length + (tag === 273 ? 0 : 12), true)
    }
    return joinBytes(bytes, table)
  }

  it('ends a chain that leads back to its start', () => {
    const findings = analyzeBytes(makeTiff([gray, red], 8))
    expect(findings.pages).toEqual({ value: 2, known: 'estimated' })
    expect(findings.problem?.code).toBe('document-malformed')
  })

  it('does not decide what it cannot unpack', () => {
    const fax = { ...gray, tags: [...rgb, [259, 34_676]] as const }
    expect(analyzeBytes(makeTiff([fax])).colorPages).toEqual({ value: [1], known: 'estimated' })
  })
})

describe('JPEG', () => {
  it('in gray is mono whatever its pixels', () => {
    const frame = [0xff, 0xc0, 0, 11, 8, 0, 9, 0, 9, 1, 1, 0x11, 0]
    const bytes = Uint8Array.from([0xff, 0xd8, ...frame, 0xff, 0xd9])
    expect(analyzeBytes(bytes)).toMatchObject({
      language: 'jpeg',
      pages: { value: 1, known: 'exact' },
      colorPages: { value: [], known: 'exact' },
      problem: null,
    })
  })

  it('in a coding that nobody prints is not decided', () => {
    const lossless = read('color.jpg')
    const frame = lossless.indexOf(Buffer.of(0xff, 0xc0))
    lossless[frame + 1] = 0xc3
    expect(analyzeBytes(lossless).colorPages).toEqual({ value: [1], known: 'estimated' })
  })
})
