/** PDFium behind its port: what only drawing tells, what it must never do, and what ends it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import { makeAnalyzer } from '#connector/analyze/analyzer.ts'
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
import { form, image, objects, onPage, red, square } from '#help/pdf-pieces.ts'
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

interface Row extends PagesOptions {
  readonly what: string
  readonly content: string
}

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

describe('the render thread', () => {
  const threads = () => (process.report.getReport() as { workers: unknown[] }).workers.length

  it('starts with the first page that is asked for, serves all that follow and ends with the job', async () => {
    const before = threads()
    const renderer = open()
    expect(threads()).toBe(before)
    const source = makeMemorySource(buildPages(['', '']))
    renderer.colorOfPage(source, 1, 2)
    renderer.colorOfPage(source, 2, 2)
    expect(threads()).toBe(before + 1)
    renderer.close()
    await expect.poll(threads).toBe(before)
  })

  it('is started by the analyzer where it is needed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'spoolgate-pdfium-'))
    const analyzer = makeAnalyzer({ folder })
    try {
      const document = buildPages([`/G gs ${red} ${square}`, `${red} ${square}`], {
        resources: masked,
        more: objects([100, form('0 g 0 0 200 300 re f', grayGroup)]),
      })
      const findings = await analyzer.analyze(Readable.from([document]), {
        signal: new AbortController().signal,
      })
      expect(findings).toMatchObject({ colorPages: { value: [2], known: 'exact' }, problem: null })
    } finally {
      await analyzer.close()
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describe('a hostile page', () => {
  /** A shading whose every dot costs thousands of steps; often enough it takes hours. */
  const shade = (times: number) =>
    buildPages(['/S sh '.repeat(times)], {
      resources:
        '/Shading << /S << /ShadingType 1 /ColorSpace /DeviceGray /Matrix [200 0 0 300 0 0] /Function 100 0 R >> >>',
      more: objects([
        100,
        makeStream(
          `{ ${'dup mul sqrt '.repeat(2_000)} pop }`,
          '/FunctionType 4 /Domain [0 1 0 1] /Range [0 1]',
        ),
      ]),
    })

  it('that never ends is cut, and the next document is judged all the same', () => {
    const pages = [shade(20_000), shade(1)].map(makeMemorySource)
    const renderer = open({ pageMs: 2_000 })
    expect(pages.map((source) => renderer.colorOfPage(source, 1, 1))).toEqual(['undecided', 'mono'])
  })

  it('counts against its document, whose other pages are then not drawn', () => {
    const renderer = open({ documentMs: 1 })
    const source = makeMemorySource(buildPages(['', '']))
    expect(renderer.colorOfPage(source, 1, 2)).toBe('undecided')
    const unread: ByteSource = { size: source.size, read: () => expect.fail('nothing to read') }
    expect(renderer.colorOfPage(unread, 2, 2)).toBe('undecided')
  })

  it('is not asked for when the time for the job is up', () => {
    const unread: ByteSource = { size: 9, read: () => expect.fail('nothing to read') }
    const renderer = makePdfiumRenderer(COMPOSITE_COLOR, makeClock(), PATIENT, 0)
    expect(renderer.colorOfPage(unread, 1, 1)).toBe('undecided')
  })

  it('that costs one thread after the other is not given a third', () => {
    const renderer = open()
    let reads = 0
    const broken: ByteSource = {
      size: 9,
      read() {
        reads++
        throw new Error('the disk is gone')
      },
    }
    for (let page = 1; page <= 2; page++) {
      expect(() => renderer.colorOfPage(broken, page, 3)).toThrow('the disk is gone')
    }
    expect(renderer.colorOfPage(broken, 3, 3)).toBe('undecided')
    expect(reads).toBe(2)
  })

  it('is color as far as anybody knows', () => {
    const { colorPages, pages } = analyzeBytes(
      buildPages([`/G gs ${red} ${square}`, ''], {
        resources: masked,
        more: objects([100, form('0 g 0 0 200 300 re f', grayGroup)]),
      }),
      { renderer: open({ documentMs: 1 }) },
    )
    expect({ colorPages, pages }).toEqual({
      colorPages: { value: [1], known: 'estimated' },
      pages: { value: 2, known: 'exact' },
    })
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
