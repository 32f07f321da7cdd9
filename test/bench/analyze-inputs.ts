// Documents large enough to be measured: the pages of small real ones, over and over; and a mixed set of PDFs.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { PDFDocument, type PDFPage, rgb, StandardFonts } from 'pdf-lib'
import { type Chance, makeChance } from '#help/seeded.ts'

const CASES = new URL('../cases/spool/', import.meta.url).pathname
const A4 = [595, 842] as const

export interface LargeDocument {
  readonly name: string
  readonly bytes: Uint8Array
  readonly pages: number
  /** MB/s over the MB/s of `indexOf` that are aimed at. */
  readonly target: number
}

/** How a file is repeated: `whole`, or what lies between its first bytes and its last ones. */
interface Repeated {
  readonly name: string
  readonly file: string
  readonly pages: number
  readonly megabytes: number
  readonly target: number
  readonly headOf: (bytes: Buffer) => number
  readonly tailOf?: (bytes: Buffer) => number
}

const whole = () => 0
/** `indexOf` does 2,500 MB/s on the machine for which the targets are told. */
const ofLimit = (megabytesPerSecond: number) => megabytesPerSecond / 2_500

const REPEATED: readonly Repeated[] = [
  {
    name: 'PCL5, mono raster',
    file: 'mixed7.ljet4d.pcl.gz',
    pages: 7,
    megabytes: 128,
    target: ofLimit(300),
    headOf: whole,
  },
  {
    name: 'PCL5, mono text',
    file: 'groff.lj4.pcl.gz',
    pages: 7,
    megabytes: 64,
    target: ofLimit(300),
    headOf: whole,
  },
  {
    name: 'PCL5, color raster',
    file: 'mixed7.cljet5pr.pcl.gz',
    pages: 7,
    megabytes: 64,
    target: ofLimit(60),
    headOf: whole,
  },
  {
    name: 'PCL-XL, color',
    file: 'mixed7.pxlcolor.pxl.gz',
    pages: 7,
    megabytes: 64,
    target: ofLimit(150),
    headOf: whole,
  },
  {
    name: 'PWG raster, sRGB',
    file: 'mixed7.pwgraster-srgb.pwg.gz',
    pages: 7,
    megabytes: 128,
    target: ofLimit(500),
    headOf: () => 'RaS2'.length,
  },
  {
    name: 'URF, sRGB',
    file: 'edge.appleraster-srgb.urf.gz',
    pages: 51,
    megabytes: 128,
    target: ofLimit(500),
    headOf: () => 12,
  },
  {
    name: 'CUPS raster, gray',
    file: 'mixed7.cups.ras.gz',
    pages: 7,
    megabytes: 128,
    target: ofLimit(500),
    headOf: () => 'RaS3'.length,
  },
  {
    name: 'PostScript, DSC',
    file: 'mixed7.poppler-l2.ps.gz',
    pages: 7,
    megabytes: 128,
    target: ofLimit(800),
    headOf: (bytes) => bytes.indexOf('%%Page: 1 1'),
    tailOf: (bytes) => bytes.indexOf('%%Trailer'),
  },
]

/** One after the other, so that only one is in memory. */
export function* makeLargeDocuments(): Generator<LargeDocument> {
  for (const one of REPEATED) {
    const { head, body, tail } = cut(one)
    const times = Math.ceil((one.megabytes * 1e6) / body.length)
    const bytes = Buffer.alloc(head.length + times * body.length + tail.length)
    head.copy(bytes)
    bytes.fill(body, head.length, head.length + times * body.length)
    tail.copy(bytes, bytes.length - tail.length)
    yield { name: one.name, bytes, pages: times * one.pages, target: one.target }
  }
}

/** The pages of a PWG raster, to be written behind each other. */
export function readRasterPages(): { head: Buffer; body: Buffer; pages: number } {
  const raster = REPEATED.find(({ name }) => name.startsWith('PWG'))!
  return { ...cut(raster), pages: raster.pages }
}

function cut({ file, headOf, tailOf }: Repeated): { head: Buffer; body: Buffer; tail: Buffer } {
  const bytes = gunzipSync(readFileSync(join(CASES, file)))
  const from = headOf(bytes)
  const to = tailOf?.(bytes) ?? bytes.length
  return { head: bytes.subarray(0, from), body: bytes.subarray(from, to), tail: bytes.subarray(to) }
}

export interface PdfSet {
  readonly files: readonly string[]
  readonly pages: number
}

