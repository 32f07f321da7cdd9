/** Forms and transparency groups (ISO 32000-2 sections 8.10 and 11.6.6): content of its own, drawn in place. */
import { EVERYWHERE, IDENTITY, type Matrix, multiply, readBox, readMatrix } from './geometry.ts'
import { Marks } from './marks.ts'
import type { PdfDict, PdfStream } from './objects.ts'
import { PAGE_GROUP, type Painter } from './painter.ts'

/** `placed` puts it somewhere else than where it says, as annotations do. */
export function paintForm(painter: Painter, stream: PdfStream, placed: Matrix = IDENTITY): void {
  const { parts } = painter
  const { dict } = stream
  if (painter.isRunning(stream)) return
  const key = memoryKey(painter, dict)
  const { outside, covers, marks } = painter
  const known = key === null ? null : parts.recall(stream.number, key)
  // What only covers has nothing to do on a page without color.
  if (known === 'mono' || (known === 'mono, covers' && marks.isEmpty)) return
  // On a page without color so far the form's own marks can be told apart.
  const own = key !== null && marks.isEmpty ? new Marks() : null
  if (own) painter.marks = own
  try {
    inGroup(painter, dict, () => {
      const matrix = multiply(readMatrix(parts.document, dict.get('Matrix')), placed)
      const bounds = readBox(parts.document, dict.get('BBox')) ?? EVERYWHERE
      const resources = parts.document.dict(dict.get('Resources')) ?? painter.resources
      painter.runStream(stream, resources, matrix, bounds)
    })
  } finally {
    if (own) marks.take(own)
    painter.marks = marks
  }
  // Nothing was painted in color, not even out of sight: wherever the form is drawn, it stays so.
  if (key !== null && own?.isEmpty && outside === painter.outside) {
    parts.store(stream.number, key, covers === painter.covers ? 'mono' : 'mono, covers')
  }
}

/** What a form looks like depends on what it inherits; plain circumstances are worth remembering. */
function memoryKey({ state, group, parts, colorLocked }: Painter, dict: PdfDict): string | null {
  const { fill, stroke } = state
  const isOpaque = state.fillAlpha === 1 && state.strokeAlpha === 1 && !state.softMask
  const hasPattern = fill.space.kind === 'pattern' || stroke.space.kind === 'pattern'
  const isPlain = isOpaque && state.blend === 'normal' && group === PAGE_GROUP && !hasPattern
  if (!isPlain || !dict.has('Resources')) return null
  const { chromaLimit } = parts.document.tools.policy
  const isGray = (chroma: number) => chroma <= chromaLimit
  return `form ${isGray(fill.chroma)} ${isGray(stroke.chroma)} ${colorLocked}`
}

/** A transparency group is painted as one: its marks start plain and take alpha and blend together. */
function inGroup(painter: Painter, dict: PdfDict, run: () => void): void {
  const { document } = painter.parts
  const said = document.dict(dict.get('Group'))
  if (!said || document.get(said, 'S') !== 'Transparency') {
    run()
    return
  }
  const { group, state } = painter
  painter.state = state.copy()
  painter.state.fillAlpha = 1
  painter.state.strokeAlpha = 1
  painter.state.blend = 'normal'
  painter.state.softMask = false
  painter.group = {
    alpha: group.alpha * state.fillAlpha,
    blend: state.blend === 'normal' ? group.blend : state.blend,
    softMask: group.softMask || state.softMask,
    isolated: document.get(said, 'I') === true,
  }
  try {
    run()
  } finally {
    painter.group = group
    painter.state = state
  }
}
