/** PDFium behind its port: what only drawing tells, what it must never do, and what ends it. */
import { afterEach, describe, expect, it } from 'vitest'
import {
  makePdfiumRenderer,
  type PdfiumRenderer,
  RENDER_LIMITS,
  type RenderLimits,
} from '#connector/analyze/pdfium-renderer.ts'
import { makeClock } from '#connector/doors.ts'
import { analyzeBytes } from '#help/analyze-bytes.ts'
import { buildCodestream, buildPaletteImage } from '#help/build-jpx.ts'
import { buildPages, makeFlateStream, makeStream, type PagesOptions } from '#help/build-pdf.ts'
import { makeMemorySource } from '#shared/spool/byte-source.ts'
import { COMPOSITE_COLOR, PROCESS_COLOR } from '#shared/spool/color-policy.ts'
import type { ByteSource, ColorPolicy } from '#shared/spool/port.ts'

/** No test waits for these: a busy machine must not change a verdict. */
const PATIENT: RenderLimits = { ...RENDER_LIMITS, pageMs: 60_000, documentMs: 120_000 }

let opened: PdfiumRenderer[] = []
afterEach(() => {
  for (const renderer of opened) renderer.close()
  opened = []
})

function open(limits: Partial<RenderLimits> = {}, policy: ColorPolicy = COMPOSITE_COLOR) {
  const renderer = makePdfiumRenderer(policy, makeClock(), { ...PATIENT, ...limits })
  opened.push(renderer)
  return renderer
}

/** The page as PDFium sees it, whatever the operator scan would say. */
function draw(content: string | Uint8Array, options: PagesOptions = {}) {
  return open().colorOfPage(makeMemorySource(buildPages([content], options)), 1, 1)
}

interface Row extends PagesOptions {
  readonly what: string
  readonly content: string
}

const red = '1 0 0 rg'
const square = '10 10 50 50 re f'
const circle =
  '90 60 m 90 77 77 90 60 90 c 43 90 30 77 30 60 c 30 43 43 30 60 30 c 77 30 90 43 90 60 c f'
const objects = (...entries: readonly [number, string | Uint8Array][]) => new Map(entries)
const image = (data: Uint8Array, entries: string) =>
  makeStream(data, `/Type /XObject /Subtype /Image /Width 16 /Height 16 ${entries}`)
const form = (content: string, entries = '') =>
  makeStream(content, `/Type /XObject /Subtype /Form /BBox [0 0 200 300] ${entries}`)
const onPage = '/XObject << /X 100 0 R >>'
const masked = '/ExtGState << /G << /SMask << /S /Luminosity /G 100 0 R >> >> >>'
const grayGroup = '/Group << /S /Transparency /CS /DeviceGray >>'