/** Letters, slides, photos and scans as offices print them, short jobs most of all, and the hard cases that ship. */
export async function writePdfSet(folder: string): Promise<PdfSet> {
  const chance = makeChance(1)
  const kinds = [
    { name: 'letter', documents: 36, pagesMost: 6, drawOf: lettersOf },
    { name: 'slides', documents: 5, pagesMost: 20, drawOf: slidesOf },
    { name: 'photo', documents: 10, pagesMost: 2, drawOf: photosOf },
    { name: 'scan', documents: 5, pagesMost: 4, drawOf: scansOf },
  ]
  const files: string[] = []
  let pages = 0
  for (const { name, documents, pagesMost, drawOf } of kinds) {
    for (let number = 0; number < documents; number++) {
      const document = await PDFDocument.create()
      const draw = await drawOf(document, chance)
      const count = 1 + chance.below(pagesMost)
      for (let page = 0; page < count; page++) await draw(document.addPage([...A4]))
      const file = join(folder, `${name}-${number}.pdf`)
      writeFileSync(file, await document.save())
      files.push(file)
      pages += count
    }
  }
  for (const [name, count] of [
    ['edge', 51],
    ['linearized', 7],
    ['object-streams', 10],
    ['pdftopdf-copies', 24],
  ] as const) {
    const file = join(folder, `${name}.pdf`)
    copyFileSync(join(CASES, `${name}.pdf`), file)
    files.push(file)
    pages += count
  }
  return { files, pages }
}

/** A PDF of so many pages with a line of text each. */
export async function makeLongPdf(pages: number): Promise<Uint8Array> {
  const document = await PDFDocument.create()
  const font = await document.embedFont(StandardFonts.Helvetica)
  for (let number = 1; number <= pages; number++) {
    document.addPage([...A4]).drawText(`Page ${number}`, { x: 72, y: 720, size: 12, font })
  }
  return document.save()
}

type Draw = (page: PDFPage) => void | Promise<void>

async function lettersOf(document: PDFDocument, chance: Chance): Promise<Draw> {
  const words = 'paper tray sheet page count color gray queue spool budget account quota'.split(' ')
  const font = await document.embedFont(StandardFonts.TimesRoman)
  return (page) => {
    const hasColor = chance.below(5) === 0
    for (let line = 0; line < 48; line++) {
      const text = Array.from({ length: 11 }, () => words[chance.below(words.length)]).join(' ')
      const color = hasColor && line === 40 ? rgb(0.7, 0.1, 0.1) : rgb(0, 0, 0)
      page.drawText(text, { x: 60, y: 780 - 15 * line, size: 11, font, color })
    }
  }
}

function slidesOf(_: PDFDocument, chance: Chance): Draw {
  return (page) => {
    const isGray = chance.below(2) === 0
    for (let shape = 0; shape < 40; shape++) {
      const gray = chance.next()
      const color = isGray ? rgb(gray, gray, gray) : rgb(gray, chance.next(), 0.5)
      const at = { x: 500 * chance.next(), y: 800 * chance.next() }
      if (shape % 2 === 0) page.drawRectangle({ ...at, width: 80, height: 40, color })
      else page.drawEllipse({ ...at, xScale: 40, yScale: 20, color })
    }
  }
}

function photosOf(document: PDFDocument, chance: Chance): Draw {
  const files = ['color.jpg', 'gray-as-ycc.jpg', 'color-progressive.jpg', 'gray-progressive.jpg']
  return async (page) => {
    // A copy: what shares memory with other buffers, pdf-lib reads from the wrong place.
    const jpeg = Uint8Array.from(readFileSync(join(CASES, files[chance.below(files.length)]!)))
    const image = await document.embedJpg(jpeg)
    page.drawImage(image, { x: 60, y: 300, width: 480, height: 360 })
  }
}

/** Gray pages at 150 dpi stored as RGB, as many scanners do: nothing tells that they are gray but every pixel. */
function scansOf({ context }: PDFDocument, chance: Chance): Draw {
  const [width, height] = [1_240, 1_754]
  return (page) => {
    const pixels = Buffer.alloc(width * height * 3, 255)
    for (let y = 0; y < height; y++) {
      // Lines of something like text: short strokes with soft edges.
      for (let x = 120; x < 1_120 && y % 32 < 20; x += 4 + chance.below(24)) {
        const gray = chance.below(256)
        pixels.fill(gray, 3 * (y * width + x), 3 * (y * width + x + 3))
      }
    }
    const image = context.flateStream(pixels, {
      ...{ Type: 'XObject', Subtype: 'Image', Width: width, Height: height },
      ...{ BitsPerComponent: 8, ColorSpace: 'DeviceRGB' },
    })
    const name = page.node.newXObject('Scan', context.register(image))
    const draw = context.stream(`q ${A4[0]} 0 0 ${A4[1]} 0 0 cm ${name} Do Q`)
    page.node.addContentStream(context.register(draw))
  }
}
