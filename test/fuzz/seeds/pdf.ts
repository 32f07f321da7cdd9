// PDFs without any color, so that readers must look at everything: a page for each kind of thing that might have some.

import { buildCodestream } from '#help/build-jpx.ts'
import { buildPages, bytesOf, joinBytes, makeFlateStream, makeStream } from '#help/build-pdf.ts'
import type { Seed } from '../target.ts'

type Objects = Map<number, string | Uint8Array>
const GRAYS = Uint8Array.from({ length: 48 }, (_, at) => Math.floor(at / 3))
const IMAGE = '/Subtype /Image /Width 4 /Height 4 /BitsPerComponent 8'

/** Parts in this order; what stands around them stays whole. */
const PARTS = {
  paths:
    'q 0.5 0.5 0.5 rg 2 2 40 40 re f 0 0 0 1 k 1 w 0 0 m 9 9 l 1 2 3 4 5 6 c S Q W n 0.1 G B* b',
  text: 'BT /F0 12 Tf /F3 9 Tf 1 0 0 1 9 9 Tm 3 Tr (abc) Tj 0 Tr [(a) -20 <62>] TJ T* (x) \' 1 2 (y) " 14 TL 5 Ts ET',
  images: '/I0 Do /I1 Do /I2 Do /I3 Do /I4 Do /I5 Do /I6 Do /I7 Do /I8 Do /I9 Do',
  spaces:
    '/C0 cs 50 0 0 sc f /C1 cs 1 sc f /C2 cs 0.5 scn f /C3 cs 0.5 0.5 scn f /C4 cs 0 sc 0 0 9 9 re f /C5 CS 0.3 0.3 0.3 SC S /C6 cs .4 sc f',
  shadings: '/S1 sh /S2 sh /S3 sh /S4 sh /S5 sh /S6 sh /S7 sh /Pattern cs /P2 scn 0 0 9 9 re f',
  patterns:
    '/Pattern cs /P1 scn 0 0 9 9 re f /C7 cs 0.5 /P1 scn 0 0 9 9 re f /Pattern CS /P1 SCN 0 0 9 9 re S',
  layers:
    '/OC /L1 BDC 1 0 0 rg 0 0 9 9 re f EMC /OC /L2 BDC 1 0 0 rg 0 0 9 9 re f EMC /OC /L3 BDC 0 g f EMC /X1 Do',
  groups: '/G0 gs /X2 Do /G1 gs 0.2 g 0 0 9 9 re f /G2 gs 0 0 9 9 re f',
  inline:
    'BI /W 2 /H 2 /CS /G /BPC 8 /F /AHx ID 00112233> EI BI /W 2 /H 1 /CS /RGB /BPC 8 /F [/A85] ID !!*-\'"9eu7~> EI ' +
    'BI /W 4 /H 1 /IM true /D [1 0] ID \xf0 EI BI /W 2 /H 1 /CS [/I /RGB 1 <000000FFFFFF>] /BPC 1 /F /RL ID \x00\x40\x80 EI',
  rows: GRAYS,
  jpx: buildCodestream({ side: 8, components: 3 }),
  jpeg: Buffer.from(
    'ffd8ffdb004300' +
      '01'.repeat(64) +
      'ffc0000b080008000801011100ffc40014000100000000000000000000000000000000ffc40014100100000000000000000000000000000000ffda0008010100003f007fffd9',
    'hex',
  ),
  samples: Uint8Array.of(0, 0, 0, 255, 255, 255),
  mesh: joinBytes(new Uint8Array(40).fill(9), new Uint8Array(40)),
  program:
    '{ dup dup 0.5 mul 2 index exch 3 1 roll pop 1 exch sub dup 0 lt { neg } { 1 mul } ifelse 2 copy pop pop dup }',
  profile: `${'\0'.repeat(16)}Lab ${'\0'.repeat(20)}`,
} as const

const NAMES = Object.keys(PARTS) as (keyof typeof PARTS)[]
const wholeOf = (name: keyof typeof PARTS): Uint8Array => {
  const part = PARTS[name]
  return typeof part === 'string' ? bytesOf(part) : part
}

export const GRAY_PDF_SEED: Seed = {
  parts: NAMES.map(wholeOf),
  build: (parts) => {
    const part = (name: keyof typeof PARTS) => parts[NAMES.indexOf(name)]!
    const pages = NAMES.slice(0, NAMES.indexOf('rows')).map((name, at) =>
      at % 2 === 0 ? makeFlateStream(part(name)) : makeStream(part(name)),
    )
    const more: Objects = new Map([
      ...listImages(part('rows'), part('jpx'), part('jpeg')),
      ...listFunctions(part('samples'), part('program'), part('profile')),
      ...listShadings(part('mesh')),
      ...OTHERS,
    ])
    return buildPages(pages, { resources: RESOURCES, more, catalog: CATALOG, page: PAGE })
  },
}

