/** PostScript: pages by structure comments or by a guess, and what a document asks of the device. */
import { describe, expect, it } from 'vitest'
import { analyzeBytes, makeTools } from '#help/analyze-bytes.ts'
import { bytesOf } from '#help/build-pdf.ts'
import { postscript } from '#shared/spool/postscript.ts'

interface DocumentSpec {
  readonly head?: string
  readonly setup?: string
  readonly pages: readonly string[]
  readonly tail?: string
  readonly declared?: number | string | null
}

function build({ head = '', setup = '', pages, tail = '', declared = pages.length }: DocumentSpec) {
  const count = declared === null ? '' : `%%Pages: ${declared}\n`
  const body = pages
    .map((content, index) => `%%Page: ${index + 1} ${index + 1}\n${content}\nshowpage\n`)
    .join('')
  return `%!PS-Adobe-3.0\n${count}${head}%%EndComments\n${setup}${body}%%Trailer\n${tail}%%EOF\n`
}

const analyze = (text: string) => analyzeBytes(Buffer.from(text, 'latin1'))

describe('pages by structure comments', () => {
  it.each([
    ['\n', 'line feeds'],
    ['\r', 'carriage returns'],
    ['\r\n', 'both'],
  ])('are exact when the head agrees (%j: %s)', (lineEnd) => {
    const text = build({ pages: ['', '', ''] }).replaceAll('\n', lineEnd)
    expect(analyze(text)).toMatchObject({
      language: 'postscript',
      pages: { value: 3, known: 'exact' },
      problem: null,
    })
  })

  it('are exact when the trailer tells them', () => {
    const text = build({ pages: ['', ''], declared: '(atend)', tail: '%%Pages: 2\n' })
    expect(analyze(text).pages).toEqual({ value: 2, known: 'exact' })
  })

  it.each([
    ['more announced than there are', build({ pages: ['', ''], declared: 9 })],
    ['none announced', build({ pages: ['', ''], declared: null })],
    ['not of that convention', build({ pages: ['', ''] }).replace('%!PS-Adobe-3.0', '%!PS')],
    ['two pages shown in one', build({ pages: ['', 'showpage'] })],
    ['an embedded document without its marks', build({ pages: ['', '%!PS-Adobe-2.0 EPSF-1.2'] })],
    ['an embedded document without an end', build({ pages: ['', '\n%%BeginDocument: x'] })],
  ])('are a guess with %s', (_, text) => {
    expect(analyze(text).pages).toEqual({ value: 2, known: 'estimated' })
  })

  it('are a guess without an end, and the document says that it is cut', () => {
    const text = build({ pages: ['', ''] }).split('%%Trailer')[0]!
    expect(analyze(text)).toMatchObject({
      pages: { value: 2, known: 'estimated' },
      problem: { code: 'document-truncated' },
    })
  })

  it('leave out those of embedded documents, however deep, and what looks like one in data', () => {
    const inner =
      '%%BeginDocument: b\n%!PS-Adobe-3.0\n%%Pages: 1\n%%Page: 1 1\n%%EOF\n%%EndDocument\n'
    const outer = `%%BeginDocument: a\n%!PS-Adobe-3.0\n%%Page: 1 1\nshowpage\n${inner}%%Page: 2 2\n%%EndDocument\n`
    const data = '%%BeginData: 14 Binary Bytes\n%%Page: 7 7\n%%EndData\n'
    const binary = '%%BeginBinary: 14\n\n%%Page: 8 8\n%%BeginDocument\n%%EndBinary\n'
    expect(analyze(build({ pages: [outer, data, binary] })).pages).toEqual({
      value: 3,
      known: 'exact',
    })
  })

  it('of two documents after each other are added', () => {
    expect(analyze(build({ pages: ['', ''] }) + build({ pages: [''] })).pages).toEqual({
      value: 3,
      known: 'exact',
    })
  })

  it('do not count where a comment is no line of its own', () => {
    const text = build({ pages: ['(\n %%Page: 3 3) show x %%Page: 4 4\n%!4;F*P9`__,Y=\n%%pa!Ge'] })
    expect(analyze(text).pages).toEqual({ value: 1, known: 'exact' })
  })
})

