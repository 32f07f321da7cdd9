/** What PDFium makes of one page, as it prints; loaded anew for each, without a thread around it. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { loadPdfium, openDocument } from '#connector/analyze/pdfium.ts'
import { pdfiumWasmFile } from '#connector/analyze/pdfium-files.ts'
import { judgePage } from '#connector/analyze/pdfium-page.ts'
import { RENDER_LIMITS } from '#connector/analyze/pdfium-renderer.ts'
import { buildCodestream } from '#help/build-jpx.ts'
import { buildPages, makeStream, type PagesOptions } from '#help/build-pdf.ts'
import { form, image, objects, onPage, red, square } from '#help/pdf-pieces.ts'
import { COMPOSITE_COLOR } from '#shared/spool/color-policy.ts'

const wasm = readFileSync(pdfiumWasmFile())

async function draw(content: string, options: PagesOptions) {
  const bytes = buildPages([content], options)
  const pdfium = await loadPdfium(wasm, RENDER_LIMITS.memoryBytes)
  const document = openDocument(pdfium, {
    size: bytes.length,
    read(offset, into) {
      into.set(bytes.subarray(offset, offset + into.length))
      return offset + into.length <= bytes.length
    },
  })
  return judgePage(pdfium, document, 1, COMPOSITE_COLOR.chromaLimit)
}

interface Row extends PagesOptions {
  readonly what: string
  readonly content: string
  readonly verdict: 'mono' | 'color' | 'undecided'
}

const circle =
  '90 60 m 90 77 77 90 60 90 c 43 90 30 77 30 60 c 30 43 43 30 60 30 c 77 30 90 43 90 60 c f'
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

it.each<Row>([
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
    what: 'a JPEG 2000 image of four inks that has no coarse form, over all of the page',
    content: '190 0 0 290 5 5 cm /X Do',
    resources: onPage,
    more: objects([
      100,
      image(
        buildCodestream({ side: 300, components: 4 }),
        '/ColorSpace /DeviceCMYK /Filter /JPXDecode',
        300,
      ),
    ]),
    verdict: 'color',
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
])('$what: $verdict', async ({ content, verdict, ...options }) => {
  expect(await draw(content, options)).toBe(verdict)
})
