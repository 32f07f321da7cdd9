/** All operators that matter for color (ISO 32000-2 annex A); others are read past. */
import { COLOR_OPERATORS } from './color-operators.ts'
import { operatorCode } from './content-reader.ts'
import { multiply } from './geometry.ts'
import { blendEffect } from './graphics-state.ts'
import { OBJECT_OPERATORS } from './object-operators.ts'
import { isArray, isDict } from './objects.ts'
import type { Operator, Operators, Painter } from './painter.ts'
import { PATH_OPERATORS } from './path-operators.ts'
import { TEXT_OPERATORS } from './text-operators.ts'

const STATE_OPERATORS: Readonly<Record<string, Operator>> = {
  q: (p) => p.save(),
  Q: (p) => p.restore(),
  cm: (p) => {
    const n = p.reader.numbers
    if (p.reader.count < 6) return
    p.state.matrix = multiply([n[0]!, n[1]!, n[2]!, n[3]!, n[4]!, n[5]!], p.state.matrix)
  },
  w: (p) => {
    p.state.lineWidth = p.number(0)
  },
  gs: useParameters,
}

export const OPERATORS: Operators = new Map(
  Object.entries({
    ...STATE_OPERATORS,
    ...COLOR_OPERATORS,
    ...PATH_OPERATORS,
    ...TEXT_OPERATORS,
    ...OBJECT_OPERATORS,
  }).map(([text, operator]) => [operatorCode(text), operator]),
)

/** Graphics state parameter dictionaries (section 8.4.5). */
function useParameters(painter: Painter): void {
  const { document, fonts } = painter.parts
  const { state } = painter
  const dict = document.dict(painter.resource('ExtGState', painter.reader.name(-1)))
  for (const [key, entry] of dict ?? []) {
    const value = document.resolve(entry)
    if (key === 'ca' && typeof value === 'number') state.fillAlpha = value
    else if (key === 'CA' && typeof value === 'number') state.strokeAlpha = value
    else if (key === 'LW' && typeof value === 'number') state.lineWidth = value
    else if (key === 'SMask') state.softMask = isDict(value)
    else if (key === 'BM') {
      state.blend = blendEffect(isArray(value) ? document.resolve(value[0]) : value)
    } else if (key === 'Font' && isArray(value)) {
      state.font = fonts.read(value[0])
      state.fontSize = document.number(value[1]) ?? 0
    }
  }
}