describe('pages without structure', () => {
  it.each([
    ['calls', 'showpage 1 showpage', 2],
    ['an alias', '/sp {showpage} bind def sp sp sp', 3],
    ['an alias by load', '/sp /showpage load def sp sp', 2],
    ['a procedure of two', '/two {showpage showpage} def two two', 4],
    ['a repeated procedure', '5 {showpage} repeat', 5],
    ['a counted loop', '1 1 10 {pop showpage} for', 10],
    ['strings and comments that speak of it', '(showpage) pop % showpage\nshowpage', 1],
    ['one in a condition', 'true {showpage} if', 1],
  ])('are guessed from %s', (_, program, pages) => {
    expect(analyze(`%!PS\n${program}\n`)).toMatchObject({
      pages: { value: pages, known: 'estimated' },
      colorPages: { value: null, known: 'unknown' },
    })
  })

  it.each([
    ['no page', '%!PS\n1 1 add pop\n'],
    ['a loop without an end', '%!PS\n{showpage} loop\n'],
    ['a loop over data', '%!PS\n[1 2 3] {showpage} forall\n'],
    ['a count that is computed', '%!PS\nx {showpage} repeat\n'],
    ['a font alone', '%!PS-AdobeFont-1.0: Times\n'],
  ])('are unknown with %s', (_, text) => {
    expect(analyze(text).pages).toEqual({ value: null, known: 'unknown' })
  })

  it('are one in an embedded picture', () => {
    expect(analyze('%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n0 0 moveto\n')).toMatchObject({
      pages: { value: 1, known: 'estimated' },
      pageSizes: [],
    })
  })
})

describe('what stands before the program', () => {
  const text = build({ pages: ['', ''] })

  it.each([
    ['an end of transmission', '\x04'],
    ['an end of transmission and empty lines', '\x04\r\n\r\n'],
    ['a byte order mark', '\xef\xbb\xbf'],
  ])('may be %s', (_, before) => {
    expect(analyze(before + text).pages).toEqual({ value: 2, known: 'exact' })
  })

  it('may be the header of a DOS EPS file, with a preview after the program', () => {
    const header = Buffer.alloc(30)
    header.set([0xc5, 0xd0, 0xd3, 0xc6])
    header.writeUInt32LE(40, 4)
    header.writeUInt32LE(text.length, 8)
    const preview = '\n%%Page: 9 9\n'.repeat(50)
    const bytes = Buffer.concat([header, Buffer.alloc(10), bytesOf(text), bytesOf(preview)])
    expect(analyzeBytes(bytes).pages).toEqual({ value: 2, known: 'exact' })
    header.writeUInt32LE(0x7fff_ffff, 4)
    const lying = Buffer.concat([header, bytesOf(text)])
    expect(analyzeBytes(lying)).toMatchObject({
      pages: { value: null },
      problem: { code: 'document-truncated' },
    })
  })
})

describe('what a document asks for', () => {
  it.each([
    [
      'a feature',
      '[{\n%%BeginFeature: *Duplex DuplexNoTumble\n<</Duplex true>>setpagedevice\n%%EndFeature\n} stopped cleartomark\n',
      true,
    ],
    ['a feature of one side', '%%BeginFeature: *Duplex None\n%%EndFeature\n', false],
    ['a vendor’s feature', '%%BeginFeature: *EFDuplex TopTop\n%%EndFeature\n', false],
    ['a page device', '<< /Duplex true /Tumble false >> setpagedevice\n', true],
    ['a procedure that might', '/x { << /Duplex true >> setpagedevice } def\n', null],
    ['a definition of its own', '/Duplex true def\n', null],
    ['nothing', '', null],
  ])('both sides: %s', (_, setup, duplex) => {
    expect(analyze(build({ setup, pages: [''] })).duplex).toBe(duplex)
  })

  it.each([
    ['a page device', '<< /NumCopies 3 >> setpagedevice\n', 3],
    ['the old way', '/#copies 4 def\n', 4],
    ['the old way, turned', '5 /#copies exch def\n', 5],
    ['a feature of Windows', '%%BeginNonPPDFeature: NumCopies 6\n%%EndNonPPDFeature\n', 6],
    ['requirements', '%%Requirements: duplex numcopies(7) collate\n', 7],
    ['two that mean the same', '<< /NumCopies 3 >> setpagedevice\n/#copies 3 def\n', 3],
    ['a procedure that might', '/x { << /NumCopies 3 >> setpagedevice } def\n', 1],
  ])('copies: %s', (_, setup, copies) => {
    expect(analyze(build({ setup, pages: ['', ''] }))).toMatchObject({ copies, sides: 2 * copies })
  })

  it('paper by media, by feature, by bounding box and by page device', () => {
    const media = '%%DocumentMedia: A4 595 842 80 white ()\n%%+ Big 842 1191 80 white ()\n'
    const pages = ['', '%%PageMedia: Big', '']
    expect(analyze(build({ head: media, pages })).pageSizes).toEqual([
      { widthPt: 595, heightPt: 842, pages: 2 },
      { widthPt: 842, heightPt: 1191, pages: 1 },
    ])
    const sizeOf = (spec: Partial<DocumentSpec>) =>
      analyze(build({ pages: [''], ...spec })).pageSizes.map((size) => size.widthPt)
    expect(sizeOf({ setup: '%%BeginFeature: *PageSize Legal\n%%EndFeature\n' })).toEqual([612])
    expect(sizeOf({ head: '%%BoundingBox: 0 0 420 595\n' })).toEqual([420])
    expect(sizeOf({ head: '%%BoundingBox: 10 10 420 595\n' })).toEqual([])
    expect(sizeOf({ setup: '<< /PageSize [300 400] >> setpagedevice\n' })).toEqual([300])
  })
})

