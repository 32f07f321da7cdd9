// Documents packed into others: the parts are broken before they are packed, so that the packing is whole.
import { crc32, deflateSync, gzipSync } from 'node:zlib'
import { buildPages, bytesOf, joinBytes, makeFlateStream, makeStream } from '#help/build-pdf.ts'
import { buildZip, listXpsParts, type XpsSpec } from '#help/build-xps.ts'
import { type Seed, wholeSeed } from '../target.ts'

const CONTENTS = [
  "q 1 0 0 rg 10 10 50 50 re f Q /G gs /F Do /I Do BT /T 12 Tf 1 0 0 1 3 3 Tm [(ab) -20 (c)] TJ 3 Tr (x) ' ET",
  '/Pattern cs /P scn 0 0 50 50 re f /X cs 0.5 scn 9 9 m 5 5 1 1 8 8 c h S /S sh 0 0 0 1 K 0.2 0.2 0.2 RG',
  'BI /W 2 /H 2 /CS /RGB /BPC 8 /F /A85 ID 5sdq,77Kd<8P2 ~> EI /OC /L BDC 1 0 0 rg 0 0 9 9 re f EMC EX BX',
]
const RESOURCES =
  '/XObject << /F 100 0 R /I 101 0 R >> /ExtGState << /G << /ca .5 /BM /Multiply /SMask << /S /Luminosity /G 100 0 R >> >> >> ' +
  '/Font << /T << /Subtype /Type1 /BaseFont /Helvetica >> >> /Shading << /S 102 0 R >> /Pattern << /P 103 0 R >> ' +
  '/ColorSpace << /X [/DeviceN [/Cyan /Spot] /DeviceCMYK 104 0 R] /Y [/Indexed /DeviceRGB 3 <000000FF00007F7F7FFFFFFF>] >> ' +
  '/Properties << /L << /Type /OCG >> >>'

/** Content, a form, the samples of an image, the dictionaries. */
const pdfSeed: Seed = {
  parts: [
    ...CONTENTS.map(bytesOf),
    bytesOf('0 1 0 rg 1 1 5 5 re f /F Do'),
    Uint8Array.from({ length: 12 }, (_, at) => at),
    bytesOf(RESOURCES),
    bytesOf(
      '/Annots [<< /Subtype /Square /F 4 /Rect [1 1 9 9] /C [1 0 0] /AP << /N 100 0 R >> >>] /Rotate 90 /UserUnit 2',
    ),
    bytesOf('{ dup 0.5 mul exch 1 exch sub dup 0 gt { pop 0 } { neg } ifelse 0 }'),
  ],
  build: (parts) => {
    const [first, second, third, form, image, resources, page, program] = parts as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ]
    const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')
    return buildPages([makeFlateStream(first), makeStream(second), third], {
      resources: text(resources),
      page: text(page),
      more: new Map<number, string | Uint8Array>([
        [
          100,
          makeFlateStream(
            form,
            '/Subtype /Form /BBox [0 0 9 9] /Group << /S /Transparency >> /Resources << /XObject << /F 100 0 R >> >>',
          ),
        ],
        [
          101,
          makeFlateStream(
            image,
            '/Subtype /Image /Width 2 /Height 2 /BitsPerComponent 8 /ColorSpace /DeviceRGB /DecodeParms << /Predictor 15 /Columns 2 /Colors 3 >>',
          ),
        ],
        [
          102,
          '<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 1 1] /Function << /FunctionType 2 /Domain [0 1] /C0 [0 0 0] /C1 [1 0 0] /N 1 >> >>',
        ],
        [
          103,
          makeFlateStream(
            '0.3 g 0 0 5 5 re f',
            '/PatternType 1 /PaintType 1 /BBox [0 0 5 5] /XStep 5 /YStep 5',
          ),
        ],
        [104, makeStream(program, '/FunctionType 4 /Domain [0 1 0 1] /Range [0 1 0 1 0 1 0 1]')],
      ]),
    })
  },
}

