// PDFs in which one operator sets off a lot of work, or where each of many starts is searched to the end.
import { buildPages, joinBytes, makeFlateStream, makeStream } from '#help/build-pdf.ts'
import { type Bomb, MEGABYTE } from './bomb.ts'
import { lazy, PDF_HEAD, sharedContent } from './pdf-pieces.ts'

export const PDF_WORK_BOMBS: readonly Bomb[] = [
  ...quadratic(),
  ...costly(),
  {
    what: 'a function of a thousand million samples',
    bytes: () =>
      buildPages(['/S sh'], {
        resources:
          '/Shading << /S << /ShadingType 1 /ColorSpace /DeviceRGB /Function 100 0 R >> >>',
        more: new Map([
          [
            100,
            makeStream(
              'abc',
              '/FunctionType 0 /Domain [0 1 0 1 0 1] /Range [0 1 0 1 0 1] /Size [1000 1000 1000] /BitsPerSample 32',
            ),
          ],
        ]),
      }),
    pages: 1,
  },
  {
    what: 'layers whose visibility is a thousand things, each of a thousand',
    bytes: () => {
      const more = new Map<number, string>([
        [100, '<< /Type /OCG >>'],
        [101, '<< /Type /OCMD /VE 102 0 R >>'],
      ])
      for (let at = 102; at < 118; at++) {
        const last = at === 117
        more.set(at, `[/And ${`${last ? 100 : at + 1} 0 R `.repeat(1_000)}]`)
      }
      return buildPages(['/OC /X BDC 0 0 9 9 re f EMC'], {
        resources: '/Properties << /X 101 0 R >>',
        catalog: '/OCProperties << /OCGs [100 0 R] /D << /OFF [100 0 R] >> >>',
        more,
      })
    },
    pages: 1,
  },
  {
    what: 'a calculator of a million steps for every pixel',
    bytes: () => {
      const program = makeFlateStream(
        `{ ${'dup pop '.repeat(100_000)} dup dup }`,
        '/FunctionType 4 /Domain [0 1] /Range [0 1 0 1 0 1]',
      )
      const data = Uint8Array.from({ length: 2 * 65_536 }, (_, at) => (at >> 1) >> (at & 1 ? 0 : 8))
      const pixels = makeFlateStream(
        data,
        '/Subtype /Image /Width 256 /Height 256 /BitsPerComponent 16 /ColorSpace [/Separation /Spot /DeviceRGB 101 0 R]',
      )
      return buildPages(['/I Do'], {
        resources: '/XObject << /I 100 0 R >>',
        more: new Map([
          [100, pixels],
          [101, program],
        ]),
      })
    },
    pages: 1,
  },
  {
    what: 'functions that call each other thirty wide and thirty deep',
    bytes: () => {
      const more = new Map<number, string>()
      for (let level = 0; level < 30; level++) {
        const next = Array.from({ length: 30 }, () => `${101 + level} 0 R`).join(' ')
        const bounds = Array.from({ length: 29 }, (_, at) => (at + 1) / 30).join(' ')
        more.set(
          100 + level,
          `<< /FunctionType 3 /Domain [0 1] /Functions [${next}] /Bounds [${bounds}] /Encode [${'0 1 '.repeat(30)}] >>`,
        )
      }
      more.set(130, '<< /FunctionType 2 /Domain [0 1] /N 1 >>')
      return buildPages(['/X cs 1 scn 0 0 9 9 re f'], {
        resources: '/ColorSpace << /X [/Separation /Spot /DeviceCMYK 100 0 R] >>',
        more,
      })
    },
    pages: 1,
  },
]

