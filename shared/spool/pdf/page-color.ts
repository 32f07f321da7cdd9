/** The verdict on one page: its contents, then its annotations as they print. */
import { BudgetExceeded } from '../budget.ts'
import { concatenate } from '../byte-source.ts'
import { paintAnnotations } from './annotations.ts'
import { plausibleBytes } from './document.ts'
import { type Box, intersect, readBox } from './geometry.ts'
import type { PageVerdict } from './marks.ts'
import { EMPTY_DICT, isArray } from './objects.ts'
import { OPERATORS } from './operators.ts'
import type { PdfPage } from './page-tree.ts'
import { PAGE_TOO_COSTLY, Painter, SETTLED } from './painter.ts'
import type { PdfParts } from './parts.ts'

const LETTER: Box = [0, 0, 612, 792]
const CONTENT_BYTES_LIMIT = 32 * 1024 * 1024

export function judgePage(parts: PdfParts, page: PdfPage): PageVerdict {
  const painter = new Painter(parts, OPERATORS, pageBox(parts, page))
  try {
    const resources = parts.document.dict(page.inherited.resources) ?? EMPTY_DICT
    painter.run(readContents(parts, page, painter), resources)
    paintAnnotations(painter, page.dict)
    return painter.marks.verdict
  } catch (error) {
    if (error === SETTLED) return 'color'
    const isDeep = error instanceof BudgetExceeded && error.item === 'depth'
    if (error !== PAGE_TOO_COSTLY && !isDeep) throw error
    return painter.marks.verdict === 'color' ? 'color' : 'undecided'
  }
}

/** What of the page reaches paper: the crop box, where it overlaps the media box. */
export function pageBox({ document }: PdfParts, { inherited }: PdfPage): Box {
  const media = readBox(document, inherited.mediaBox) ?? LETTER
  const crop = readBox(document, inherited.cropBox)
  const shown = crop ? (intersect(media, crop) ?? media) : media
  const isFlat = shown[2] - shown[0] <= 0 || shown[3] - shown[1] <= 0
  return isFlat ? LETTER : shown
}

/** Several streams are one content, with white space between. */
function readContents(parts: PdfParts, page: PdfPage, painter: Painter): Uint8Array {
  const { document } = parts
  const value = document.resolve(page.dict.get('Contents'))
  const streams = isArray(value) ? value : [page.dict.get('Contents')]
  const pieces: Uint8Array[] = []
  let left = CONTENT_BYTES_LIMIT
  for (const item of streams) {
    const stream = document.stream(item)
    if (!stream) continue
    const limit = Math.min(left, plausibleBytes(stream))
    const { bytes, image, complete } = document.decode(stream, limit)
    const isLost = bytes.length === 0 && stream.raw.length > 0 && !complete
    if (image !== null || isLost || bytes.length >= limit) painter.marks.doubtful = true
    if (pieces.length > 0) pieces.push(SPACE)
    if (image === null) pieces.push(bytes)
    left = Math.max(0, left - bytes.length)
  }
  return pieces.length === 0 ? new Uint8Array(0) : concatenate(pieces)
}

const SPACE = Uint8Array.of(10)