function pclmSeed(): Seed {
  const strip = makeFlateStream(
    new Uint8Array(48).fill(9),
    '/Subtype /Image /Width 4 /Height 4 /BitsPerComponent 8 /ColorSpace /DeviceRGB',
  )
  const pdf = Buffer.from(
    buildPages(['q 4 0 0 4 0 0 cm /Im0 Do Q', 'q 4 0 0 4 0 0 cm /Im0 Do Q'], {
      resources: '/XObject << /Im0 100 0 R >>',
      more: new Map([[100, strip]]),
    }),
  )
  const [head, rest] = ['%PDF-1.7\n', pdf.subarray('%PDF-1.7\n'.length)]
  return wholeSeed(joinBytes(head, '%PCLm 1.0\n', rest))
}

/** Bytes of one part each; names and order stay. */
function xpsSeed(spec: XpsSpec): Seed {
  const parts = listXpsParts(spec)
  return {
    parts: parts.map(({ data }) => Buffer.from(data)),
    build: (all) => buildZip(parts.map((part, at) => ({ ...part, data: all[at]! }))),
  }
}

const PNG_SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)

function pngSeed(header: readonly number[], rows: Uint8Array, palette: readonly number[]): Seed {
  const chunk = (kind: string, data: Uint8Array) => {
    const body = joinBytes(kind, data)
    const ends = Buffer.alloc(8)
    ends.writeUInt32BE(data.length)
    ends.writeUInt32BE(crc32(body), 4)
    return joinBytes(ends.subarray(0, 4), body, ends.subarray(4))
  }
  return {
    parts: [Uint8Array.from(header), Uint8Array.from(palette), rows],
    build: ([head, colors, pixels]) =>
      joinBytes(
        PNG_SIGNATURE,
        chunk('IHDR', head!),
        chunk('PLTE', colors!),
        chunk('IDAT', deflateSync(pixels!)),
        chunk('IEND', new Uint8Array(0)),
      ),
  }
}

const gzipSeed = (bytes: Uint8Array): Seed => ({
  parts: [bytes],
  build: ([inside]) => gzipSync(inside!),
})

export const PACKAGE_SEEDS: Readonly<Record<string, readonly Seed[]>> = {
  pdf: [pdfSeed],
  pclm: [pclmSeed()],
  xps: [
    xpsSeed({
      pages: [
        '<Path Data="M 0,0 L 9,9" Fill="#FF102030" Stroke="sc#1,0.5,0,0"/><Glyphs Fill="ContextColor /p.icc 1,0,0,0,1"/>',
        '<Canvas><Canvas.Resources><ResourceDictionary><SolidColorBrush x:Key="b" Color="#FF0000"/></ResourceDictionary></Canvas.Resources><Path Fill="{StaticResource b}"/></Canvas>',
        '<Path><Path.Fill><LinearGradientBrush><LinearGradientBrush.GradientStops><GradientStop Color="#000000" Offset="0"/><GradientStop Color="#00FF00" Offset="1"/></LinearGradientBrush.GradientStops></LinearGradientBrush></Path.Fill></Path>',
      ],
      ticket:
        '<psf:Feature name="psk:JobDuplexAllDocumentsContiguously"><psf:Option name="psk:TwoSidedLongEdge"/></psf:Feature><psf:ParameterInit name="psk:JobCopiesAllDocuments"><psf:Value>2</psf:Value></psf:ParameterInit>',
      open: true,
    }),
  ],
  png: [
    pngSeed([0, 0, 0, 2, 0, 0, 0, 2, 8, 2, 0, 0, 0], new Uint8Array(14).fill(3), []),
    pngSeed(
      [0, 0, 0, 4, 0, 0, 0, 2, 4, 3, 0, 0, 1],
      Uint8Array.of(0, 1, 0, 2, 0, 0x12, 0, 0x10),
      [0, 0, 0, 255, 0, 0, 9, 9, 9],
    ),
    pngSeed([0, 0, 0, 2, 0, 0, 0, 2, 16, 6, 0, 0, 0], new Uint8Array(34).fill(9), []),
  ],
  gzip: [
    gzipSeed(buildPages(CONTENTS.slice(0, 1))),
    gzipSeed(bytesOf('%!PS-Adobe-3.0\n%%Pages: 2\nshowpage\nshowpage\n')),
  ],
}
