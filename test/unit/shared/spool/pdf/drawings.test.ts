/** What forms, patterns, shadings, text, layers and annotations show; one small page each. */
import { describe } from 'vitest'
import { makeStream } from '#help/build-pdf.ts'
import { objects, red, square, table } from '#help/judge-pdf.ts'

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
