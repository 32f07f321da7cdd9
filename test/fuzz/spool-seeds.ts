// Small whole documents, at least one for each language that is read; the fuzzer breaks them.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { buildPages, bytesOf, makeFlateStream } from '#help/build-pdf.ts'
import { DEVICE_SEEDS } from './device-seeds.ts'
import { PRINTER_SEEDS } from './printer-seeds.ts'

const folder = new URL('../cases/spool/', import.meta.url)
const read = (file: string): Uint8Array => readFileSync(new URL(file, folder))

const everything = buildPages(
  [
    '/G gs q 1 0 0 rg 1 1 9 9 re f Q /F Do BT /T 9 Tf 3 3 Td (abc) Tj [(a) -9 (b)] TJ ET /S sh /I Do',
    '/Pattern cs /P scn 0 0 9 9 re W n 0 0 50 50 re B BI /W 2 /H 2 /CS /RGB /BPC 8 ID 123456789012 EI',
  ],
  {
    resources:
      '/XObject << /F 100 0 R /I 101 0 R >> /ExtGState << /G << /ca .5 /BM /Multiply >> >> /Font << /T 102 0 R >> /Shading << /S 103 0 R >> /Pattern << /P 104 0 R >> /ColorSpace << /X [/Separation /Spot /DeviceRGB 105 0 R] >>',
    page: '/Annots [<< /Subtype /Link /Rect [0 0 9 9] /C [0 0 1] >>]',
    more: new Map<number, string | Uint8Array>([
      [
        100,
        makeFlateStream(
          '/X cs 1 scn 0 0 9 9 re f',
          '/Subtype /Form /BBox [0 0 9 9] /Group << /S /Transparency /I true >>',
        ),
      ],
      [
        101,
        makeFlateStream(
          new Uint8Array(12).fill(7),
          '/Subtype /Image /Width 2 /Height 2 /BitsPerComponent 8 /ColorSpace /DeviceRGB',
        ),
      ],
      [
        102,
        '<< /Subtype /Type3 /FontMatrix [.1 0 0 .1 0 0] /Encoding << /Differences [97 /a] >> /CharProcs << /a 106 0 R >> >>',
      ],
      [
        103,
        '<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 1 1] /Function << /FunctionType 3 /Domain [0 1] /Bounds [.5] /Encode [0 1 0 1] /Functions [105 0 R 105 0 R] >> >>',
      ],
      [
        104,
        makeFlateStream(
          '1 g 0 0 5 5 re f',
          '/PatternType 1 /PaintType 1 /BBox [0 0 5 5] /XStep 5 /YStep 5',
        ),
      ],
      [105, '<< /FunctionType 2 /Domain [0 1] /C0 [0 0 0] /C1 [1 0 0] /N 1 >>'],
      [106, makeFlateStream('9 0 d0 1 0 0 rg 0 0 9 9 re f')],
    ]),
  },
)

export const SPOOL_SEEDS: Readonly<Record<string, readonly Uint8Array[]>> = {
  ...DEVICE_SEEDS,
  ...PRINTER_SEEDS,
  pdf: [everything, read('object-streams.pdf'), read('encrypted-aes256.pdf')],
  png: [read('color.png')],
  jpeg: [read('color.jpg'), read('color-progressive.jpg'), read('gray-as-cmyk.jpg')],
  tiff: [read('color-lzw.tif'), read('color-jpeg.tif'), read('gray-packbits.tif')],
  text: [bytesOf('a line of text\n'.repeat(70)), bytesOf('\fa\tb\r\n')],
  gzip: [gzipSync(everything), gzipSync('text '.repeat(100))],
}
