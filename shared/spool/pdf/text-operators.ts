/** Operators that place and show text (ISO 32000-2 section 9). */
import { type Box, EVERYWHERE, IDENTITY, multiply, readMatrix, transformBox } from './geometry.ts'
import type { PageVerdict } from './marks.ts'
import { isArray, type PdfDict, type PdfStream } from './objects.ts'
import { canColor, chromaOfVerdict, paintBox } from './paint.ts'
import type { Operator, Painter } from './painter.ts'

export const TEXT_OPERATORS: Readonly<Record<string, Operator>> = {
  BT: (p) => p.text.begin(),
  Tf: (p) => {
    p.state.font = p.parts.fonts.read(p.resource('Font', p.reader.name(-1)))
    p.state.fontSize = p.number(p.reader.count - 1)
  },
  Tm: (p) => {
    const n = p.reader.numbers
    if (p.reader.count >= 6) p.text.place([n[0]!, n[1]!, n[2]!, n[3]!, n[4]!, n[5]!])
  },
  Td: (p) => p.text.move(p.number(0), p.number(1)),
  TD: (p) => {
    p.state.leading = -p.number(1)
    p.text.move(p.number(0), p.number(1))
  },
  'T*': nextLine,
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
  Tj: showText,
  TJ: showText,
  "'": (p) => {
    nextLine(p)
    showText(p)
  },
  '"': (p) => {
    p.state.wordSpace = p.number(0)
    p.state.charSpace = p.number(1)
    nextLine(p)
    showText(p)
  },
}

function nextLine(painter: Painter): void {
  painter.text.move(0, -painter.state.leading)
}

const INVISIBLE = 3

function showText(painter: Painter): void {
  const { state, text } = painter
  // Modes 4 to 7 do the same and clip as well; that clip is not followed.
  const mode = state.renderMode & 3
  const isType3 = state.font?.glyphs != null
  const fills = mode === 0 || mode === 2
  const strokes = mode === 1 || mode === 2
  const colors = (fills && canColor(state.fill)) || (strokes && canColor(state.stroke))
  if (!isType3 && (mode === INVISIBLE || !colors)) {
    // Gray text covers nothing for certain: only the place behind it is not known any more.
    text.lose()
    return
  }
  const operand = painter.reader.other(-1)
  const strings: Uint8Array[] = []
  let width = 0
  for (const item of isArray(operand) ? operand : [operand]) {
    if (typeof item === 'number') width += (Math.abs(item) / 1000) * Math.abs(state.fontSize)
    if (item instanceof Uint8Array) strings.push(item)
  }
  const each = Math.abs(state.fontSize) + Math.abs(state.charSpace) + Math.abs(state.wordSpace)
  for (const { length } of strings) width += length * each
  text.advance(width * Math.abs(state.stretch))
  if (isType3) {
    showDrawings(painter, strings)
    return
  }
  if (strings.every((string) => isBlank(painter, string))) return
  const box = text.box(state)
  if (fills) paintBox(painter, state.fill, state.fillAlpha, box, 'part')
  if (strokes) paintBox(painter, state.stroke, state.strokeAlpha, box, 'part')
}

function isBlank({ state: { font } }: Painter, text: Uint8Array): boolean {
  if (!font) return text.every((byte) => byte === 32)
  const step = font.bytesPerCode
  for (let at = 0; at + step <= text.length; at += step) {
    const code = step === 1 ? text[at]! : (text[at]! << 8) | text[at + 1]!
    if (!font.isBlank(code)) return false
  }
  return true
}

/** A Type 3 glyph may draw this far around its origin, in units of its own. */
const DRAWING: Box = [-2_000, -2_000, 4_000, 4_000]

/** Glyphs that are drawings of their own (Type 3 fonts, section 9.6.4). */
function showDrawings(painter: Painter, strings: readonly Uint8Array[]): void {
  const { parts, state, text } = painter
  const { font } = state
  if (!font?.glyphs) return
  const resources = parts.document.dict(font.dict.get('Resources')) ?? painter.resources
  const verdicts = new Set<PageVerdict>()
  for (const code of new Set(strings.flatMap((string) => [...string]))) {
    const stream = parts.document.stream(font.glyphs.get(code))
    if (stream && !painter.isRunning(stream)) verdicts.add(judgeGlyph(painter, stream, resources))
  }
  const verdict = verdicts.has('color') ? 'color' : verdicts.has('undecided') ? 'undecided' : 'mono'
  if (verdict === 'mono') return
  const size = state.fontSize
  const own = multiply(readMatrix(parts.document, font.dict.get('FontMatrix')), [
    size,
    0,
    0,
    size,
    0,
    0,
  ])
  const line = text.box(state)
  const drawing = transformBox(DRAWING, multiply(multiply(own, text.matrix), state.matrix))
  const box: Box = [
    Math.min(line[0], drawing[0]),
    Math.min(line[1], drawing[1]),
    Math.max(line[2], drawing[2]),
    Math.max(line[3], drawing[3]),
  ]
  painter.mark(chromaOfVerdict(verdict), state.fillAlpha, box, 'part')
}

/** Drawings that start with `d1` take the color of the text. */
function judgeGlyph(painter: Painter, stream: PdfStream, resources: PdfDict): PageVerdict {
  const { fill } = painter.state
  const chroma = fill.space.kind === 'pattern' ? Number.NaN : fill.chroma
  const isGray = chroma <= painter.parts.document.tools.policy.chromaLimit
  return painter.parts.remember(stream.number, isGray ? 'gray glyph' : 'color glyph', () =>
    painter.probe(() => {
      painter.state.fill = fill
      painter.state.stroke = fill
      painter.runStream(stream, resources, IDENTITY, EVERYWHERE)
    }),
  )
}
