/** What content streams, images, forms, patterns, fonts and annotations show; one small page each. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { analyzeBytes } from '#help/analyze-bytes.ts'
import { buildPages, makeFlateStream, makeStream, type PagesOptions } from '#help/build-pdf.ts'

type Verdict = 'mono' | 'color' | 'undecided'

function judge(content: string | Uint8Array, options: PagesOptions = {}): Verdict {
  const { colorPages, pages } = analyzeBytes(buildPages([content], options))
  expect(pages).toEqual({ value: 1, known: 'exact' })
  if (colorPages.known === 'estimated') return 'undecided'
  return colorPages.value?.length === 1 ? 'color' : 'mono'
}

interface Row extends PagesOptions {
  readonly what: string
  readonly content: string | Uint8Array
  readonly verdict: Verdict
}

function table(rows: readonly Row[]): void {
  it.each(rows)('$what: $verdict', ({ content, verdict, ...options }) => {
    expect(judge(content, options)).toBe(verdict)
  })
}

const objects = (...entries: readonly [number, string | Uint8Array][]) => new Map(entries)
const red = '1 0 0 rg'
const square = '10 10 50 50 re f'

describe('operators', () => {
  table([
    { what: 'nothing at all', content: '', verdict: 'mono' },
    { what: 'red square', content: `${red} ${square}`, verdict: 'color' },
    { what: 'red set, gray painted', content: `${red} 0 g ${square}`, verdict: 'mono' },
    { what: 'red stroke', content: '1 0 0 RG 0 0 m 9 9 l S', verdict: 'color' },
    { what: 'red stroke color, filled', content: `1 0 0 RG ${square}`, verdict: 'mono' },
    { what: 'color restored away', content: `q ${red} Q ${square}`, verdict: 'mono' },
    {
      what: 'color outside what Q restored',
      content: `q Q ${red} q 0 g Q ${square}`,
      verdict: 'color',
    },
    { what: 'more Q than q', content: `Q Q Q ${red} ${square}`, verdict: 'color' },
    { what: 'cyan ink', content: `1 0 0 0 k ${square}`, verdict: 'color' },
    { what: 'black ink', content: `0 0 0 1 k ${square}`, verdict: 'mono' },
    { what: 'off page', content: `${red} 500 500 10 10 re f`, verdict: 'mono' },
    {
      what: 'moved onto the page',
      content: `1 0 0 1 -450 -450 cm ${red} 500 500 10 10 re f`,
      verdict: 'color',
    },
    { what: 'clipped away', content: `0 0 5 5 re W n ${red} ${square}`, verdict: 'mono' },
    { what: 'clip restored', content: `q 0 0 5 5 re W n Q ${red} ${square}`, verdict: 'color' },
    { what: 'covered by white', content: `${red} ${square} 1 g 0 0 200 300 re f`, verdict: 'mono' },
    { what: 'covered in part', content: `${red} ${square} 1 g 0 0 30 300 re f`, verdict: 'color' },
    {
      what: 'covered through a clip that is too small',
      content: `${red} ${square} 0 0 20 20 re W n 1 g 0 0 200 300 re f`,
      verdict: 'color',
    },
    {
      what: 'covered by white of four lines',
      content: `${red} ${square} 1 g 0 0 m 90 0 l 90 90 l 0 90 l h f`,
      verdict: 'mono',
    },
    {
      what: 'perhaps covered by a white shape',
      content: `${red} ${square} 1 g 0 0 m 200 0 l 0 300 l f`,
      verdict: 'undecided',
    },
    {
      what: 'perhaps covered through a clip that is no box',
      content: `${red} ${square} 0 0 m 200 0 l 0 300 l W n 1 g 0 0 200 300 re f`,
      verdict: 'undecided',
    },
    {
      what: 'line drawn again in black',
      content: '1 0 0 RG 10 10 m 90 10 l S 0 G 10 10 m 90 10 l S',
      verdict: 'undecided',
    },
    {
      what: 'inside a black frame',
      content: `${red} ${square} 0 0 99 99 re S`,
      verdict: 'color',
    },
    {
      what: 'somewhere in a clip that is no box',
      content: `0 0 m 200 0 l 0 300 l W n ${red} ${square}`,
      verdict: 'undecided',
    },
    {
      what: 'all over a clip that is no box',
      content: `0 0 m 200 0 l 0 300 l W n ${red} 0 0 200 300 re f`,
      verdict: 'color',
    },
    {
      what: 'beside a white shape',
      content: `${red} ${square} 1 g 20 0 m 200 0 l 20 300 l f`,
      verdict: 'color',
    },
    {
      what: 'cover of see-through white',
      content: `${red} ${square} /G gs 1 g 0 0 200 300 re f`,
      resources: '/ExtGState << /G << /ca 0.5 >> >>',
      verdict: 'color',
    },
    {
      what: 'color named by true and null',
      content: `true null ${red} ${square}`,
      verdict: 'color',
    },
    { what: 'numbers written badly', content: `1. -0 +.0 rg ${square}`, verdict: 'color' },
    { what: 'comment with an operator', content: `% ${red}\n ${square}`, verdict: 'mono' },
    { what: 'operator in a string', content: `(1 0 0 rg \\) ( ) ) Tj ${square}`, verdict: 'mono' },
  ])
})

describe('color spaces', () => {
  const spaces = (space: string) => `/ColorSpace << /X ${space} >>`
  const tint = (to: string) => `<< /FunctionType 2 /Domain [0 1] /C0 [0 0 0] /C1 [${to}] /N 1 >>`
  const use = `/X cs 1 scn ${square}`
  table([
    {
      what: 'CalRGB',
      content: `/X cs 1 0 0 sc ${square}`,
      resources: spaces('[/CalRGB << /WhitePoint [1 1 1] >>]'),
      verdict: 'color',
    },
    {
      what: 'Lab, gray',
      content: `/X cs 50 0 0 sc ${square}`,
      resources: spaces('[/Lab << /WhitePoint [1 1 1] >>]'),
      verdict: 'mono',
    },
    {
      what: 'Lab, red',
      content: `/X cs 50 60 0 sc ${square}`,
      resources: spaces('[/Lab << /WhitePoint [1 1 1] >>]'),
      verdict: 'color',
    },
    { what: 'initial color of RGB', content: `/DeviceRGB cs ${square}`, verdict: 'mono' },
    {
      what: 'spot color that is red',
      content: use,
      resources: spaces(`[/Separation /Spot /DeviceRGB ${tint('1 0 0')}]`),
      verdict: 'color',
    },
    {
      what: 'spot color that is gray',
      content: use,
      resources: spaces(`[/Separation /Spot /DeviceRGB ${tint('.5 .5 .5')}]`),
      verdict: 'mono',
    },
    {
      what: 'spot color that nobody can read',
      content: use,
      resources: spaces('[/Separation /Spot /DeviceRGB << /FunctionType 9 /Domain [0 1] >>]'),
      verdict: 'undecided',
    },
    {
      what: 'black as a spot color',
      content: use,
      resources: spaces(`[/Separation /Black /DeviceRGB ${tint('1 0 0')}]`),
      verdict: 'mono',
    },
    {
      what: 'no ink',
      content: use,
      resources: spaces(`[/Separation /None /DeviceRGB ${tint('1 0 0')}]`),
      verdict: 'mono',
    },
    {
      what: 'calculator, two inks',
      content: `/X cs 1 0 scn ${square}`,
      resources: spaces('[/DeviceN [/A /B] /DeviceRGB 100 0 R]'),
      more: objects([
        100,
        makeStream(
          '{ exch 0.5 mul 0 3 -1 roll }',
          '/FunctionType 4 /Domain [0 1 0 1] /Range [0 1 0 1 0 1]',
        ),
      ]),
      verdict: 'color',
    },
    {
      what: 'ICC profile of three components',
      content: `/X cs 0 0 1 sc ${square}`,
      resources: spaces('[/ICCBased 100 0 R]'),
      more: objects([100, makeStream('', '/N 3')]),
      verdict: 'color',
    },
    {
      what: 'ICC profile of one component',
      content: `/X cs 1 sc ${square}`,
      resources: spaces('[/ICCBased 100 0 R]'),
      more: objects([100, makeStream('', '/N 1')]),
      verdict: 'mono',
    },
    {
      what: 'ICC profile of Lab, gray',
      content: `/X cs 50 0 0 sc ${square}`,
      resources: spaces('[/ICCBased 100 0 R]'),
      more: objects([
        100,
        makeStream(`${' '.repeat(16)}Lab `, '/N 3 /Range [0 100 -128 127 -128 127]'),
      ]),
      verdict: 'mono',
    },
    {
      what: 'palette entry that is red',
      content: `/X cs 1 sc ${square}`,
      resources: spaces('[/Indexed /DeviceRGB 1 <000000ff0000>]'),
      verdict: 'color',
    },
    {
      what: 'palette entry that is black',
      content: `/X cs 0 sc ${square}`,
      resources: spaces('[/Indexed /DeviceRGB 1 <000000ff0000>]'),
      verdict: 'mono',
    },
    {
      what: 'a space that means itself',
      content: `/X cs 1 sc ${square}`,
      resources: spaces('/X'),
      verdict: 'undecided',
    },
  ])
})

describe('images', () => {
  const draw = 'q 100 0 0 100 10 10 cm /I Do Q'
  const resources = '/XObject << /I 100 0 R >>'
  const image = (data: Uint8Array, entries: string) =>
    objects([
      100,
      makeFlateStream(data, `/Type /XObject /Subtype /Image /Width 2 /Height 2 ${entries}`),
    ])
  const rgb = '/ColorSpace /DeviceRGB /BitsPerComponent 8'
  const gray12 = new Uint8Array(12).fill(90)
  const oneRed = Uint8Array.from([...gray12.slice(0, 9), 255, 0, 0])
  const masked = (samples: readonly number[]) =>
    objects(
      [100, makeFlateStream(oneRed, `/Subtype /Image /Width 2 /Height 2 ${rgb} /SMask 101 0 R`)],
      [
        101,
        makeFlateStream(
          Uint8Array.from(samples),
          '/Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8',
        ),
      ],
    )
  table([
    { what: 'RGB, all gray', content: draw, resources, more: image(gray12, rgb), verdict: 'mono' },
    {
      what: 'RGB, one red pixel',
      content: draw,
      resources,
      more: image(oneRed, rgb),
      verdict: 'color',
    },
    {
      what: 'behind a mask that only a JPEG decoder can read',
      content: draw,
      resources,
      more: objects(
        [100, makeFlateStream(oneRed, `/Subtype /Image /Width 2 /Height 2 ${rgb} /SMask 101 0 R`)],
        [
          101,
          makeStream(
            'no JPEG',
            '/Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode',
          ),
        ],
      ),
      verdict: 'undecided',
    },
    {
      what: 'one red pixel behind a finer mask',
      content: draw,
      resources,
      more: objects(
        [
          100,
          makeFlateStream(
            Uint8Array.of(255, 0, 0),
            `/Subtype /Image /Width 1 /Height 1 ${rgb} /SMask 101 0 R`,
          ),
        ],
        [
          101,
          makeFlateStream(
            Uint8Array.of(0, 0, 0, 255),
            '/Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8',
          ),
        ],
      ),
      verdict: 'color',
    },
    ...[
      {
        what: 'a color JPEG behind a mask that hides it',
        sample: 0,
        verdict: 'undecided' as const,
      },
      { what: 'a color JPEG behind a mask that shows it', sample: 255, verdict: 'color' as const },
    ].map(({ what, sample, verdict }) => ({
      what,
      content: draw,
      resources,
      more: objects(
        [
          100,
          makeStream(
            readFileSync('test/cases/spool/color.jpg'),
            '/Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /SMask 101 0 R',
          ),
        ],
        [
          101,
          makeFlateStream(
            Uint8Array.of(sample),
            '/Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8',
          ),
        ],
      ),
      verdict,
    })),
    { what: 'not drawn', content: '', resources, more: image(oneRed, rgb), verdict: 'mono' },
    {
      what: 'drawn off the page',
      content: `1 0 0 1 900 0 cm ${draw}`,
      resources,
      more: image(oneRed, rgb),
      verdict: 'mono',
    },
    {
      what: 'the red pixel is transparent',
      content: draw,
      resources,
      more: masked([255, 255, 255, 0]),
      verdict: 'mono',
    },
    {
      what: 'the red pixel shows through',
      content: draw,
      resources,
      more: masked([0, 0, 0, 255]),
      verdict: 'color',
    },
    {
      what: 'the red pixel is keyed out',
      content: draw,
      resources,
      more: image(oneRed, `${rgb} /Mask [255 255 0 0 0 0]`),
      verdict: 'mono',
    },
    {
      what: 'palette, red unused',
      content: draw,
      resources,
      more: image(
        Uint8Array.of(0, 0),
        '/ColorSpace [/Indexed /DeviceRGB 1 <000000ff0000>] /BitsPerComponent 1',
      ),
      verdict: 'mono',
    },
    {
      what: 'palette, red used',
      content: draw,
      resources,
      more: image(
        Uint8Array.of(0, 0x40),
        '/ColorSpace [/Indexed /DeviceRGB 1 <000000ff0000>] /BitsPerComponent 1',
      ),
      verdict: 'color',
    },
    {
      what: 'CMYK, black only',
      content: draw,
      resources,
      more: image(
        Uint8Array.from([0, 0, 0, 9, 0, 0, 0, 99, 0, 0, 0, 199, 0, 0, 0, 0]),
        '/ColorSpace /DeviceCMYK /BitsPerComponent 8',
      ),
      verdict: 'mono',
    },
    {
      what: 'CMYK, cyan',
      content: draw,
      resources,
      more: image(
        new Uint8Array(16).fill(200, 4, 5),
        '/ColorSpace /DeviceCMYK /BitsPerComponent 8',
      ),
      verdict: 'color',
    },
    {
      what: 'CMYK inverted, black only',
      content: draw,
      resources,
      more: image(
        new Uint8Array(16).fill(255),
        '/ColorSpace /DeviceCMYK /BitsPerComponent 8 /Decode [1 0 1 0 1 0 1 0]',
      ),
      verdict: 'mono',
    },
    {
      what: 'stencil in red',
      content: `${red} ${draw}`,
      resources,
      more: image(Uint8Array.of(0, 0), '/ImageMask true /BitsPerComponent 1'),
      verdict: 'color',
    },
    {
      what: 'stencil in gray',
      content: draw,
      resources,
      more: image(Uint8Array.of(0, 0), '/ImageMask true /BitsPerComponent 1'),
      verdict: 'mono',
    },
    {
      what: 'JPEG 2000 of three components',
      content: draw,
      resources,
      more: objects([
        100,
        makeStream(
          'rubbish',
          '/Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceRGB /Filter /JPXDecode',
        ),
      ]),
      verdict: 'undecided',
    },
    {
      what: 'fax',
      content: draw,
      resources,
      more: objects([
        100,
        makeStream(
          'rubbish',
          '/Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /Filter /CCITTFaxDecode',
        ),
      ]),
      verdict: 'mono',
    },
    {
      what: 'a gray image over red',
      content: `${red} ${square} ${draw}`,
      resources,
      more: image(gray12, rgb),
      verdict: 'mono',
    },
    {
      what: 'inline, red',
      content: 'q 9 0 0 9 0 0 cm BI /W 1 /H 1 /CS /RGB /BPC 8 ID \xff\x00\x00 EI Q',
      verdict: 'color',
    },
    {
      what: 'inline, gray, with EI inside its data',
      content: `q 9 0 0 9 0 0 cm BI /W 2 /H 2 /CS /G /BPC 8 ID \nEI\n EI Q`,
      verdict: 'mono',
    },
    {
      what: 'inline, then red',
      content: `BI /W 1 /H 1 /CS /G /BPC 8 /F /AHx ID 80> EI ${red} ${square}`,
      verdict: 'color',
    },
  ])
})

describe('forms, patterns and shadings', () => {
  const form = (content: string, entries = '') =>
    makeStream(content, `/Subtype /Form /BBox [0 0 100 100] /Resources << >> ${entries}`)
  const resources = '/XObject << /F 100 0 R >>'
  const shading = (colors: string) =>
    `/Shading << /S << /ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 1 0] /Function << /FunctionType 2 /Domain [0 1] ${colors} /N 1 >> >> >>`
  table([
    {
      what: 'red in a form',
      content: '/F Do',
      resources,
      more: objects([100, form(`${red} ${square}`)]),
      verdict: 'color',
    },
    {
      what: 'red from outside',
      content: `${red} /F Do`,
      resources,
      more: objects([100, form(square)]),
      verdict: 'color',
    },
    {
      what: 'gray first, then with red from outside',
      content: `/F Do ${red} /F Do`,
      resources,
      more: objects([100, form(square)]),
      verdict: 'color',
    },
    {
      what: 'red inside stays inside',
      content: `/F Do ${square}`,
      resources,
      more: objects([100, form(red)]),
      verdict: 'mono',
    },
    {
      what: 'outside the form’s box',
      content: '/F Do',
      resources,
      more: objects([100, form(`${red} 150 10 10 10 re f`)]),
      verdict: 'mono',
    },
    {
      what: 'off page first, then on it',
      content: 'q 1 0 0 1 500 0 cm /F Do Q /F Do',
      resources,
      more: objects([100, form(`${red} ${square}`)]),
      verdict: 'color',
    },
    {
      what: 'a form that covers nothing at first, and then red',
      content: `/F Do ${red} ${square} /F Do`,
      resources,
      more: objects([100, form('1 g 0 0 200 300 re f')]),
      verdict: 'mono',
    },
    {
      what: 'a form that draws itself',
      content: '/F Do',
      resources,
      more: objects([
        100,
        makeStream(
          `/F Do ${red} ${square}`,
          '/Subtype /Form /BBox [0 0 100 100] /Resources << /XObject << /F 100 0 R >> >>',
        ),
      ]),
      verdict: 'color',
    },
    {
      what: 'group painted with no opacity',
      content: '/G gs /F Do',
      resources: `${resources} /ExtGState << /G << /ca 0 >> >>`,
      more: objects([100, form(`${red} ${square}`, '/Group << /S /Transparency >>')]),
      verdict: 'mono',
    },
    {
      what: 'under a soft mask',
      content: `/G gs ${red} ${square}`,
      resources: '/ExtGState << /G << /SMask << /S /Alpha >> >> >>',
      verdict: 'undecided',
    },
    {
      what: 'luminosity of red',
      content: `/G gs ${red} ${square}`,
      resources: '/ExtGState << /G << /BM /Luminosity >> >>',
      verdict: 'mono',
    },
    {
      what: 'red screened',
      content: `/G gs ${red} ${square}`,
      resources: '/ExtGState << /G << /BM /Screen >> >>',
      verdict: 'undecided',
    },
    {
      what: 'shading in gray',
      content: '/S sh',
      resources: shading('/C0 [0 0 0] /C1 [1 1 1]'),
      verdict: 'mono',
    },
    {
      what: 'shading to blue',
      content: '/S sh',
      resources: shading('/C0 [0 0 0] /C1 [0 0 1]'),
      verdict: 'color',
    },
    {
      what: 'colored tiles',
      content: `/Pattern cs /P scn ${square}`,
      resources: '/Pattern << /P 100 0 R >>',
      more: objects([
        100,
        makeStream(
          `${red} 0 0 5 5 re f`,
          '/PatternType 1 /PaintType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9 /Resources << >>',
        ),
      ]),
      verdict: 'color',
    },
    {
      what: 'gray tiles',
      content: `/Pattern cs /P scn ${square}`,
      resources: '/Pattern << /P 100 0 R >>',
      more: objects([
        100,
        makeStream(
          '0 0 5 5 re f',
          '/PatternType 1 /PaintType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9 /Resources << >>',
        ),
      ]),
      verdict: 'mono',
    },
    {
      what: 'pattern set, nothing painted',
      content: '/Pattern cs /P scn',
      resources: '/Pattern << /P 100 0 R >>',
      more: objects([
        100,
        makeStream(`${red} 0 0 5 5 re f`, '/PatternType 1 /PaintType 1 /BBox [0 0 9 9]'),
      ]),
      verdict: 'mono',
    },
  ])
})

describe('text', () => {
  const font = '/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>'
  const text = (show: string) => `BT /F 12 Tf 20 20 Td ${show} ET`
  const type3 = (glyph: string) => ({
    resources: '/Font << /F 100 0 R >>',
    more: objects(
      [
        100,
        '<< /Type /Font /Subtype /Type3 /FontMatrix [.001 0 0 .001 0 0] /CharProcs << /a 101 0 R >> /Encoding << /Differences [97 /a] >> /Resources << >> >>',
      ],
      [101, makeStream(glyph)],
    ),
  })
  table([
    { what: 'red letters', content: `${red} ${text('(a) Tj')}`, resources: font, verdict: 'color' },
    { what: 'red spaces', content: `${red} ${text('(   ) Tj')}`, resources: font, verdict: 'mono' },
    {
      what: 'red in an array',
      content: `${red} ${text('[( ) -3 (x)] TJ')}`,
      resources: font,
      verdict: 'color',
    },
    {
      what: 'invisible',
      content: `${red} ${text('3 Tr (a) Tj')}`,
      resources: font,
      verdict: 'mono',
    },
    {
      what: 'outlined in red',
      content: `1 0 0 RG ${text('1 Tr (a) Tj')}`,
      resources: font,
      verdict: 'color',
    },
    {
      what: 'red, far off the page',
      content: `${red} BT /F 12 Tf 900 900 Td (a) Tj ET`,
      resources: font,
      verdict: 'mono',
    },
    {
      what: 'glyphs with a color of their own',
      content: text('(a) Tj'),
      ...type3(`500 0 d0 ${red} 0 0 500 500 re f`),
      verdict: 'color',
    },
    {
      what: 'glyphs that take the color',
      content: text('(a) Tj'),
      ...type3(`500 0 0 0 500 500 d1 ${red} 0 0 500 500 re f`),
      verdict: 'mono',
    },
    {
      what: 'glyphs that take red',
      content: `${red} ${text('(a) Tj')}`,
      ...type3('500 0 0 0 500 500 d1 0 0 500 500 re f'),
      verdict: 'color',
    },
    {
      what: 'another glyph than the red one',
      content: text('(b) Tj'),
      ...type3(`500 0 d0 ${red} 0 0 500 500 re f`),
      verdict: 'mono',
    },
  ])
})

describe('layers and annotations', () => {
  const layers = '/OCProperties << /OCGs [100 0 R] /D << /OFF [100 0 R] >> >>'
  const layer = objects([100, '<< /Type /OCG /Name (x) >>'])
  const marked = `/OC /L BDC ${red} ${square} EMC`
  const annotation = (entries: string) => ({
    page: '/Annots [100 0 R]',
    more: objects(
      [100, `<< /Type /Annot /Rect [10 10 50 50] ${entries} >>`],
      [101, makeStream(`${red} 0 0 9 9 re f`, '/Subtype /Form /BBox [0 0 9 9] /Resources << >>')],
    ),
  })
  table([
    {
      what: 'a layer that is off',
      content: marked,
      resources: '/Properties << /L 100 0 R >>',
      more: layer,
      catalog: layers,
      verdict: 'mono',
    },
    {
      what: 'a layer that is on',
      content: marked,
      resources: '/Properties << /L 100 0 R >>',
      more: layer,
      verdict: 'color',
    },
    {
      what: 'after the layer',
      content: `/OC /L BDC EMC ${red} ${square}`,
      resources: '/Properties << /L 100 0 R >>',
      more: layer,
      catalog: layers,
      verdict: 'color',
    },
    {
      what: 'annotation that prints',
      content: '',
      ...annotation('/Subtype /Stamp /F 4 /AP << /N 101 0 R >>'),
      verdict: 'color',
    },
    {
      what: 'annotation that does not print',
      content: '',
      ...annotation('/Subtype /Stamp /AP << /N 101 0 R >>'),
      verdict: 'mono',
    },
    {
      what: 'hidden annotation',
      content: '',
      ...annotation('/Subtype /Stamp /F 6 /AP << /N 101 0 R >>'),
      verdict: 'mono',
    },
    {
      what: 'state of a check box that is off',
      content: '',
      ...annotation('/Subtype /Widget /F 4 /AS /Off /AP << /N << /On 101 0 R >> >>'),
      verdict: 'mono',
    },
    {
      what: 'link with a blue border',
      content: '',
      ...annotation('/Subtype /Link /F 4 /C [0 0 1]'),
      verdict: 'color',
    },
    {
      what: 'link with a blue border that is for screens',
      content: '',
      ...annotation('/Subtype /Link /C [0 0 1]'),
      verdict: 'mono',
    },
    {
      what: 'link without a border',
      content: '',
      ...annotation('/Subtype /Link /F 4 /C [0 0 1] /Border [0 0 0]'),
      verdict: 'mono',
    },
  ])
})
