/** PDF → raster: side after side, each drawn in bands, so that memory is the band's and not the page's. */
import { openOwnDocument, type Pdfium } from '../../../analyze/pdfium.ts'
import { loadPage } from '../../../analyze/pdfium-page.ts'
import { type LinePacker, makeLinePacker } from './pack-lines.ts'
import { type PageSize, type PlacedPage, placePages, planSides, type Side } from './plan-sides.ts'
import { dotsOf, makeFileHeader, makeSideHeader, turnOfSide } from './raster-page.ts'
import type { RenderOrder } from './render-protocol.ts'
import { makeWatermarkPdf } from './watermark.ts'

export interface DrawnPart {
  readonly bytes: readonly Uint8Array<ArrayBuffer>[]
  readonly done: number
  readonly sides: number
}

/** "FPDFBitmap_Gray", "FPDFBitmap_BGRx". */
const FORMAT_GRAY = 1
const FORMAT_BGRX = 3
const WHITE = 0xffffffff
const POINTS_PER_INCH = 72
/** "FPDF_ANNOT", "FPDF_PRINTING": annotations and optional content as they print. */
const AS_PRINTED = 0x01 | 0x800
/** Sides that one job may have; more is no job but an attack. */
const SIDES_LIMIT = 100_000

/** Why a document cannot be drawn whole: words for people, after `the document cannot be drawn: `. */
export class NotDrawable extends Error {}

/** Yields after every band. Throws NotDrawable. */
export function* drawSides(
  pdfium: Pdfium,
  document: number,
  order: Pick<RenderOrder, 'sheet' | 'ticket' | 'watermark' | 'bandBytes'>,
): Generator<DrawnPart> {
  const { functions } = pdfium
  const { sheet, ticket, bandBytes } = order
  const paper = { ...dotsOf(sheet), dpi: sheet.dpi }
  const sides = planSides(
    functions.FPDF_GetPageCount(document),
    ticket,
    sheet.sides !== 'one-sided',
  )
  if (sides.length === 0) throw new NotDrawable('no page of it was chosen')
  if (sides.length > SIDES_LIMIT) throw new NotDrawable('it has too many pages')
  const packer = makeLinePacker(sheet.color, paper.widthDots)
  packer.add(makeFileHeader(sheet, sides.length))
  // One for all sides: it goes with the thread.
  const band = makeBand(pdfium, sheet.color, paper, bandBytes)
  const mark = openMark(pdfium, order.watermark, paper)
  for (const [index, side] of sides.entries()) {
    const turn = turnOfSide(sheet, index)
    packer.add(makeSideHeader(sheet, turn, sides.length))
    for (const _ of drawSide(
      pdfium,
      document,
      { side, perSide: ticket.pagesPerSide, paper, turn, band, mark },
      packer,
    )) {
      yield { bytes: packer.take(false), done: index, sides: sides.length }
    }
    packer.endSide()
    yield { bytes: packer.take(index === sides.length - 1), done: index + 1, sides: sides.length }
  }
}

interface SideWork {
  readonly side: Side
  readonly perSide: number
  readonly paper: Paper
  readonly turn: { dotsBackwards: boolean; linesBackwards: boolean }
  readonly band: Band
  /** Page that is drawn over each side; null = none. */
  readonly mark: number | null
}

interface Paper {
  readonly widthDots: number
  readonly heightDots: number
  readonly dpi: number
}

/** Lines that are drawn at once. */
interface Band {
  readonly bitmap: number
  readonly lines: number
}

function makeBand({ functions }: Pdfium, color: boolean, paper: Paper, bytesLimit: number): Band {
  const { widthDots, heightDots } = paper
  // Four bytes a dot in color; lines begin at whole words.
  const stride = color ? widthDots * 4 : Math.ceil(widthDots / 4) * 4
  const lines = Math.max(1, Math.min(heightDots, Math.floor(bytesLimit / stride)))
  const format = color ? FORMAT_BGRX : FORMAT_GRAY
  const bitmap = functions.FPDFBitmap_CreateEx(widthDots, lines, format, 0, 0)
  if (bitmap === 0) throw new NotDrawable('it takes too much memory to draw')
  return { bitmap, lines }
}

