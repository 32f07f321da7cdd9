/** Operators that paint images, forms and shadings, and marked content around them (ISO 32000-2 sections 8.8 to 8.11). */
import { paintForm } from './forms.ts'
import { type Box, intersect, isUpright, readBox, transformBox } from './geometry.ts'
import { isStencil, judgeImage } from './image.ts'
import { type PdfDict, PdfStream } from './objects.ts'
import { chromaOfVerdict, paintBox } from './paint.ts'
import { NOWHERE, type Operator, type Painter } from './painter.ts'

export const OBJECT_OPERATORS: Readonly<Record<string, Operator>> = {
  Do: paintObject,
  BI: paintInlineImage,
  sh: paintShading,
  BMC: (p) => p.beginMarked(false),
  BDC: (p) => p.beginMarked(hidesContent(p)),
  EMC: (p) => p.endMarked(),
}

/** Images fill the unit square. */
const UNIT: Box = [0, 0, 1, 1]

function paintObject(painter: Painter): void {
  const { document, optional } = painter.parts
  const stream = document.stream(painter.resource('XObject', painter.reader.name(-1)))
  if (!stream || painter.isHidden || optional.isHidden(stream.dict.get('OC'))) return
  const subtype = document.get(stream.dict, 'Subtype')
  if (subtype === 'Image') paintImage(painter, stream)
  else if (subtype === 'Form' || stream.dict.has('BBox')) paintForm(painter, stream)
}

function paintImage(painter: Painter, stream: PdfStream): void {
  const { parts, state } = painter
  if (painter.isHidden || state.fillAlpha <= 0) return
  const box = transformBox(UNIT, state.matrix)
  if (isStencil(parts.document, stream.dict)) {
    paintBox(painter, state.fill, state.fillAlpha, box, 'unknown')
    return
  }
  // Out of sight: not worth unpacking.
  if (intersect(box, state.clip) === null) {
    painter.outside++
    return
  }
  const named = painter.namedSpaces
  const verdict = parts.remember(stream.number, 'image', () =>
    judgeImage(parts.document, parts.spaces, stream, named),
  )
  if (verdict === 'nothing') return
  const isWhole = !stream.dict.has('SMask') && !stream.dict.has('Mask') && isUpright(state.matrix)
  painter.mark(chromaOfVerdict(verdict), state.fillAlpha, box, isWhole ? 'whole' : 'unknown')
}

function paintInlineImage(painter: Painter): void {
  const { dict, raw } = painter.reader.readInlineImage((own) => inlineLength(painter, own))
  paintImage(painter, new PdfStream(dict, raw, 0, 0))
}

/** Without a filter the length follows from the size; else the end has to be looked for. */
function inlineLength({ parts, namedSpaces }: Painter, dict: PdfDict): number | null {
  if (dict.has('F') || dict.has('Filter')) return null
  const { document, spaces } = parts
  const entry = (short: string, long: string) => dict.get(short) ?? dict.get(long)
  const width = document.number(entry('W', 'Width')) ?? 0
  const height = document.number(entry('H', 'Height')) ?? 0
  const stencil = isStencil(document, dict)
  const space = stencil ? null : spaces.read(entry('CS', 'ColorSpace'), namedSpaces)
  const bits = stencil ? 1 : (document.number(entry('BPC', 'BitsPerComponent')) ?? 8)
  return Math.ceil((width * bits * (space?.components ?? 1)) / 8) * height
}

/** Fills the clip. */
function paintShading(painter: Painter): void {
  const { parts, state } = painter
  const value = painter.resource('Shading', painter.reader.name(-1))
  const dict = parts.document.dict(value)
  if (!dict || state.clip === NOWHERE) return
  const bounds = readBox(parts.document, dict.get('BBox'))
  const box = bounds ? transformBox(bounds, state.matrix) : state.clip
  painter.mark(parts.shadingChroma(value, painter.namedSpaces), state.fillAlpha, box, 'unknown')
}

function hidesContent(painter: Painter): boolean {
  if (painter.reader.name(0) !== 'OC') return false
  return painter.parts.optional.isHidden(painter.resource('Properties', painter.reader.name(-1)))
}