describe('a page that the operator scan leaves open', () => {
  it.each<Row & { readonly verdict: 'mono' | 'color' }>([
    {
      what: 'red in a mask that hides it',
      content: `/G gs ${red} ${square}`,
      resources: masked,
      more: objects([100, form(`0 g 0 0 200 300 re f`, grayGroup)]),
      verdict: 'mono',
    },
    {
      what: 'red in a mask that shows it',
      content: `/G gs ${red} ${square}`,
      resources: masked,
      more: objects([100, form(`1 g 0 0 200 300 re f`, grayGroup)]),
      verdict: 'color',
    },
    {
      what: 'the brightness of red, on gray, in a group of its own',
      content: '/X Do',
      resources: onPage,
      more: objects([
        100,
        form(
          `0.5 g 0 0 200 300 re f /L gs ${red} ${square}`,
          '/Group << /S /Transparency /I true /CS /DeviceRGB >> /Resources << /ExtGState << /L << /BM /Luminosity >> >> >>',
        ),
      ]),
      verdict: 'mono',
    },
    {
      what: 'the brightness of red, on nothing, in a group of its own',
      content: '/X Do',
      resources: onPage,
      more: objects([
        100,
        form(
          `/L gs ${red} ${square}`,
          '/Group << /S /Transparency /I true /CS /DeviceRGB >> /Resources << /ExtGState << /L << /BM /Luminosity >> >> >>',
        ),
      ]),
      verdict: 'color',
    },
    {
      what: 'a red image behind a mask that hides it',
      content: '/G gs q 50 0 0 50 10 10 cm /I Do Q',
      resources: `${masked} /XObject << /I 101 0 R >>`,
      more: objects(
        [100, form('0 g 0 0 200 300 re f', grayGroup)],
        [
          101,
          image(
            Uint8Array.from({ length: 16 * 16 * 3 }, (_, i) => (i % 3 === 0 ? 255 : 0)),
            '/ColorSpace /DeviceRGB /BitsPerComponent 8',
          ),
        ],
      ),
      verdict: 'mono',
    },
    {
      what: 'a gray JPEG 2000 image of three channels',
      content: '50 0 0 50 10 10 cm /X Do',
      resources: onPage,
      more: objects([
        100,
        image(
          buildCodestream({ side: 16, components: 3 }),
          '/Filter /JPXDecode /ColorSpace /DeviceRGB',
        ),
      ]),
      verdict: 'mono',
    },
    {
      what: 'a JPEG 2000 image whose palette is used where it is red',
      content: '50 0 0 50 10 10 cm /X Do',
      resources: onPage,
      more: objects([100, image(buildPaletteImage(16, [255, 0, 0]), '/Filter /JPXDecode')]),
      verdict: 'color',
    },
  ])('$what: $verdict', ({ content, verdict, ...options }) => {
    const renderer = open()
    const asked: number[] = []
    const { colorPages, problem } = analyzeBytes(buildPages([content, ''], options), {
      renderer: {
        colorOfPage(source, page, pages) {
          asked.push(page)
          return renderer.colorOfPage(source, page, pages)
        },
      },
    })
    expect(asked).toEqual([1])
    expect({ colorPages, problem }).toEqual({
      colorPages: { value: verdict === 'color' ? [1] : [], known: 'exact' },
      problem: null,
    })
  })
})

