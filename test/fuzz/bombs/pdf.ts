// PDFs that unpack to gigabytes, call themselves, or lie about lengths and counts.
import { deflateSync } from 'node:zlib'
import {
  buildPages,
  buildPdf,
  joinBytes,
  makeFlateStream,
  makeStream,
  pagesObjects,
} from '#help/build-pdf.ts'
import { type Bomb, MEGABYTE } from './bomb.ts'
import { lazy, PDF_HEAD, sharedContent } from './pdf-pieces.ts'
import { PDF_WORK_BOMBS } from './pdf-work.ts'

/** 64 MB of blanks in a few hundred bytes. */
const blanks = lazy(() => deflateSync(deflateSync(Buffer.alloc(64 * MEGABYTE, 0x20))))
const zeros = lazy(() => deflateSync(deflateSync(Buffer.alloc(64 * MEGABYTE))))
const TWICE = '/Filter [/FlateDecode /FlateDecode]'

const image = (entries: string, data: Uint8Array) =>
  buildPages(['/I Do'], {
    resources: '/XObject << /I 100 0 R >>',
    more: new Map([[100, makeStream(data, `/Subtype /Image ${entries}`)]]),
  })
const BILLION_PIXELS = '/Width 40000 /Height 25000 /BitsPerComponent 8 /ColorSpace /DeviceRGB'

/** LZW of zeros at its best: every code is one byte longer than the one before. */
function packZeros(rounds: number): Uint8Array {
  const bits: number[] = []
  const put = (code: number, width: number) => {
    for (let bit = width - 1; bit >= 0; bit--) bits.push((code >> bit) & 1)
  }
  for (let round = 0; round < rounds; round++) {
    let width = 9
    put(256, width)
    put(0, width)
    for (let code = 258; code < 4_094; code++) {
      if (code + 1 >= 1 << width && width < 12) width++
      put(code, width)
    }
  }
  const bytes = new Uint8Array(Math.ceil(bits.length / 8))
  for (const [at, bit] of bits.entries()) bytes[at >> 3]! |= bit << (7 - (at & 7))
  return bytes
}

/** Forms that call the next ones ten times, eleven deep. */
function nestedForms(): Uint8Array {
  const more = new Map<number, string | Uint8Array>()
  for (let level = 0; level < 11; level++) {
    const names = Array.from({ length: 10 }, (_, at) => `/F${at} ${101 + level} 0 R`).join(' ')
    const calls = Array.from({ length: 10 }, (_, at) => `/F${at} Do`).join(' ')
    const resources = `/Resources << /XObject << ${names} >> >>`
    const content = level === 10 ? '0 g 0 0 9 9 re f' : calls
    more.set(100 + level, makeStream(content, `/Subtype /Form /BBox [0 0 9 9] ${resources}`))
  }
  return buildPages(['/F Do'], { resources: '/XObject << /F 100 0 R >>', more })
}

/** Ten levels of ten kids, all the same node: ten thousand million pages. */
function sharedKids(): Uint8Array {
  const objects = pagesObjects(['0 0 9 9 re f'])
  for (let level = 0; level < 10; level++) {
    const kid = level === 9 ? 200 : 20 + level + 1
    const kids = Array.from({ length: 10 }, () => `${kid} 0 R`).join(' ')
    objects.set(20 + level, `<< /Type /Pages /Count 10 /Kids [${kids}] >>`)
  }
  return buildPdf({ objects: objects.set(1, '<< /Type /Catalog /Pages 20 0 R >>') })
}

function changed(number: number, body: string | Uint8Array): Uint8Array {
  return buildPdf({ objects: pagesObjects(['0 0 9 9 re f']).set(number, body) })
}

const crossReference = (entries: string, data = '') =>
  joinBytes(
    PDF_HEAD,
    '1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] >>\nendobj\n' +
      '3 0 obj\n<< /Type /Page /MediaBox [0 0 9 9] >>\nendobj\n',
    `4 0 obj\n<< /Type /XRef /Root 1 0 R ${entries} /Length ${data.length} >>\nstream\n${data}\nendstream\nendobj\n`,
    'startxref\n150\n%%EOF\n',
  )