describe('color, always a guess', () => {
  const prolog = [
    '/rg {setrgbcolor} bind def /k /setcmykcolor load def',
    '/red {1 0 0 setrgbcolor} def /dark {0 0 0 setrgbcolor} def /sc {aload pop setcolor} def',
  ].join('\n')

  it.each([
    ['gray', '0.5 setgray 0.3 0.3 0.3 setrgbcolor', []],
    ['red', '1 0 0 setrgbcolor', [2]],
    ['red by an alias', '1 0 0 rg', [2]],
    ['red by a procedure', 'red', [2]],
    ['black by a procedure', 'dark', []],
    ['ink', '0 1 1 0 k', [2]],
    ['black ink', '0 0 0 0.4 k', []],
    ['hue without saturation', '0.3 0 0.5 sethsbcolor', []],
    ['hue', '0.3 1 0.5 sethsbcolor', [2]],
    ['a color of a space', '/DeviceRGB setcolorspace [0 0 1] sc', [2]],
    ['an image of RGB', '/DeviceRGB setcolorspace << /ImageType 1 >> image', [2]],
    ['an image of gray', '/DeviceGray setcolorspace << /ImageType 1 >> image', []],
    ['an old color image', '8 8 8 [8 0 0 8 0 0] {x} false 3 colorimage', [2]],
    ['red in an embedded document', '%%BeginDocument: x\n1 0 0 setrgbcolor\n%%EndDocument', [2]],
  ])('%s', (_, content, colorPages) => {
    const text = build({ setup: `${prolog}\n`, pages: ['0 setgray', content, ''] })
    expect(analyze(text).colorPages).toEqual({ value: colorPages, known: 'estimated' })
  })

  it('is unknown where a program is too long to look through, unless black is its only ink', () => {
    const filler = `${'0 0 moveto '.repeat(90)}\n`.repeat(17_500)
    const unknown = build({ pages: ['', filler] })
    expect(analyze(unknown)).toMatchObject({
      pages: { value: 2, known: 'exact' },
      colorPages: { value: null, known: 'unknown' },
    })
    const black = build({ head: '%%DocumentProcessColors: Black\n', pages: ['', filler] })
    expect(analyze(black).colorPages).toEqual({ value: [], known: 'estimated' })
  })
})

it.each([1, 2, 5, 64, 1_000])('tells the same in pieces of %i bytes', (size) => {
  const text = build({
    head: '%%DocumentMedia: A4 595 842 80 white ()\n',
    setup: '/rg {setrgbcolor} def << /NumCopies 2 /Duplex true >> setpagedevice\n',
    pages: ['0.25 .5 -1 rg (a\\)%%Page: b) show', '1 .5 .5 rg', '%%BeginData:\n<<\n%%EndData'],
  })
  const whole = analyze(text)
  const reader = postscript.reader
  if (reader.kind !== 'stream') throw new Error('not a stream reader')
  const stream = reader.open(makeTools())
  const bytes = bytesOf(text)
  for (let at = 0; at < bytes.length; at += size) stream.push(bytes.subarray(at, at + size))
  const { pages, colorPages, pageSizes, copies, duplex, problem } = stream.end()
  expect(whole).toMatchObject({ pages, colorPages, pageSizes, copies, duplex, problem })
  expect(colorPages.value).toEqual([2])
})

it('answers for a document cut anywhere', () => {
  const text = build({ pages: ['1 0 0 setrgbcolor', '<~abc~> <ab> (x)'] })
  for (let length = 2; length < text.length; length++) {
    const findings = analyze(text.slice(0, length))
    expect(findings.problem?.code).not.toBe('analyzer-failed')
    if (findings.pages.known === 'exact') expect(findings.pages.value).toBe(2)
  }
})
