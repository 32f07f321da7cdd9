// Printer languages that claim millions of pages, call themselves, or promise gigabytes that never come.
import { bytesOf, joinBytes } from '#help/build-pdf.ts'
import { buildRaster, buildUrf, type RasterPageSpec } from '#help/build-raster.ts'
import { type Bomb, MEGABYTE } from './bomb.ts'

const ESC = '\x1b'
const UEL = '\x1b%-12345X'
const words = (...values: number[]) => {
  const bytes = Buffer.alloc(4 * values.length)
  for (const [at, value] of values.entries()) bytes.writeUInt32BE(value, 4 * at)
  return bytes
}
const page: RasterPageSpec = {
  width: 8,
  height: 4,
  space: 19,
  colors: 3,
  bits: 8,
  line: () => Array(24).fill(9),
}
const urf = buildUrf([
  { width: 8, height: 4, bitsPerPixel: 24, space: 1, line: () => Array(24).fill(9) },
])
/** Fields of four bytes in a page header of CUPS and PWG raster. */
function withFields(bytes: Uint8Array, fields: Readonly<Record<number, number>>): Uint8Array {
  const changed = Buffer.from(bytes)
  for (const [at, value] of Object.entries(fields)) changed.writeUInt32BE(value, 4 + Number(at))
  return changed
}
const WIDTH = 372
const HEIGHT = 376
const BYTES_PER_LINE = 392
const TOTAL_PAGES = 452

const xl = (...parts: (string | Uint8Array | readonly number[])[]) =>
  joinBytes(
    ') HP-PCL XL;3;0\n',
    ...parts.map((part) => (typeof part === 'string' ? part : Uint8Array.from(part))),
  )
const XL_SESSION = [0xc0, 0, 0xf8, 0x86, 0x41]
const XL_PAGE = [0xc0, 0, 0xf8, 0x28, 0x43]
const repeat = (text: string, bytes = 4 * MEGABYTE) => text.repeat(Math.ceil(bytes / text.length))