/** Whatever one operator sets off is a lot of work, and there are a hundred thousand of it. */
function costly(): Bomb[] {
  const work = '0.5 g 0 0 9 9 re f q 1 0 0 1 0 0 cm Q '.repeat(20_000)
  const box = '/BBox [0 0 9 9] /Resources << >>'
  const more = new Map<number, string | Uint8Array>([
    [100, makeFlateStream(work, `/Subtype /Form ${box} /Group << /S /Transparency >>`)],
    [101, makeFlateStream(work, `/PatternType 1 /PaintType 1 ${box} /XStep 5 /YStep 5`)],
    [102, makeFlateStream(`9 0 d0 ${work}`)],
    [
      103,
      makeFlateStream(
        `{ ${'dup pop '.repeat(50_000)} dup dup }`,
        '/FunctionType 4 /Domain [0 1] /Range [0 1 0 1 0 1]',
      ),
    ],
    [
      104,
      makeFlateStream(
        new Uint8Array(3_000_000),
        '/Subtype /Image /Width 1000 /Height 1000 /BitsPerComponent 8 /ColorSpace /DeviceRGB',
      ),
    ],
  ])
  const resources =
    '/ExtGState << /G << /SMask << /S /Luminosity /G 100 0 R >> >> >> /Pattern << /P 101 0 R >> /XObject << /F 100 0 R /I 104 0 R >> ' +
    '/Font << /T << /Subtype /Type3 /FontMatrix [1 0 0 1 0 0] /Encoding << /Differences [97 /a] >> /CharProcs << /a 102 0 R >> >> >> ' +
    '/Shading << /S << /ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 1 1] /Function 103 0 R >> >> ' +
    '/ColorSpace << /C [/Separation /Spot /DeviceRGB 103 0 R] >>'
  const called = (what: string, operators: string) => ({
    what: `${what}, a hundred thousand times`,
    bytes: () => buildPages([makeFlateStream(operators.repeat(100_000))], { resources, more }),
    pages: 1,
  })
  return [
    called('a soft mask of much work', '/G gs 0 0 9 9 re f '),
    called('a pattern of much work', '/Pattern cs /P scn 0 0 9 9 re f '),
    called('a form of much work', '/F Do '),
    called('a large image', '/I Do '),
    called('letters of much work', 'BT /T 9 Tf (aaaaaaaaaa) Tj ET '),
    called('a shading of much work', '/S sh '),
    called('a color of much work', '/C cs 0.1 scn 0 0 9 9 re f '),
    called(
      'inline images of other colors',
      'BI /W 1 /H 1 /BPC 8 /CS [/Separation /S /DeviceRGB 103 0 R] ID x EI ',
    ),
  ]
}

/** Where each of many starts is searched to the end of the file, a file of 4 MB takes an hour. */
function quadratic(): Bomb[] {
  const repeated = (what: string, text: string) => ({
    what: `${what}, again and again`,
    bytes: () => joinBytes(PDF_HEAD, text.repeat(Math.ceil((4 * MEGABYTE) / text.length))),
    pages: null,
  })
  const inContent = (what: string, text: string) => ({
    what: `content of ${what}, again and again`,
    bytes: () =>
      sharedContent(1, makeFlateStream(text.repeat(Math.ceil((4 * MEGABYTE) / text.length)))),
    pages: 1,
  })
  return [
    repeated('objects without an end', '1 0 obj\n'),
    repeated('streams without an end', '1 0 obj << >> stream\n'),
    repeated(
      'objects of other numbers',
      '7 0 obj << /Type /ObjStm /N 9 /First 9 /Length 1 >> stream\n',
    ),
    repeated('trailers', 'trailer << /Prev 9 /Root 1 0 R >> '),
    repeated('tables', 'xref\n0 1\n'),
    repeated('starts of tables', 'startxref\n9\n'),
    repeated('open parentheses', '('),
    repeated('open dictionaries', '<<'),
    repeated('comments', '%'),
    inContent('inline images without an end', 'BI /W 9 /H 9 ID '),
    inContent('inline images that nearly end', 'BI /W 9 /H 9 ID EI\x01'),
    inContent('open parentheses', '('),
    inContent('open arrays', '['),
    inContent('open dictionaries', '<<'),
    inContent('saved states', 'q '),
    inContent('marked content', '/OC /X BDC '),
    inContent('numbers', '1 '),
    inContent('dashes', '-'),
    inContent('hex that never ends', '<41'),
  ].map((bomb) => ({ ...bomb, bytes: lazy(bomb.bytes) }))
}
