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

/** `too-costly`: undecided, and whoever tried to draw the page would not come to its end either. */
export function judgePage(parts: PdfParts, page: PdfPage): PageVerdict | 'too-costly' {
  const painter = new Painter(parts, OPERATORS, pageBox(parts, page))
  try {
    const resources = parts.document.dict(page.inherited.resources) ?? EMPTY_DICT
    const { bytes, isCut } = readContents(parts, page, painter)
    painter.run(bytes, resources)
    paintAnnotations(painter, page.dict)
    const { verdict } = painter.marks
    return isCut && verdict !== 'color' ? 'too-costly' : verdict
  } catch (error) {
    if (error === SETTLED) return 'color'
    const isDeep = error instanceof BudgetExceeded && error.item === 'depth'
    if (error !== PAGE_TOO_COSTLY && !isDeep) throw error
    if (painter.marks.verdict === 'color') return 'color'
    return isDeep ? 'undecided' : 'too-costly'
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

/** Several streams are one content, with white space between. `isCut`: there is more than any page needs. */
function readContents(
  parts: PdfParts,
  page: PdfPage,
  painter: Painter,
): { bytes: Uint8Array; isCut: boolean } {
  const { document } = parts
  const value = document.resolve(page.dict.get('Contents'))
  const streams = isArray(value) ? value : [page.dict.get('Contents')]
  const pieces: Uint8Array[] = []
  let left = CONTENT_BYTES_LIMIT
  let isCut = false
  for (const item of streams) {
    const stream = document.stream(item)
    if (!stream) continue
    const limit = Math.min(left, plausibleBytes(stream))
    const { bytes, image, complete } = document.decode(stream, limit)
    const isLost = bytes.length === 0 && stream.raw.length > 0 && !complete
    if (bytes.length >= limit) isCut = true
    if (image !== null || isLost || isCut) painter.marks.doubtful = true
    if (pieces.length > 0) pieces.push(SPACE)
    if (image === null) pieces.push(bytes)
    left = Math.max(0, left - bytes.length)
  }
  return { bytes: pieces.length === 0 ? new Uint8Array(0) : concatenate(pieces), isCut }
}

const SPACE = Uint8Array.of(10)