export const PRINTER_BOMBS: readonly Bomb[] = [
  {
    what: 'PostScript that claims ten million pages',
    bytes: () =>
      bytesOf('%!PS-Adobe-3.0\n%%Pages: 10000000\n%%EndComments\n%%Page: 1 1\nshowpage\n%%EOF\n'),
    pages: 1,
  },
  {
    what: 'PostScript that claims ten million pages at its end and has none',
    bytes: () => bytesOf('%!PS-Adobe-3.0\n%%Pages: (atend)\n%%Trailer\n%%Pages: 10000000\n%%EOF\n'),
    pages: 0,
  },
  {
    what: 'PostScript loops of a thousand million pages',
    bytes: () =>
      bytesOf('%!\n1000000000 { 1000000000 { showpage } repeat } repeat\n{ showpage } loop\n'),
    pages: null,
  },
  {
    what: 'PostScript of nothing but page comments',
    bytes: () => bytesOf(`%!PS-Adobe-3.0\n${repeat('%%Page: 1 1\n')}`),
    pages: null,
  },
  {
    what: 'PostScript of open procedures',
    bytes: () => bytesOf(`%!\n${repeat('{')}`),
    pages: null,
  },
  { what: 'PostScript of open strings', bytes: () => bytesOf(`%!\n${repeat('((')}`), pages: null },
  {
    what: 'PostScript of open hex strings',
    bytes: () => bytesOf(`%!\n${repeat('<41<~')}`),
    pages: null,
  },
  {
    what: 'PostScript of one endless name',
    bytes: () => bytesOf(`%!\n${repeat('a')}`),
    pages: null,
  },
  {
    what: 'PostScript of one endless comment',
    bytes: () => bytesOf(`%!PS-Adobe-3.0\n%%Title: ${repeat('a')}`),
    pages: null,
  },
  {
    what: 'PostScript of documents in documents',
    bytes: () => bytesOf(`%!PS-Adobe-3.0\n${repeat('%%BeginDocument: x\n%!PS\n')}`),
    pages: null,
  },
  {
    what: 'PostScript with two gigabytes of data to come',
    bytes: () =>
      bytesOf(
        '%!PS-Adobe-3.0\n%%Pages: 1\n%%Page: 1 1\n%%BeginData: 2147483648 Binary Bytes\nshowpage\n%%Page: 2 2\nshowpage\n',
      ),
    pages: null,
  },
  {
    what: 'PWG raster that claims ten million pages',
    bytes: () => withFields(buildRaster([page]), { [TOTAL_PAGES]: 10_000_000 }),
    pages: 1,
  },
  {
    what: 'PWG raster of a billion pixels',
    bytes: () =>
      withFields(buildRaster([page]), {
        [WIDTH]: 40_000,
        [HEIGHT]: 25_000,
        [BYTES_PER_LINE]: 120_000,
      }),
    pages: null,
  },
  {
    what: 'PWG raster with rows of four gigabytes',
    bytes: () =>
      withFields(buildRaster([page]), {
        [WIDTH]: 0xffffffff,
        [HEIGHT]: 0xffffffff,
        [BYTES_PER_LINE]: 0xffffffff,
      }),
    pages: null,
  },
  {
    what: 'PWG raster of pages without rows',
    bytes: () => {
      const empty = withFields(buildRaster([page]), { [HEIGHT]: 0 }).subarray(4, 1_800)
      return joinBytes('RaS2', ...Array<Uint8Array>(2_000).fill(empty))
    },
    pages: null,
  },
  {
    what: 'rasters of repeated rows to four thousand million',
    bytes: () =>
      joinBytes(
        withFields(buildRaster([page]), { [HEIGHT]: 0xffffffff }).subarray(0, 1_800),
        Buffer.alloc(4 * MEGABYTE, Uint8Array.of(255, 7, 9, 9, 9)),
      ),
    pages: null,
  },
  {
    what: 'Apple raster that claims ten million pages',
    bytes: () => joinBytes('UNIRAST\0', words(10_000_000), urf.subarray(12)),
    pages: 1,
  },
  {
    what: 'Apple raster of four thousand million rows',
    bytes: () =>
      joinBytes(
        'UNIRAST\0',
        words(1),
        Uint8Array.of(24, 1, 1, 4, 0, 0, 0, 0, 0, 0, 0, 0),
        words(0xffffffff, 0xffffffff, 600, 0, 0),
        Buffer.alloc(MEGABYTE, Uint8Array.of(255, 0x80)),
      ),
    pages: null,
  },
  {
    what: 'a PCL macro that calls itself',
    bytes: () =>
      bytesOf(
        `${ESC}E${ESC}&f1y0X${ESC}&f1y3Xx\f${ESC}&f1y2X${ESC}&f1X${ESC}&f1y3X${ESC}&f1y2X\f${ESC}E`,
      ),
    pages: 7,
  },
  {
    what: 'PCL macros that call ten each, ten deep',
    bytes: () => {
      const macros = Array.from(
        { length: 10 },
        (_, at) =>
          `${ESC}&f${at}y0X${at === 9 ? 'x\f' : `${ESC}&f${at + 1}y3X`.repeat(10)}${ESC}&f1X`,
      )
      return bytesOf(`${ESC}E${macros.join('')}${ESC}&f0y2X${ESC}E`)
    },
    pages: 0,
  },
  {
    what: 'PCL with an overlay on ten thousand pages',
    bytes: () =>
      bytesOf(
        `${ESC}E${ESC}&f0y0X${'x'.repeat(30_000)}${ESC}&f1X${ESC}&f0y4X${'y\f'.repeat(10_000)}${ESC}E`,
      ),
    pages: 10_000,
  },
  {
    what: 'PCL with two gigabytes to come',
    bytes: () => bytesOf(`${ESC}E${ESC}*r1A${ESC}*b2147483647W\f\f\f`),
    pages: null,
  },
  {
    what: 'PCL that skips thousands of millions of rows',
    bytes: () =>
      bytesOf(
        `${ESC}E${ESC}*r1A${`${ESC}*b2147483647Y`.repeat(1_000)}${ESC}*b1Wx${ESC}*rB\f${ESC}E`,
      ),
    pages: 1,
  },
  {
    what: 'PCL of four million form feeds',
    bytes: () => bytesOf(`${ESC}E${repeat('\f')}`),
    pages: null,
  },
  {
    what: 'PCL of ten million printed pages',
    bytes: () => bytesOf(`${ESC}E${repeat('x\f', 20 * MEGABYTE)}`),
    pages: null,
  },
  {
    what: 'PCL that wants a color raster wider than the world',
    bytes: () =>
      bytesOf(
        `${ESC}E${ESC}*r2147483647s3U${ESC}*r1A${`${ESC}*b1Vx${ESC}*b1Vx${ESC}*b1Wx`.repeat(9_999)}\f`,
      ),
    pages: 1,
  },
  {
    what: 'PCL of commands cut short',
    bytes: () => bytesOf(`${ESC}E${repeat(`${ESC}*`)}`),
    pages: null,
  },
  {
    what: 'PCL of one endless number',
    bytes: () => bytesOf(`${ESC}E${ESC}&l${repeat('9')}X`),
    pages: null,
  },
  {
    what: 'PCL XL with four gigabytes of data to come',
    bytes: () => xl(XL_SESSION, XL_PAGE, [0xfa, 255, 255, 255, 255], [0x44, 0x42]),
    pages: null,
  },
  {
    what: 'a PCL XL stream that runs itself',
    bytes: () => {
      const name = [0xc8, 0xc0, 1, 65, 0xf8, 139]
      const inner = [...name, 0x5e, ...XL_PAGE, 0x44, ...name, 0x5e]
      return xl(
        XL_SESSION,
        name,
        [0x5b, 0x5c, 0xfb, inner.length],
        inner,
        [0x5d],
        name,
        [0x5e, 0x42],
      )
    },
    pages: null,
  },
  {
    what: 'PCL XL of saved states',
    bytes: () => xl(XL_SESSION, XL_PAGE, Buffer.alloc(4 * MEGABYTE, 0x61), [0x44, 0x42]),
    pages: 1,
  },
  {
    what: 'PCL XL of values for no operator',
    bytes: () => xl(XL_SESSION, Buffer.alloc(4 * MEGABYTE, Uint8Array.of(0xc0, 1, 0xf8, 1))),
    pages: null,
  },
  {
    what: 'PCL XL of pages by the million',
    bytes: () => xl(XL_SESSION, Buffer.alloc(4 * MEGABYTE, Uint8Array.of(0x43, 0x44)), [0x42]),
    pages: null,
  },
  {
    what: 'a PCL XL image of four thousand million rows',
    bytes: () =>
      xl(
        XL_SESSION,
        XL_PAGE,
        [
          0xc0, 2, 0xf8, 98, 0xc0, 0, 0xf8, 100, 0xc1, 255, 255, 0xf8, 108, 0xc1, 255, 255, 0xf8,
          107, 0xb0, 0xc2, 255, 255, 255, 255, 0xf8, 99, 0xc0, 1, 0xf8, 101, 0xb1, 0xfa, 0, 0, 16,
          0,
        ],
        Buffer.alloc(MEGABYTE, Uint8Array.of(129, 7)),
        [0xb2, 0x44, 0x42],
      ),
    pages: 1,
  },
  {
    what: 'PJL around PJL around PJL',
    bytes: () => bytesOf(repeat(`${UEL}@PJL ENTER LANGUAGE=PCL\r\n`)),
    pages: null,
  },
  {
    what: 'a thousand and one jobs',
    bytes: () => bytesOf(`${UEL}@PJL ENTER LANGUAGE=PCL\r\nx\f`.repeat(20_000) + UEL),
    pages: null,
  },
  { what: 'exits and nothing else', bytes: () => bytesOf(repeat(UEL)), pages: null },
  {
    what: 'a PJL line without end',
    bytes: () => bytesOf(`${UEL}@PJL ${repeat('x')}`),
    pages: null,
  },
  {
    what: 'PJL that wants all copies there are',
    bytes: () =>
      bytesOf(
        `${UEL}@PJL SET COPIES=999999999\r\n@PJL ENTER LANGUAGE=PCL\r\n${ESC}Ex\f${ESC}E${UEL}`,
      ),
    pages: 1,
  },
  {
    what: 'a plot that repeats itself',
    bytes: () => bytesOf('IN;SP1;PU0,0;PD9,9;RP2147483647;PG;RP99999999999;PG;'),
    pages: 1,
  },
  {
    what: 'plots of wedges and circles by the million',
    bytes: () => bytesOf(`IN;SP1;${repeat('CI9999,.0001;EW9,0,360,.0001;PG;')}`),
    pages: 131_072,
  },
  {
    what: 'a plotted label without end',
    bytes: () => bytesOf(`IN;SP1;PU0,0;PD9,9;LB${repeat('x')}`),
    pages: null,
  },
  {
    what: 'a plot of encoded coordinates without end',
    bytes: () => bytesOf(`IN;SP1;PU0,0;PD9,9;PE${repeat('?')}`),
    pages: null,
  },
  {
    what: 'ESC/P that feeds for ever',
    bytes: () => bytesOf(`${ESC}@x${repeat(`${ESC}J\xffx`)}`),
    pages: null,
  },
  {
    what: 'ESC/P of rows that never fill',
    bytes: () =>
      joinBytes(
        `${ESC}@${ESC}.\x01`,
        Uint8Array.of(1, 1, 255, 255, 255),
        Buffer.alloc(MEGABYTE, Uint8Array.of(129, 1)),
      ),
    pages: null,
  },
  {
    what: 'ESC/P-R frames of four gigabytes',
    bytes: () =>
      joinBytes(
        `${ESC}@${ESC}(R`,
        Uint8Array.of(6, 0, 0),
        'ESCPR',
        `${ESC}d`,
        Uint8Array.of(255, 255, 255, 255),
        'dsnd',
      ),
    pages: null,
  },
  {
    what: 'ninety-nine million labels',
    bytes: () => bytesOf('^XA^FO1,1^FDx^FS^PQ99999999^XZ'),
    pages: null,
  },
  {
    what: 'labels by the million',
    bytes: () => bytesOf(repeat('^XA^FDx^PQ99999999^XZ')),
    pages: null,
  },
  {
    what: 'a label of a gigabyte of graphics',
    bytes: () => bytesOf('^XA^GFB,999999999,999999999,9,x^FS^XZ'),
    pages: null,
  },
  {
    what: 'EPL graphics of four thousand million dots',
    bytes: () => bytesOf('N\nGW1,1,65535,65535,x\nP1\nN\nA1,1,0,1,1,1,N,"x"\nP99999,99999\n'),
    pages: null,
  },
  {
    what: 'text of four million form feeds',
    bytes: () => bytesOf(`x${repeat('\f')}`),
    pages: null,
  },
  { what: 'text of one line', bytes: () => bytesOf(repeat('x', 8 * MEGABYTE)), pages: null },
]
