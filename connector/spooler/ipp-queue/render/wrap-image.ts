/** A JPEG or PNG as a PDF of one page around the very same bytes, so that one renderer draws everything. */
import { Readable } from 'node:stream'
import { Problem } from '#shared/contracts/problem.ts'

interface Picture {
  readonly width: number
  readonly height: number
  /** The image's dictionary without its length: filter, colors, depth. */
  readonly dictionary: string
  /** Bytes between this and the end are the image's data; null = the whole file is. */
  readonly parts: readonly Uint8Array[]
}

/** Pictures are held in memory to be measured; larger ones are no photos. */
const BYTES_LIMIT = 128 * 1024 * 1024
const DOTS_LIMIT = 32_000
/** A picture without paper is shown as large as fits on A4 or Letter; smaller ones at 150 dots per inch. */
const FITS_PT = { width: 559, height: 756 }
const POINTS_PER_DOT = 72 / 150

/** The stream fails with `document-not-drawable` for what is no picture of ours. */
export function wrapImage(image: Readable, format: string): Readable {
  return Readable.from(wrap(image, format), { objectMode: false })
}

async function* wrap(image: Readable, format: string): AsyncGenerator<Uint8Array> {
  const bytes = await readAll(image)
  const picture = format === 'image/png' ? parsePng(bytes) : parseJpeg(bytes)
  if (picture === null) throw notDrawable('is not a picture that can be drawn')
  if (picture.width > DOTS_LIMIT || picture.height > DOTS_LIMIT) throw notDrawable('is too large')
  yield* makePdf(picture)
}

async function readAll(image: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of image as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > BYTES_LIMIT) throw notDrawable('is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const notDrawable = (what: string) =>
  new Problem('document-not-drawable', `the document cannot be drawn: it ${what}`)

/** Start of frame of all ways of coding that PDF knows (ITU T.81 table B.1). */
const FRAMES: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2])
const SEGMENTS_LIMIT = 10_000

function parseJpeg(bytes: Buffer): Picture | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null
  let at = 2
  for (let segment = 0; segment < SEGMENTS_LIMIT && at + 10 <= bytes.length; segment++) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1]!
    if (FRAMES.has(marker)) {
      const [height, width] = [bytes.readUInt16BE(at + 5), bytes.readUInt16BE(at + 7)]
      const channels = bytes[at + 9]!
      const space = { 1: '/DeviceGray', 3: '/DeviceRGB', 4: '/DeviceCMYK' }[channels]
      if (width === 0 || height === 0 || space === undefined) return null
      // Four channels come inverted from every program that writes them.
      const decode = channels === 4 ? '/Decode [1 0 1 0 1 0 1 0]' : ''
      const dictionary = `/ColorSpace ${space} /BitsPerComponent 8 /Filter /DCTDecode ${decode}`
      return { width, height, dictionary, parts: [bytes] }
    }
    at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2)
  }
  return null
}

const PNG_SIGNATURE = '89504e470d0a1a0a'
/** By color type: channels and color space. Those with transparency would need it separated. */
const PNG_SPACES: Readonly<Record<number, readonly [channels: number, space: string]>> = {
  0: [1, '/DeviceGray'],
  2: [3, '/DeviceRGB'],
}

/** Rows of PNG are what PDF calls predictor 15: the data goes over as it is. */
function parsePng(bytes: Buffer): Picture | null {
  if (bytes.length < 33 || bytes.toString('hex', 0, 8) !== PNG_SIGNATURE) return null
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
  const [depth, type, interlace] = [bytes[24]!, bytes[25]!, bytes[28]!]
  const parts: Uint8Array[] = []
  let palette: Buffer | null = null
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    const name = bytes.toString('latin1', at + 4, at + 8)
    const data = bytes.subarray(at + 8, at + 8 + length)
    if (name === 'IDAT') parts.push(data)
    if (name === 'PLTE') palette = data
    at += 12 + length
  }
  const indexed = type === 3 && palette !== null && palette.length <= 768
  const [channels, space] = indexed
    ? [1, `[/Indexed /DeviceRGB ${palette!.length / 3 - 1} <${palette!.toString('hex')}>]`]
    : (PNG_SPACES[type] ?? [0, ''])
  if (channels === 0 || interlace !== 0 || width === 0 || height === 0) return null
  const parameters = `<< /Predictor 15 /Colors ${channels} /BitsPerComponent ${depth} /Columns ${width} >>`
  const dictionary = `/ColorSpace ${space} /BitsPerComponent ${depth} /Filter /FlateDecode /DecodeParms ${parameters}`
  return { width, height, dictionary, parts }
}

/** ISO 32000-1 section 7.5: four objects, their table, the trailer. */
function* makePdf({ width, height, dictionary, parts }: Picture): Generator<Uint8Array> {
  const scale = Math.min(
    POINTS_PER_DOT,
    Math.max(FITS_PT.width, FITS_PT.height) / Math.max(width, height),
    Math.min(FITS_PT.width, FITS_PT.height) / Math.min(width, height),
  )
  const [pageWidth, pageHeight] = [width * scale, height * scale].map((side) => side.toFixed(2))
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const content = `q ${pageWidth} 0 0 ${pageHeight} 0 0 cm /I Do Q`
  const pieces: (string | Uint8Array)[][] = [
    ['<< /Type /Catalog /Pages 2 0 R >>'],
    ['<< /Type /Pages /Kids [3 0 R] /Count 1 >>'],
    [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${pageWidth} ${pageHeight}]`,
      ' /Resources << /XObject << /I 5 0 R >> >> /Contents 4 0 R >>',
    ],
    [`<< /Length ${content.length} >>\nstream\n${content}\nendstream`],
    [
      `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} ${dictionary}`,
      ` /Length ${length} >>\nstream\n`,
      ...parts,
      '\nendstream',
    ],
  ]
  let at = 0
  const out = (piece: string | Uint8Array) => {
    const bytes = typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece
    at += bytes.length
    return bytes
  }
  yield out('%PDF-1.4\n')
  const offsets: number[] = []
  for (const [index, object] of pieces.entries()) {
    offsets.push(at)
    yield out(`${index + 1} 0 obj\n`)
    for (const piece of object) yield out(piece)
    yield out('\nendobj\n')
  }
  const tableAt = at
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  yield out(`xref\n0 ${pieces.length + 1}\n0000000000 65535 f \n${rows}`)
  yield out(`trailer\n<< /Size ${pieces.length + 1} /Root 1 0 R >>\nstartxref\n${tableAt}\n%%EOF\n`)
}
