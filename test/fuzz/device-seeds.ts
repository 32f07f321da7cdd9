// Small whole documents of rasters, PostScript, XPS and EMF spool files for the fuzzer.
import {
  bitmapInfo,
  brush,
  buildEmfSpool,
  colorRef,
  devMode,
  metafile,
  pen,
  RECTANGLE,
  select,
  spoolRecord,
  stretchBitmap,
  text,
} from '#help/build-emfspool.ts'
import { bytesOf } from '#help/build-pdf.ts'
import { buildRaster, buildUrf, PWG, type RasterPageSpec, solidLine } from '#help/build-raster.ts'
import { buildXps, buildZip, listXpsParts } from '#help/build-xps.ts'

const sheet = (spec: Partial<RasterPageSpec>): RasterPageSpec => ({
  width: 20,
  height: 12,
  space: 19,
  colors: 3,
  bits: 8,
  line: (y) => [...solidLine(9, [255, 255, 255]), y, 0, 0, ...solidLine(10, [y, y, y])],
  ...spec,
})
const gray = sheet({ space: 3, colors: 1, line: (y) => solidLine(20, [y]) })
const inks = sheet({ space: 6, colors: 4, line: (y) => solidLine(20, [0, 0, y, 200]) })
const planes = sheet({ space: 6, colors: 4, order: 2, line: (y) => solidLine(20, [y]) })
const bands = sheet({ order: 1, line: (y) => solidLine(60, [y]) })
const deep = sheet({ bits: 16, line: (y) => solidLine(20, [y, 0, 9, 9, 9, 9]) })
const little = { littleEndian: true } as const

const postscript = [
  '%!PS-Adobe-3.0\n%%Pages: (atend)\n%%DocumentMedia: A4 595 842 80 white ()\n%%EndComments',
  '/rg {setrgbcolor} bind def /#copies 2 def << /Duplex true /NumCopies 2 >> setpagedevice',
  '%%BeginFeature: *Duplex DuplexTumble\n%%EndFeature',
  '%%Page: 1 1\n1 0 0 rg (a(b)\\)c) show <ab> <~87cUR~> 3 {1 pop} repeat showpage',
  '%%Page: 2 2\n%%BeginDocument: x\n%!PS-Adobe-2.0 EPSF-1.2\n%%Page: 1 1\n%%EndDocument',
  '%%BeginData: 9 Binary Bytes\n%%Page: x\n%%EndData\n0 0 0 1 setcmykcolor showpage',
  '%%Trailer\n%%Pages: 2\n%%EOF\n',
].join('\n')

const dosEps = Buffer.concat([
  Uint8Array.of(0xc5, 0xd0, 0xd3, 0xc6, 30, 0, 0, 0, 40, 0, 0, 0),
  new Uint8Array(18),
  bytesOf('%!PS-Adobe-3.0 EPSF-3.0\n%%Pages: 1\nshowpage\n'),
])

const red = colorRef(255, 0, 0)
const drawing = metafile(
  brush(1, red),
  pen(2, red),
  select(1),
  select(2),
  text(4, 2),
  stretchBitmap(bitmapInfo(3, 1, 8, [[0, 0, 0]]), new Uint8Array(4)),
  RECTANGLE,
)

const brushes = [
  '<FixedPage.Resources><ResourceDictionary><SolidColorBrush x:Key="b" Color="#102030"/>',
  '</ResourceDictionary></FixedPage.Resources><Canvas Opacity="0.5"><Path Fill="#80FF0000"/>',
  '<Path Stroke="{StaticResource b}"/><Glyphs Fill="sc#1,0,0,0"/></Canvas>',
].join('')
const picture = '<Path><Path.Fill><ImageBrush ImageSource="/a.png"/></Path.Fill></Path>'
const xps = {
  pages: [brushes, picture],
  ticket: '<psf:Feature name="psk:JobDuplex"><psf:Option name="psk:TwoSided"/></psf:Feature>',
  more: [{ name: 'a.png', data: bytesOf('\x89PNG\r\n\x1a\n'), stored: true }],
}

export const DEVICE_SEEDS: Readonly<Record<string, readonly Uint8Array[]>> = {
  'pwg-raster': [
    buildRaster([sheet({}), gray, inks]),
    buildRaster([sheet({ space: 16 }), sheet({ space: 15 }), deep]),
  ],
  'cups-raster': [
    buildRaster([planes, bands, gray], { ...PWG, ...little }),
    buildRaster([planes, bands, inks], { sync: 'RaS3', ...little }),
    buildRaster([gray, deep], { sync: 'RaSt', ...little }),
  ],
  urf: [
    buildUrf([
      { width: 20, height: 12, bitsPerPixel: 24, space: 1, line: sheet({}).line },
      { width: 20, height: 12, bitsPerPixel: 8, space: 0, line: gray.line },
      { width: 20, height: 12, bitsPerPixel: 32, space: 6, line: inks.line },
    ]),
  ],
  postscript: [
    bytesOf(postscript),
    dosEps,
    bytesOf('%!\n/p {showpage} def 1 1 3 {pop p} for { p } loop'),
  ],
  emfspool: [
    buildEmfSpool(
      devMode({ copies: 2, paper: 9, duplex: 2 }),
      spoolRecord(1, drawing),
      spoolRecord(12, drawing),
      spoolRecord(13, new Uint8Array(8)),
    ),
  ],
  // Stored too, so that accidents happen inside the XML.
  xps: [buildXps(xps), buildZip(listXpsParts(xps).map((part) => ({ ...part, stored: true })))],
}