describe('a page as it prints', () => {
  const annotation = (flags: number) =>
    objects(
      [
        100,
        `<< /Type /Annot /Subtype /Stamp /Rect [10 10 60 60] /F ${flags} /AP << /N 101 0 R >> >>`,
      ],
      [101, form(`${red} 0 0 200 300 re f`)],
    )
  const field = (flags: number) =>
    objects(
      [
        100,
        `<< /Type /Annot /Subtype /Widget /FT /Tx /T (t) /Rect [10 10 60 60] /F ${flags} /AP << /N 101 0 R >> >>`,
      ],
      [101, form(`${red} 0 0 200 300 re f`)],
    )
  const font = makeStream(`10 0 0 0 10 10 d1 0 0 10 10 re f`)
  const coloredGlyph = makeStream(`10 0 d0 ${red} 0 0 10 10 re f`)
  const type3 =
    '/Type /Font /Subtype /Type3 /FontBBox [0 0 10 10] /FontMatrix [0.1 0 0 0.1 0 0] /FirstChar 97 /LastChar 97 /Widths [10]'
  const write = 'BT /F 40 Tf 20 100 Td (a) Tj ET'

  it.each<Row & { readonly verdict: 'mono' | 'color' | 'undecided' }>([
    { what: 'nothing', content: '', verdict: 'mono' },
    { what: 'gray', content: `0.5 g ${square}`, verdict: 'mono' },
    { what: 'black ink', content: `0 0 0 1 k ${square}`, verdict: 'mono' },
    { what: 'red', content: `${red} ${square}`, verdict: 'color' },
    { what: 'red under white', content: `${red} ${square} 1 g 0 0 200 300 re f`, verdict: 'mono' },
    {
      what: 'a red circle under a white one, whose edges a renderer mixes',
      content: `${red} ${circle} 1 g ${circle}`,
      verdict: 'mono',
    },
    { what: 'red clipped away', content: `0 0 5 5 re W n ${red} ${square}`, verdict: 'mono' },
    {
      what: 'red outside a clip that is no box',
      content: `${circle.replace(' f', ' W n')} ${red} 150 150 20 20 re f`,
      verdict: 'mono',
    },
    { what: 'a red hairline', content: '0 w 1 0 0 RG 10 10 m 150 220 l S', verdict: 'color' },
    {
      what: 'a red sliver thinner than a dot',
      content: `${red} 10 10 m 150 220 l 150.3 220 l 10.3 10 l f`,
      verdict: 'color',
    },
    {
      what: 'text, which must not be drawn for LCD',
      content: 'BT /F 12 Tf 20 100 Td (Illinois) Tj ET',
      resources: '/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>',
      verdict: 'mono',
    },
    {
      what: 'a glyph with a color of its own',
      content: write,
      resources: `/Font << /F << ${type3} /CharProcs << /a 100 0 R >> /Encoding << /Differences [97 /a] >> >> >>`,
      more: objects([100, coloredGlyph]),
      verdict: 'color',
    },
    {
      what: 'a glyph that takes the color it is written in',
      content: `${red} ${write}`,
      resources: `/Font << /F << ${type3} /CharProcs << /a 100 0 R >> /Encoding << /Differences [97 /a] >> >> >>`,
      more: objects([100, font]),
      verdict: 'color',
    },
    {
      what: 'an annotation that prints',
      content: '',
      page: '/Annots [100 0 R]',
      more: annotation(4),
      verdict: 'color',
    },
    {
      what: 'an annotation for the screen only',
      content: '',
      page: '/Annots [100 0 R]',
      more: annotation(0),
      verdict: 'mono',
    },
    {
      what: 'a form field that prints',
      content: '',
      page: '/Annots [100 0 R]',
      catalog: '/AcroForm << /Fields [100 0 R] >>',
      more: field(4),
      verdict: 'color',
    },
    {
      what: 'a form field for the screen only',
      content: '',
      page: '/Annots [100 0 R]',
      catalog: '/AcroForm << /Fields [100 0 R] >>',
      more: field(0),
      verdict: 'mono',
    },
    {
      what: 'an image that cannot be decoded',
      content: '50 0 0 50 10 10 cm /X Do',
      resources: onPage,
      more: objects([
        100,
        image(new Uint8Array(99), '/ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode'),
      ]),
      verdict: 'undecided',
    },
    {
      what: 'a JPEG 2000 image cut off',
      content: '50 0 0 50 10 10 cm /X Do',
      resources: onPage,
      more: objects([
        100,
        image(
          buildCodestream({ side: 16, components: 3 }).slice(0, -4),
          '/ColorSpace /DeviceRGB /Filter /JPXDecode',
        ),
      ]),
      verdict: 'undecided',
    },
    {
      what: 'a JPEG 2000 image that has no coarse form, drawn small',
      content: '5 0 0 5 10 10 cm /X Do',
      resources: onPage,
      more: objects([
        100,
        image(
          buildCodestream({ side: 512, components: 3 }),
          '/ColorSpace /DeviceRGB /Filter /JPXDecode',
        ),
      ]),
      verdict: 'undecided',
    },
    {
      what: 'paper larger than any bitmap',
      content: `${red} 0 0 9000 9000 re f`,
      page: '/MediaBox [0 0 14400 14400]',
      verdict: 'color',
    },
    {
      what: 'paper smaller than a dot',
      content: `${red} 0 0 9 9 re f`,
      page: '/MediaBox [0 0 0.5 0.5]',
      verdict: 'color',
    },
  ])('$what: $verdict', ({ content, verdict, ...options }) => {
    expect(draw(content, options)).toBe(verdict)
  })
})