function listImages(rows: Uint8Array, jpx: Uint8Array, jpeg: Uint8Array): Objects {
  const filtered = (data: Uint8Array, row: number) =>
    joinBytes(
      ...Array.from({ length: 4 }, (_, at) =>
        joinBytes(Uint8Array.of(at), data.subarray(at * row, at * row + row)),
      ),
    )
  return new Map([
    [100, makeFlateStream(rows, `${IMAGE} /ColorSpace /DeviceRGB`)],
    [
      101,
      makeFlateStream(
        filtered(rows, 12),
        `${IMAGE} /ColorSpace /DeviceRGB /DecodeParms << /Predictor 15 /Columns 4 /Colors 3 >>`,
      ),
    ],
    [
      102,
      makeFlateStream(
        rows,
        `${IMAGE} /ColorSpace /DeviceRGB /DecodeParms << /Predictor 2 /Columns 4 /Colors 3 >>`,
      ),
    ],
    [
      103,
      makeStream(
        rows.subarray(0, 16),
        `${IMAGE} /ColorSpace [/Indexed /DeviceRGB 15 120 0 R] /Decode [0 15]`,
      ),
    ],
    [
      104,
      makeStream(
        rows,
        `${IMAGE} /ColorSpace [/Lab << /WhitePoint [1 1 1] >>] /Decode [0 100 0 0 0 0]`,
      ),
    ],
    [105, makeStream(rows, `${IMAGE} /ColorSpace /C5 /SMask 108 0 R`)],
    [106, makeStream(rows, `${IMAGE} /ColorSpace /C2 /Mask [0 9]`)],
    [107, makeStream(jpeg, `${IMAGE} /ColorSpace /C2 /Filter /DCTDecode`)],
    [108, makeStream(rows.subarray(0, 16), `${IMAGE} /ColorSpace /DeviceGray`)],
    [109, makeStream(jpx, '/Subtype /Image /Width 8 /Height 8 /Filter /JPXDecode')],
    [
      110,
      makeStream(
        rows,
        '/Subtype /Image /Width 8 /Height 8 /BitsPerComponent 1 /ColorSpace /C2 /Filter /JBIG2Decode',
      ),
    ],
    [
      111,
      makeStream(
        rows,
        '/Subtype /Image /Width 8 /Height 8 /ImageMask true /Filter /CCITTFaxDecode /Mask 108 0 R',
      ),
    ],
    [120, makeStream(rows)],
  ])
}

function listFunctions(samples: Uint8Array, program: Uint8Array, profile: Uint8Array): Objects {
  const gray = '/Domain [0 1] /C0 [0 0 0] /C1 [1 1 1] /N 1.5'
  return new Map<number, string | Uint8Array>([
    [130, `<< /FunctionType 2 ${gray} >>`],
    [
      131,
      makeStream(
        samples,
        '/FunctionType 0 /Domain [0 1] /Range [0 1 0 1 0 1] /Size [2] /BitsPerSample 8 /Encode [0 1]',
      ),
    ],
    [
      132,
      '<< /FunctionType 3 /Domain [0 1] /Functions [130 0 R 131 0 R] /Bounds [0.5] /Encode [0 1 1 0] >>',
    ],
    [133, makeStream(program, '/FunctionType 4 /Domain [0 1] /Range [0 1 0 1 0 1]')],
    [134, '[135 0 R 135 0 R 135 0 R]'],
    [135, '<< /FunctionType 2 /Domain [0 1] /N 1 >>'],
    [
      136,
      makeStream('{ add 2 div dup dup }', '/FunctionType 4 /Domain [0 1 0 1] /Range [0 1 0 1 0 1]'),
    ],
    [137, makeStream(profile, '/N 3 /Range [0 100 -1 1 -1 1]')],
  ])
}

/** Free triangles, a lattice, patches of both kinds; the others are by function alone. */
function listShadings(mesh: Uint8Array): Objects {
  const bits =
    '/BitsPerCoordinate 8 /BitsPerComponent 8 /BitsPerFlag 8 /Decode [0 1 0 1 0 1 0 1 0 1]'
  const stream = (kind: number, more = '') =>
    makeFlateStream(mesh, `/ShadingType ${kind} /ColorSpace /DeviceRGB ${bits} ${more}`)
  return new Map<number, string | Uint8Array>([
    [141, '<< /ShadingType 1 /ColorSpace /DeviceRGB /Function 136 0 R /Domain [0 1 0 1] >>'],
    [142, '<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 1 1] /Function 132 0 R >>'],
    [143, '<< /ShadingType 3 /ColorSpace /C2 /Coords [0 0 1 1 1 1] /Function 135 0 R >>'],
    [144, stream(4)],
    [145, stream(5, '/VerticesPerRow 2')],
    [146, stream(6)],
    [147, stream(7, '/Function 134 0 R')],
  ])
}

