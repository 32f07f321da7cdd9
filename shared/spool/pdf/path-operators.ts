/** Operators that build, paint and clip with paths (ISO 32000-2 section 8.5). */
import { paintBox } from './paint.ts'
import type { Operator, Painter } from './painter.ts'
import { growBox } from './path-box.ts'

export const PATH_OPERATORS: Readonly<Record<string, Operator>> = {
  m: (p) => {
    p.path.move()
    addPoints(p, 1)
  },
  l: (p) => addPoints(p, 1),
  c: (p) => addCurve(p, 3),
  v: (p) => addCurve(p, 2),
  y: (p) => addCurve(p, 2),
  re: (p) => {
    const n = p.reader.numbers
    if (p.reader.count >= 4) p.path.rectangle(n[0]!, n[1]!, n[2]!, n[3]!, p.state.matrix)
  },
  W: (p) => {
    p.path.clips = true
  },
  'W*': (p) => {
    p.path.clips = true
  },
  n: (p) => paintPath(p, false, false),
  f: (p) => paintPath(p, true, false),
  F: (p) => paintPath(p, true, false),
  'f*': (p) => paintPath(p, true, false),
  S: (p) => paintPath(p, false, true),
  s: (p) => paintPath(p, false, true),
  B: (p) => paintPath(p, true, true),
  'B*': (p) => paintPath(p, true, true),
  b: (p) => paintPath(p, true, true),
  'b*': (p) => paintPath(p, true, true),
}

function addCurve(painter: Painter, count: number): void {
  painter.path.bend()
  addPoints(painter, count)
}

function addPoints(painter: Painter, count: number): void {
  const n = painter.reader.numbers
  if (painter.reader.count < count * 2) return
  for (let i = 0; i < count; i++) painter.path.point(n[i * 2]!, n[i * 2 + 1]!, painter.state.matrix)
}

function paintPath(painter: Painter, fills: boolean, strokes: boolean): void {
  const { path, state } = painter
  const { box } = path
  if (box !== null) {
    const coverage = path.isBox ? 'whole' : 'unknown'
    if (fills) paintBox(painter, state.fill, state.fillAlpha, box, coverage)
    if (strokes) {
      const line = growBox(box, state.lineWidth, state.matrix)
      // Only a straight line can be all of its box: a frame leaves what lies in it alone.
      const isStraight = box[0] === box[2] || box[1] === box[3]
      paintBox(painter, state.stroke, state.strokeAlpha, line, isStraight ? 'unknown' : 'part')
    }
  }
  // The path that clips is painted before it does.
  if (path.clips) painter.clipTo(box, path.isBox)
  path.clear()
}