describe('a document', () => {
  const twoPages = buildPages(['', `${red} ${square}`])

  it('is read where the page lies, not whole', () => {
    const padding = new Uint8Array(8 * 1024 * 1024)
    const bytes = buildPages(['', `${red} ${square}`], {
      more: objects([100, makeStream(padding)]),
    })
    let read = 0
    const source: ByteSource = {
      size: bytes.length,
      read(offset, length) {
        const part = makeMemorySource(bytes).read(offset, length)
        read += part.length
        return part
      },
    }
    const renderer = open()
    expect([2, 1].map((page) => renderer.colorOfPage(source, page, 2))).toEqual(['color', 'mono'])
    expect(read).toBeLessThan(bytes.length / 4)
  })

  it('that PDFium counts otherwise is not judged: its pages may be other pages', () => {
    expect(open().colorOfPage(makeMemorySource(twoPages), 2, 3)).toBe('undecided')
  })

  it('that is none is not judged', () => {
    expect(open().colorOfPage(makeMemorySource(Buffer.from('%PDF-1.7 nothing')), 1, 1)).toBe(
      'undecided',
    )
  })

  it('may be another one inside the same job', () => {
    const renderer = open()
    const gray = makeMemorySource(buildPages(['', '']))
    const colored = makeMemorySource(twoPages)
    const verdicts = [gray, colored, gray].map((source) => renderer.colorOfPage(source, 2, 2))
    expect(verdicts).toEqual(['mono', 'color', 'mono'])
  })

  it('that cannot be read throws what its source throws, and the next is judged all the same', () => {
    const renderer = open()
    const broken: ByteSource = {
      size: twoPages.length,
      read() {
        throw new Error('disk gone')
      },
    }
    expect(() => renderer.colorOfPage(broken, 1, 2)).toThrow('disk gone')
    expect(renderer.colorOfPage(makeMemorySource(twoPages), 2, 2)).toBe('color')
  })

  it.each<[string, ColorPolicy]>([
    ['inks', PROCESS_COLOR],
    ['the last shade', { ...COMPOSITE_COLOR, chromaLimit: 2 }],
    ['rich black', { ...COMPOSITE_COLOR, richBlackIsColor: true }],
    ['gray of three inks', { ...COMPOSITE_COLOR, inkGrayIsColor: false }],
  ])('is not drawn where the policy asks for %s: pixels do not tell', (_, policy) => {
    const unread: ByteSource = { size: 9, read: () => expect.fail('nothing to read') }
    expect(open({}, policy).colorOfPage(unread, 1, 1)).toBe('undecided')
  })
})

describe('a hostile page', () => {
  /** Each form draws the next `times` times. */
  const nest = (depth: number, times: number) =>
    objects(
      ...Array.from({ length: depth }, (_, i): [number, Uint8Array] => [
        100 + i,
        form(
          i === depth - 1 ? `${red} ${square}` : '/X Do '.repeat(times),
          `/Resources << /XObject << /X ${101 + i} 0 R >> >>`,
        ),
      ]),
    )
  const slow = () => buildPages(['/X Do'], { resources: onPage, more: nest(20, 2) })

  it('that never ends is cut, and the pages of another document are judged', () => {
    const renderer = open({ pageMs: 300 })
    expect(renderer.colorOfPage(makeMemorySource(slow()), 1, 1)).toBe('undecided')
    expect(renderer.colorOfPage(makeMemorySource(buildPages([''])), 1, 1)).toBe('mono')
  })

  it('counts against its document, whose other pages are then not drawn', () => {
    const renderer = open({ documentMs: 1 })
    const source = makeMemorySource(buildPages(['', '']))
    expect(renderer.colorOfPage(source, 1, 2)).toBe('undecided')
    const unread: ByteSource = { size: source.size, read: () => expect.fail('nothing to read') }
    expect(renderer.colorOfPage(unread, 2, 2)).toBe('undecided')
  })

  it('is color as far as anybody knows', () => {
    const content = '/G gs /X Do'
    const more = objects(...nest(5, 2), [120, form('0 g 0 0 200 300 re f', grayGroup)])
    const resources = `${onPage} /ExtGState << /G << /SMask << /S /Luminosity /G 120 0 R >> >> >>`
    const { colorPages } = analyzeBytes(buildPages([content], { resources, more }), {
      renderer: open({ documentMs: 1 }),
    })
    expect(colorPages).toEqual({ value: [1], known: 'estimated' })
  })

  it('that needs too much memory is not judged by what was drawn of it', () => {
    const side = 8_000
    const flat = makeFlateStream(
      new Uint8Array(side * side),
      `/Subtype /Image /Width ${side} /Height ${side} /ColorSpace /DeviceGray /BitsPerComponent 8 /SMask 101 0 R`,
    )
    const mask = makeFlateStream(
      new Uint8Array(side * side),
      `/Subtype /Image /Width ${side} /Height ${side} /ColorSpace /DeviceGray /BitsPerComponent 8`,
    )
    const bytes = buildPages(['100 0 0 100 0 0 cm /X Do', ''], {
      resources: onPage,
      more: objects([100, flat], [101, mask]),
    })
    const renderer = open({ memoryBytes: 24 * 1024 * 1024 })
    const source = makeMemorySource(bytes)
    expect([1, 2].map((page) => renderer.colorOfPage(source, page, 2))).toEqual([
      'undecided',
      'mono',
    ])
  })
})