export const PDF_BOMBS: readonly Bomb[] = [
  {
    what: 'a thousand pages of 64 MB content each',
    bytes: () => sharedContent(1_000, makeStream(blanks(), TWICE)),
    pages: 1_000,
  },
  {
    what: 'deflate four times over',
    bytes: () =>
      sharedContent(
        100,
        makeStream(deflateSync(deflateSync(blanks())), '/Filter [/Fl /Fl /Fl /Fl]'),
      ),
    pages: 100,
  },
  {
    what: 'LZW that unpacks a thousandfold, on a hundred pages',
    bytes: () => sharedContent(100, makeStream(packZeros(40), '/Filter /LZWDecode')),
    pages: 100,
  },
  {
    what: 'run lengths inside deflate',
    bytes: () => {
      const runs = deflateSync(Buffer.alloc(16 * MEGABYTE, Uint8Array.of(0x81, 0x20)))
      return sharedContent(20, makeStream(runs, '/Filter [/FlateDecode /RunLengthDecode]'))
    },
    pages: 20,
  },
  { what: 'forms ten to the eleventh', bytes: nestedForms, pages: 1 },
  {
    what: 'a form that draws itself',
    bytes: () =>
      buildPages(['/F Do'], {
        resources: '/XObject << /F 100 0 R >>',
        more: new Map([
          [
            100,
            makeStream(
              '/F Do /F Do /F Do',
              '/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 100 0 R >> >>',
            ),
          ],
        ]),
      }),
    pages: 1,
  },
  {
    what: 'a million operators on each of fifty pages',
    bytes: () =>
      sharedContent(50, makeFlateStream('q 0 0 9 9 re W n BT (x) Tj ET Q '.repeat(150_000))),
    pages: 50,
  },
  {
    what: 'paths of ten million points',
    bytes: () => sharedContent(5, makeFlateStream(`0 0 m ${'9 9 l '.repeat(5_000_000)} f`)),
    pages: 5,
  },
  {
    what: 'a page tree that hangs in itself',
    bytes: () => changed(2, '<< /Type /Pages /Count 9 /Kids [2 0 R 200 0 R 2 0 R] >>'),
    pages: null,
  },
  {
    what: 'a page tree of ten thousand million pages in ten nodes',
    bytes: sharedKids,
    pages: null,
  },
  {
    what: 'a page tree twenty thousand deep',
    bytes: () => {
      const objects = new Map<number, string>([[1, '<< /Type /Catalog /Pages 2 0 R >>']])
      for (let at = 2; at < 20_000; at++)
        objects.set(at, `<< /Type /Pages /Kids [${at + 1} 0 R] >>`)
      return buildPdf({ objects: objects.set(20_000, '<< /Type /Page >>') })
    },
    pages: 1,
  },
  {
    what: 'a count of ten million',
    bytes: () =>
      changed(2, '<< /Type /Pages /Count 10000000 /Kids [200 0 R] /MediaBox [0 0 9 9] >>'),
    pages: 1,
  },
  {
    what: 'one page ten million times in its parent',
    bytes: () => changed(2, `<< /Type /Pages /Count 1 /Kids [${'200 0 R '.repeat(1_100_000)}] >>`),
    pages: null,
  },
  {
    what: 'an image of a billion pixels',
    bytes: () => image(`${BILLION_PIXELS} ${TWICE}`, zeros()),
    pages: 1,
  },
  {
    what: 'a JPEG of a billion pixels that says nothing',
    bytes: () =>
      image(
        `${BILLION_PIXELS} /Filter /DCTDecode`,
        Buffer.from(
          'ffd8ffc000110861a89c4003012200021100031100ffc4001f000001050101010101010000000000000000000102030405060708090a0bffda000c03010002110311003f00ffd9',
          'hex',
        ),
      ),
    pages: 1,
  },
  {
    what: 'JBIG2 of two to the 32nd rows',
    bytes: () =>
      image(
        '/Width 1 /Height 1 /BitsPerComponent 1 /ColorSpace /DeviceGray /Filter /JBIG2Decode',
        Buffer.from(
          '00000000300001000000130000ffffffffffff000000000000000000000000000000000100260001ffffffff',
          'hex',
        ),
      ),
    pages: 1,
  },
  {
    what: 'JPX of boxes and tiles without end',
    bytes: () =>
      image(
        '/Width 1 /Height 1 /Filter /JPXDecode',
        Buffer.from(
          '0000000c6a5020200d0a870a0000000066747970ffffffff6a703263ff4fff51002f0000ffffffffffffffff000000000000000000000001000000010000000000000000ffff070101',
          'hex',
        ),
      ),
    pages: 1,
  },
  {
    what: 'fax rows without end',
    bytes: () =>
      image(
        '/Width 100000 /Height 2147483647 /BitsPerComponent 1 /ColorSpace /DeviceGray /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 2147483647 /Rows 2147483647 >>',
        new Uint8Array(100_000),
      ),
    pages: 1,
  },
  {
    what: 'predictor rows of two gigabytes',
    bytes: () =>
      sharedContent(
        1,
        makeFlateStream(
          '0 g',
          '/DecodeParms << /Predictor 15 /Columns 2147483647 /Colors 2147483647 /BitsPerComponent 16 >>',
        ),
      ),
    pages: 1,
  },
  {
    what: 'a stream two gigabytes long',
    bytes: () => changed(201, '<< /Length 2147483648 >>\nstream\n0 g\nendstream'),
    pages: 1,
  },
  {
    what: 'an object stream of two thousand million objects',
    bytes: () =>
      changed(
        9,
        '<< /Type /ObjStm /N 2147483647 /First 2147483647 /Length 3 >>\nstream\n1 2\nendstream',
      ),
    pages: 1,
  },
  {
    what: 'an object stream in which all objects are the same large one',
    bytes: () => {
      const heads = Array.from({ length: 20_000 }, (_, at) => `${at + 1_000} 0 `).join('')
      const body = `${heads}[${'1 '.repeat(400_000)}]`
      const stream = makeFlateStream(body, `/Type /ObjStm /N 20000 /First ${heads.length}`)
      const row = (kind: number, place: number) => [
        kind,
        place >> 16,
        (place >> 8) & 255,
        place & 255,
        0,
      ]
      const head = `${PDF_HEAD}1 0 obj\n<< /Type /Catalog /Pages 1000 0 R >>\nendobj\n`
      const streamAt = head.length
      const rows = [row(0, 0), row(1, PDF_HEAD.length), row(1, streamAt)]
      const packed = Array.from({ length: 9 }, () => row(2, 2))
      const table = Uint8Array.from([...rows, ...packed].flat())
      const before = joinBytes(head, '2 0 obj\n', stream, '\nendobj\n')
      const entries = `/Type /XRef /Root 1 0 R /Size 1009 /W [1 3 1] /Index [0 3 1000 9] /Length ${table.length}`
      return joinBytes(
        before,
        `3 0 obj\n<< ${entries} >>\nstream\n`,
        table,
        `\nendstream\nendobj\nstartxref\n${before.length}\n%%EOF\n`,
      )
    },
    pages: null,
  },
  {
    what: 'cross-references to four thousand million objects',
    bytes: () => crossReference('/Size 4294967295 /W [0 0 0] /Index [0 4294967295]'),
    pages: 1,
  },
  {
    what: 'cross-references in fields of a gigabyte',
    bytes: () => crossReference('/Size 9 /W [1000000000 1000000000 1000000000]', '123456789'),
    pages: 1,
  },
  {
    what: 'a table of four thousand million rows',
    bytes: () => joinBytes(buildPages(['']).subarray(0, -60), 'xref\n0 4294967295\n'),
    pages: 1,
  },
  {
    what: 'revisions in a circle',
    bytes: () =>
      buildPdf({ objects: pagesObjects(['0 g']), trailer: '/Root 1 0 R /Prev 9 /XRefStm 9' }),
    pages: 1,
  },
  ...PDF_WORK_BOMBS,
]