const OTHERS: Objects = new Map<number, string | Uint8Array>([
  [150, '<< /Type /OCG /Name (off) >>'],
  [151, '<< /Type /OCG /Name (screen) /Usage << /Print << /PrintState /OFF >> >> >>'],
  [152, '<< /Type /OCMD /OCGs [150 0 R 151 0 R] /P /AnyOff >>'],
  [153, '<< /Type /OCMD /VE [/Or [/Not 150 0 R] [/And 151 0 R 150 0 R]] >>'],
  [154, makeStream('1 0 0 rg 0 0 9 9 re f', '/Subtype /Form /BBox [0 0 9 9] /OC 150 0 R')],
  [
    155,
    makeStream(
      '0.5 g 0 0 9 9 re f',
      '/Subtype /Form /BBox [0 0 9 9] /Group << /S /Transparency /CS /DeviceRGB /K true >>',
    ),
  ],
  [
    156,
    makeFlateStream(
      '0.3 g 0 0 5 5 re f',
      '/PatternType 1 /PaintType 2 /BBox [0 0 5 5] /XStep 5 /YStep 5 /Resources << >>',
    ),
  ],
  [157, '<< /PatternType 2 /Shading 142 0 R /Matrix [1 0 0 1 0 0] >>'],
  [
    158,
    '<< /Subtype /Type3 /FontMatrix [.1 0 0 .1 0 0] /Encoding << /Differences [97 /a /b] >> /CharProcs << /a 159 0 R /b 160 0 R >> /Resources << >> >>',
  ],
  [159, makeStream('9 0 0 0 9 9 d1 1 0 0 rg 0 0 9 9 re f')],
  [160, makeStream('9 0 d0 0.5 g 0 0 9 9 re f')],
  [
    161,
    '<< /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [<< /Subtype /CIDFontType2 >>] /ToUnicode 120 0 R >>',
  ],
])

const CATALOG =
  '/OCProperties << /OCGs [150 0 R 151 0 R] /D << /BaseState /ON /OFF [150 0 R] /AS [<< /Event /Print /OCGs [151 0 R] >>] >> >> ' +
  '/ViewerPreferences << /Duplex /DuplexFlipLongEdge >> /AcroForm << /Fields [] >>'
const PAGE =
  '/CropBox [0 0 100 100] /UserUnit 1.5 /Annots [<< /Subtype /Square /F 4 /Rect [1 1 9 9] /C [0.5] /AP << /N << /On 155 0 R >> >> /AS /On >>' +
  ' << /Subtype /Widget /F 6 /AP << /N 154 0 R >> >> << /Subtype /Ink /F 4 /C [0.2 0.2 0.2] >>]'
const images = Array.from(
  { length: 10 },
  (_, at) => `/I${at} ${at === 8 ? 109 : at === 9 ? 110 : 100 + at} 0 R`,
)
const shadings = Array.from({ length: 7 }, (_, at) => `/S${at + 1} ${141 + at} 0 R`)
const RESOURCES = [
  `/XObject << ${images.join(' ')} /I10 111 0 R /X1 154 0 R /X2 155 0 R >> /Shading << ${shadings.join(' ')} >>`,
  '/ColorSpace << /C0 [/Lab << /WhitePoint [1 1 1] /Range [-1 1 -1 1] >>] /C1 [/Indexed /DeviceRGB 1 <000000FFFFFF>]',
  '/C2 [/Separation /Spot /DeviceRGB 132 0 R] /C3 [/DeviceN [/A /B] /DeviceRGB 136 0 R] /C4 [/Separation /Black /DeviceCMYK 130 0 R]',
  '/C5 [/ICCBased 137 0 R] /C6 [/Separation /Spot2 /DeviceRGB 133 0 R] /C7 [/Pattern /C2] >>',
  '/Pattern << /P1 156 0 R /P2 157 0 R >> /Properties << /L1 150 0 R /L2 152 0 R /L3 153 0 R >>',
  '/ExtGState << /G0 << /ca .5 /BM [/Foo /Multiply] /SMask << /S /Luminosity /G 155 0 R /BC [0] /TR 135 0 R >> >>',
  '/G1 << /SMask /None /Font [158 0 R 9] /OP true >> /G2 << /BM /Darken /CA 0 /ca 0 >> >>',
  '/Font << /F0 161 0 R /F3 158 0 R >>',
].join(' ')
