/** Text across a side, as a PDF of one page that is drawn over what is on it: one renderer draws everything. */

const SIZE_MOST_PT = 96
const SIZE_LEAST_PT = 9
/** Longer lines are broken at a space. */
const LINE_CHARACTERS = 28
const LINES_LIMIT = 8
/** Of Helvetica-Bold from space to tilde, in thousandths of its size (Adobe's metrics of the 14 standard fonts). */
const WIDTHS = [
  ...[278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556],
  ...[556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722],
  ...[722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722],
  ...[667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611],
  ...[611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556],
  ...[500, 389, 280, 389, 584],
]
const WIDTH_OF_OTHERS = 611
const LINE_HEIGHT = 1.15
/** Of the diagonal. */
const LENGTH_USED = 0.8
/** Gray that lets through what it covers: it never makes a side a color side. */
const GRAY = 0.45
const OPACITY = 0.35

/** Bottom left to top right of a paper of so many points. What Latin-1 does not have is a question mark. */
export function makeWatermarkPdf(text: string, widthPt: number, heightPt: number): Uint8Array {
  const lines = breakLines(text)
  const longest = Math.max(0.1, ...lines.map(widthOf))
  const diagonal = Math.hypot(widthPt, heightPt)
  const fits = (diagonal * LENGTH_USED) / longest
  const size = Math.max(SIZE_LEAST_PT, Math.min(SIZE_MOST_PT, fits))
  const [cos, sin] = [widthPt / diagonal, heightPt / diagonal]
  const shown = lines.map((line, index) => {
    // From the middle of the side, along the text and across it.
    const along = -(widthOf(line) * size) / 2
    const across = ((lines.length - 1) / 2 - index) * LINE_HEIGHT * size - size / 3
    const x = widthPt / 2 + along * cos - across * sin
    const y = heightPt / 2 + along * sin + across * cos
    return `${[cos, sin, -sin, cos, x, y].map(decimal).join(' ')} Tm (${literal(line)}) Tj`
  })
  const content = `/G gs ${GRAY} g BT /F ${decimal(size)} Tf ${shown.join(' ')} ET`
  return makePdf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${decimal(widthPt)} ${decimal(heightPt)}] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> /ExtGState << /G << /ca ${OPACITY} >> >> >> >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>',
  ])
}

/** In sizes of the font. */
function widthOf(line: string): number {
  const widths = [...line].map((each) => WIDTHS[each.charCodeAt(0) - 0x20] ?? WIDTH_OF_OTHERS)
  return widths.reduce((sum, width) => sum + width, 0) / 1_000
}

/** At spaces; a word that is too long by itself is cut. */
function breakLines(text: string): string[] {
  const clean = text.normalize('NFC').replace(/\p{Cc}+/gu, ' ')
  const words = clean.split(/\s+/).flatMap((word) => word.match(/.{1,28}/gu) ?? [])
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= LINE_CHARACTERS) {
      lines[lines.length - 1] = `${last} ${word}`
    } else lines.push(word)
  }
  return lines.slice(0, LINES_LIMIT)
}

/** A literal string (ISO 32000-1 section 7.3.4.2). */
function literal(line: string): string {
  return line.replace(/[^\x20-\x7e\xa0-\xff]/gu, '?').replace(/[\\()]/g, '\\$&')
}

const decimal = (value: number) => value.toFixed(3)

/** ISO 32000-1 section 7.5, in Latin-1 so that characters are bytes. */
function makePdf(objects: readonly string[]): Uint8Array {
  let text = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const offset = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`)
  const count = objects.length + 1
  text += `xref\n0 ${count}\n0000000000 65535 f \n${rows.join('')}trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`
  return Buffer.from(text, 'latin1')
}