function* drawSide(
  pdfium: Pdfium,
  document: number,
  work: SideWork,
  packer: LinePacker,
): Generator<void> {
  const { functions } = pdfium
  const { widthDots, heightDots } = work.paper
  const { bitmap, lines: bandLines } = work.band
  const bands = Math.ceil(heightDots / bandLines)
  const pages = openPages(pdfium, document, work.side)
  try {
    const sizeOf = (page: number) => sizeOfPage(pdfium, pages.get(page)!)
    const placed = placePages(work.side, work.perSide, sizeOf, work.paper)
    for (let band = 0; band < bands; band++) {
      const at = work.turn.linesBackwards ? bands - 1 - band : band
      const top = at * bandLines
      const lines = Math.min(bandLines, heightDots - top)
      functions.FPDFBitmap_FillRect(bitmap, 0, 0, widthDots, lines, WHITE)
      for (const place of placed)
        drawPage(pdfium, bitmap, pages.get(place.page)!, place, top, lines)
      if (work.mark !== null && placed.length > 0) {
        const whole = { left: 0, top: 0, width: widthDots, height: heightDots, quarterTurns: 0 }
        drawPage(pdfium, bitmap, work.mark, whole, top, lines)
      }
      if (pdfium.isStarved) throw new NotDrawable('it takes too much memory to draw')
      const start = functions.FPDFBitmap_GetBuffer(bitmap)
      const rowBytes = functions.FPDFBitmap_GetStride(bitmap)
      const dots = pdfium.heap().subarray(start, start + rowBytes * lines)
      packer.pack(dots, lines, rowBytes, work.turn)
      yield
    }
  } finally {
    for (const page of pages.values()) functions.FPDF_ClosePage(page)
  }
}

/** A mark that cannot be drawn is no reason to print without: throws NotDrawable. */
function openMark(pdfium: Pdfium, text: string, { widthDots, heightDots, dpi }: Paper) {
  if (text === '') return null
  const points = (dots: number) => (dots / dpi) * POINTS_PER_INCH
  const bytes = makeWatermarkPdf(text, points(widthDots), points(heightDots))
  const document = openOwnDocument(pdfium, bytes)
  const page = document === 0 ? 0 : pdfium.functions.FPDF_LoadPage(document, 0)
  if (page === 0) throw new NotDrawable('its watermark cannot be drawn')
  return page
}

function openPages(pdfium: Pdfium, document: number, side: Side): ReadonlyMap<number, number> {
  const pages = new Map<number, number>()
  for (const page of side) {
    const handle = loadPage(pdfium.functions, document, page)
    if (handle === 0) {
      for (const open of pages.values()) pdfium.functions.FPDF_ClosePage(open)
      throw new NotDrawable(`its page ${page + 1} cannot be read`)
    }
    pages.set(page, handle)
  }
  return pages
}

function sizeOfPage({ functions }: Pdfium, page: number): PageSize {
  return {
    width: Math.max(1, functions.FPDF_GetPageWidth(page)),
    height: Math.max(1, functions.FPDF_GetPageHeight(page)),
  }
}

function drawPage(
  { functions }: Pdfium,
  bitmap: number,
  page: number,
  {
    left,
    top,
    width,
    height,
    quarterTurns,
  }: Omit<PlacedPage, 'page' | 'quarterTurns'> & { quarterTurns: number },
  bandTop: number,
  lines: number,
): void {
  if (top + height <= bandTop || top >= bandTop + lines) return
  functions.FPDF_RenderPageBitmap(
    ...([bitmap, page, left, top - bandTop, width, height, quarterTurns, AS_PRINTED] as const),
  )
}
