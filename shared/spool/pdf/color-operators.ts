/** Operators that choose a color (ISO 32000-2 section 8.6.8). */
import { chromaOfRgb } from '../color.ts'
import { RGB } from './color-space.ts'
import { BLACK, type Paint } from './graphics-state.ts'
import type { Operator, Painter } from './painter.ts'

export const COLOR_OPERATORS: Readonly<Record<string, Operator>> = {
  g: (p) => setPaint(p, true, BLACK),
  G: (p) => setPaint(p, false, BLACK),
  rg: (p) => setPaint(p, true, readRgb(p)),
  RG: (p) => setPaint(p, false, readRgb(p)),
  k: (p) => setPaint(p, true, readCmyk(p)),
  K: (p) => setPaint(p, false, readCmyk(p)),
  cs: (p) => setPaint(p, true, readSpace(p)),
  CS: (p) => setPaint(p, false, readSpace(p)),
  sc: (p) => setPaint(p, true, readColor(p, p.state.fill)),
  SC: (p) => setPaint(p, false, readColor(p, p.state.stroke)),
  scn: (p) => setPaint(p, true, readColor(p, p.state.fill)),
  SCN: (p) => setPaint(p, false, readColor(p, p.state.stroke)),
  // `d1`: the glyph is a stencil.
  d1: (p) => {
    p.colorLocked = true
  },
}

function setPaint(painter: Painter, isFill: boolean, paint: Paint): void {
  if (painter.colorLocked) return
  if (isFill) painter.state.fill = paint
  else painter.state.stroke = paint
}

function readRgb(painter: Painter): Paint {
  const [red, green, blue] = [painter.number(0), painter.number(1), painter.number(2)]
  if (red === green && green === blue) return BLACK
  return {
    space: RGB,
    chroma: chromaOfRgb(unit(red), unit(green), unit(blue)) * 255,
    pattern: null,
  }
}

function readCmyk(painter: Painter): Paint {
  const space = painter.parts.spaces.cmyk
  return { space, chroma: space.chroma(painter.reader.numbers), pattern: null }
}

function readSpace(painter: Painter): Paint {
  const space = painter.parts.spaces.read(painter.reader.name(-1), painter.namedSpaces)
  return { space, chroma: space.chroma(space.initial), pattern: null }
}

function readColor(painter: Painter, { space }: Paint): Paint {
  const { reader } = painter
  const values = reader.numbers.subarray(0, reader.count)
  if (space.kind !== 'pattern') return { space, chroma: space.chroma(values), pattern: null }
  const pattern = painter.resource('Pattern', reader.name(-1)) ?? null
  return { space, chroma: space.under?.chroma(values) ?? 0, pattern }
}

function unit(value: number): number {
  return Math.min(Math.max(value, 0), 1)
}
