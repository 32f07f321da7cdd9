/** Annotations as they print (ISO 32000-2 section 12.5): their appearance, or the border they have without one. */
import { paintForm } from './forms.ts'
import { type Box, type Matrix, readBox, readMatrix, transformBox } from './geometry.ts'
import { isDict, type PdfDict, PdfStream, type PdfValue } from './objects.ts'
import type { Painter } from './painter.ts'

const ANNOTATIONS_LIMIT = 20_000
const HIDDEN = 2
const PRINT = 4

export function paintAnnotations(painter: Painter, page: PdfDict): void {
  const { document } = painter.parts
  const annotations = document.array(page.get('Annots')) ?? []
  for (const item of annotations.slice(0, ANNOTATIONS_LIMIT)) {
    const annotation = document.dict(item)
    document.tools.budget.spendOperations(16)
    if (annotation) paintAnnotation(painter, annotation)
  }
}

function paintAnnotation(painter: Painter, annotation: PdfDict): void {
  const { document, optional } = painter.parts
  const flags = document.number(annotation.get('F')) ?? 0
  const subtype = document.get(annotation, 'Subtype')
  // What does not ask to be printed is for screens, the boxes around links of many papers included.
  if (flags & HIDDEN || !(flags & PRINT) || subtype === 'Popup') return
  if (optional.isHidden(annotation.get('OC'))) return
  const box = readBox(document, annotation.get('Rect'))
  if (!box) return
  const appearance = readAppearance(painter, annotation)
  if (appearance) paintAppearance(painter, appearance, box)
  else paintWithoutAppearance(painter, annotation, subtype, box)
}

/** The normal appearance; of several states the one that is on. */
function readAppearance(painter: Painter, annotation: PdfDict): PdfStream | null {
  const { document } = painter.parts
  const normal = document.resolve(document.dict(annotation.get('AP'))?.get('N'))
  if (normal instanceof PdfStream) return normal
  if (!isDict(normal)) return null
  const state = document.get(annotation, 'AS')
  return typeof state === 'string' ? document.stream(normal.get(state)) : null
}

/** Algorithm "appearance streams": the form's box is fitted into the annotation's. */
function paintAppearance(painter: Painter, form: PdfStream, box: Box): void {
  const { document } = painter.parts
  const bounds = readBox(document, form.dict.get('BBox'))
  if (!bounds) return
  const shown = transformBox(bounds, readMatrix(document, form.dict.get('Matrix')))
  const across = shown[2] - shown[0]
  const up = shown[3] - shown[1]
  const scaleX = across === 0 ? 1 : (box[2] - box[0]) / across
  const scaleY = up === 0 ? 1 : (box[3] - box[1]) / up
  const fit: Matrix = [scaleX, 0, 0, scaleY, box[0] - shown[0] * scaleX, box[1] - shown[1] * scaleY]
  paintForm(painter, form, fit)
}

/** What renderers draw on their own: the border and the color of the annotation. */
function paintWithoutAppearance(
  painter: Painter,
  annotation: PdfDict,
  subtype: PdfValue,
  box: Box,
): void {
  const { document, spaces } = painter.parts
  if (subtype === 'Widget' || subtype === 'Text' || subtype === 'FileAttachment') return
  if (subtype === 'Link' && borderWidth(painter, annotation) === 0) return
  const color = document.numbers(annotation.get('C'), 4)
  if (!color || color.length === 0) return
  const device = { 1: 'DeviceGray', 3: 'DeviceRGB', 4: 'DeviceCMYK' }[color.length]
  if (!device) return
  const chroma = spaces.read(device, null).chroma(color)
  painter.mark(chroma, document.number(annotation.get('CA')) ?? 1, box, 'part')
}

function borderWidth(painter: Painter, annotation: PdfDict): number {
  const { document } = painter.parts
  const style = document.dict(annotation.get('BS'))
  const width = document.number(style?.get('W'))
  if (width !== null) return width
  const border = document.numbers(annotation.get('Border'), 4)
  return border ? (border[2] ?? 1) : 1
}
