/** The operators that matter for color (ISO 32000-2 annex A); all others are read past. */
import { operatorCode } from './content-reader.ts'
import type { Painter } from './painter.ts'

type Operator = (painter: Painter) => void

const TABLE: Readonly<Record<string, Operator>> = {
  q: (p) => p.save(),
  Q: (p) => p.restore(),
  cm: (p) => p.concatenate(),
  gs: (p) => p.useGraphicsState(),
  w: (p) => {
    p.state.lineWidth = p.number(0)
  },

  g: (p) => p.setGray(true),
  G: (p) => p.setGray(false),
  rg: (p) => p.setRgb(true),
  RG: (p) => p.setRgb(false),
  k: (p) => p.setCmyk(true),
  K: (p) => p.setCmyk(false),
  cs: (p) => p.setSpace(true),
  CS: (p) => p.setSpace(false),
  sc: (p) => p.setColor(true),
  SC: (p) => p.setColor(false),
  scn: (p) => p.setColor(true),
  SCN: (p) => p.setColor(false),

  m: (p) => p.point(0),
  l: (p) => p.point(0),
  c: (p) => {
    p.point(0)
    p.point(2)
    p.point(4)
  },
  v: (p) => {
    p.point(0)
    p.point(2)
  },
  y: (p) => {
    p.point(0)
    p.point(2)
  },
  re: (p) => p.rectangle(),
  W: (p) => p.clip(),
  'W*': (p) => p.clip(),
  n: (p) => p.paintPath(false, false),
  f: (p) => p.paintPath(true, false),
  F: (p) => p.paintPath(true, false),
  'f*': (p) => p.paintPath(true, false),
  S: (p) => p.paintPath(false, true),
  s: (p) => p.paintPath(false, true),
  B: (p) => p.paintPath(true, true),
  'B*': (p) => p.paintPath(true, true),
  b: (p) => p.paintPath(true, true),
  'b*': (p) => p.paintPath(true, true),

  sh: (p) => p.paintShading(),
  BI: (p) => p.paintInlineImage(),
  Do: (p) => p.paintXObject(),

  BMC: (p) => p.beginMarked(false),
  BDC: (p) => p.beginMarked(true),
  EMC: (p) => p.endMarked(),

  BT: (p) => p.beginText(),
  Tf: (p) => p.setFont(),
  Tm: (p) => p.setTextMatrix(),
  Td: (p) => p.moveText(p.number(0), p.number(1)),
  TD: (p) => {
    p.state.leading = -p.number(1)
    p.moveText(p.number(0), p.number(1))
  },
  'T*': (p) => p.nextLine(),
  Tc: (p) => {
    p.state.charSpace = p.number(0)
  },
  Tw: (p) => {
    p.state.wordSpace = p.number(0)
  },
  Tz: (p) => {
    p.state.stretch = p.number(0) / 100
  },
  TL: (p) => {
    p.state.leading = p.number(0)
  },
  Ts: (p) => {
    p.state.rise = p.number(0)
  },
  Tr: (p) => {
    p.state.renderMode = p.number(0)
  },
  Tj: (p) => p.showText(),
  TJ: (p) => p.showText(),
  "'": (p) => {
    p.nextLine()
    p.showText()
  },
  '"': (p) => {
    p.state.wordSpace = p.number(0)
    p.state.charSpace = p.number(1)
    p.nextLine()
    p.showText()
  },
  d1: (p) => p.lockColor(),
}

export const OPERATORS: ReadonlyMap<number, Operator> = new Map(
  Object.entries(TABLE).map(([text, operator]) => [operatorCode(text), operator]),
)
