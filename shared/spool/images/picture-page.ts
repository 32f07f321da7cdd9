/** A picture as the one page of a PDF, its bytes as they are: whoever draws PDF can draw it. */
import { concatenate } from '../byte-source.ts'
import type { AnalyzeTools, ByteSource } from '../port.ts'
import { readJpegMarkers } from './jpeg-markers.ts'
import { type PngHeader, readPngParts } from './png.ts'

/** Frames stand near the start, behind what cameras tell of themselves. */
const JPEG_HEAD_BYTES = 1024 * 1024
/** Longer side of the page, in points. */
const SIDE_PT = 720

/** `null` for a picture that PDF cannot hold as it is coded. */
export function makeJpegPage(source: ByteSource): ByteSource | null {
  const { state } = readJpegMarkers(source.read(0, JPEG_HEAD_BYTES), () => null)
  const { frame, adobeTransform } = state
  const space = SPACES[frame?.components.length ?? 0]
  if (!frame || !space) return null
  // Adobe writes four inks as light.
  const isLight = frame.components.length === 4 && adobeTransform !== null
  const entries =
    `/Filter /DCTDecode /ColorSpace ${space} /BitsPerComponent 8` +
    (isLight ? ' /Decode [1 0 1 0 1 0 1 0]' : '')
  return makePage(frame.width, frame.height, entries, source, [[0, source.size]])
}

/** By the number of components. */
const SPACES = [null, '/DeviceGray', null, '/DeviceRGB', '/DeviceCMYK']

/** `null` with an alpha channel or interlaced: PDF has neither in one stream. */
export function makePngPage(source: ByteSource, tools: AnalyzeTools): ByteSource | null {
  const parts = readPngParts(source, tools)
  if (!parts) return null
  const { header, chunks } = parts
  const space = spaceOfPng(header, chunks.palette)
  if (space === null || header.interlaced || chunks.clear !== null) return null
  const { width, height, bits, kind } = header
  const colors = kind === 2 ? 3 : 1
  const entries =
    `/Filter /FlateDecode /ColorSpace ${space} /BitsPerComponent ${bits} ` +
    `/DecodeParms << /Predictor 15 /Colors ${colors} /BitsPerComponent ${bits} /Columns ${width} >>`
  return makePage(width, height, entries, source, chunks.pixels)
}

function spaceOfPng({ kind }: PngHeader, palette: Uint8Array | null): string | null {
  if (kind === 0) return '/DeviceGray'
  if (kind === 2) return '/DeviceRGB'
  if (kind !== 3 || !palette || palette.length < 3) return null
  const hex = Array.from(palette, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `[/Indexed /DeviceRGB ${Math.floor(palette.length / 3) - 1} <${hex}>]`
}

/** `pieces`: offset and length of the image's data in `source`, in order. */
function makePage(
  width: number,
  height: number,
  entries: string,
  source: ByteSource,
  pieces: readonly (readonly [number, number])[],
): ByteSource {
  const scale = SIDE_PT / Math.max(width, height)
  // A page of less than a point has no place for a dot.
  const [across, down] = [width, height].map((side) => Math.max(1, side * scale).toFixed(2))
  const content = `${across} 0 0 ${down} 0 0 cm /I Do`
  const length = pieces.reduce((sum, [, bytes]) => sum + bytes, 0)
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${across} ${down}] /Contents 4 0 R ` +
      '/Resources << /XObject << /I 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    `<< /Subtype /Image /Width ${width} /Height ${height} ${entries} /Length ${length} >>\nstream\n`,
  ]
  let head = '%PDF-1.7\n'
  let rows = '0000000000 65535 f \n'
  for (const [index, body] of objects.entries()) {
    rows += `${`${head.length}`.padStart(10, '0')} 00000 n \n`
    head += `${index + 1} 0 obj\n${body}${index < objects.length - 1 ? '\nendobj\n' : ''}`
  }
  const end = '\nendstream\nendobj\n'
  const tail =
    `${end}xref\n0 ${objects.length + 1}\n${rows}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\n` +
    `startxref\n${head.length + length + end.length}\n%%EOF\n`
  return joinSources([
    fromText(head),
    ...pieces.map(([offset, bytes]) => ({
      size: bytes,
      read: (at: number, count: number) => source.read(offset + at, Math.min(count, bytes - at)),
    })),
    fromText(tail),
  ])
}

function fromText(text: string): ByteSource {
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0))
  return { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) }
}

function joinSources(sources: readonly ByteSource[]): ByteSource {
  return {
    size: sources.reduce((sum, { size }) => sum + size, 0),
    read(offset, length) {
      const parts: Uint8Array[] = []
      let start = 0
      let at = offset
      for (const source of sources) {
        const end = start + source.size
        if (at < end && at >= start && at < offset + length) {
          const part = source.read(at - start, Math.min(end, offset + length) - at)
          parts.push(part)
          at += part.length
        }
        start = end
      }
      return parts.length === 0 ? new Uint8Array(0) : concatenate(parts)
    },
  }
}
