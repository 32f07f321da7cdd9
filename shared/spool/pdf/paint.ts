/** Puts paint on a box of the page: a plain color, a shading, or the tiles of a pattern (ISO 32000-2 section 8.7). */
import { type Box, EVERYWHERE, IDENTITY } from './geometry.ts'
import type { Paint } from './graphics-state.ts'
import type { PageVerdict } from './marks.ts'
import type { PdfDict, PdfValue } from './objects.ts'
import type { Coverage, Painter } from './painter.ts'

/** Puts paint on `box`, or on something in it. */
export function paintBox(
  painter: Painter,
  paint: Paint,
  alpha: number,
  box: Box,
  coverage: Coverage,
): void {
  if (paint.space.paintsNothing) return
  if (paint.space.kind === 'pattern') paintPattern(painter, paint, alpha, box)
  else painter.mark(paint.chroma, alpha, box, coverage)
}

/** What a verdict on a drawing means as paint. */
export function chromaOfVerdict(verdict: PageVerdict): number {
  return verdict === 'color' ? 255 : verdict === 'mono' ? 0 : Number.NaN
}

/** Whether this paint can leave any color at all. */
export function canColor(paint: Paint): boolean {
  return paint.space.kind === 'pattern' || paint.chroma !== 0
}

function paintPattern(painter: Painter, paint: Paint, alpha: number, box: Box): void {
  const { document } = painter.parts
  const dict = document.dict(paint.pattern)
  if (!dict) return
  painter.mark(chromaOfPattern(painter, paint, dict), alpha, box, 'unknown')
}

function chromaOfPattern(painter: Painter, paint: Paint, dict: PdfDict): number {
  const { document } = painter.parts
  if (document.get(dict, 'PatternType') === 2) {
    return painter.parts.shadingChroma(dict.get('Shading'), painter.namedSpaces)
  }
  // An uncolored pattern has the color that was named with it.
  if (document.get(dict, 'PaintType') === 2) return paint.chroma
  return chromaOfVerdict(judgeTile(painter, paint.pattern, dict))
}

/** What one tile holds, wherever it is put. */
function judgeTile(painter: Painter, pattern: PdfValue, dict: PdfDict): PageVerdict {
  const { document } = painter.parts
  const stream = document.stream(pattern)
  if (!stream || painter.isRunning(stream)) return 'mono'
  return painter.parts.remember(stream.number, 'tile', () => {
    const resources = document.dict(dict.get('Resources')) ?? painter.resources
    return painter.probe(() => painter.runStream(stream, resources, IDENTITY, EVERYWHERE))
  })
}
