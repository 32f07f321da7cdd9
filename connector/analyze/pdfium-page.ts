/** Whether a page of a PDF shows color when PDFium draws it as it prints. */
import type { Pdfium, PdfiumFunctions } from './pdfium.ts'
import { isJpx, isLost, listImages } from './pdfium-images.ts'

export interface View {
  readonly dpi: number
  readonly pixelsLimit: number
  /** Blends edges with what is below: nothing is too thin to show, but color shows around what exactly covers it. */
  readonly smooth: boolean
}

const SMOOTH: View = { dpi: 36, pixelsLimit: 1_000_000, smooth: true }
/** As sharp as `isLost` draws JPEG 2000: on a smaller bitmap PDFium may lose more. */
const SMOOTH_JPX: View = { dpi: 72, pixelsLimit: 2_000_000, smooth: true }
const SHARP: View = { dpi: 72, pixelsLimit: 1_000_000, smooth: false }
/** For what is thinner than a dot of `SHARP`. */
const SHARPEST: View = { dpi: 200, pixelsLimit: 4_000_000, smooth: false }

/** Page `page` from 1. Color is what is further than `chromaLimit` (0 to 255) from gray. */
export function judgePage(
  pdfium: Pdfium,
  document: number,
  page: number,
  chromaLimit: number,
): 'mono' | 'color' | 'undecided' {
  const { functions } = pdfium
  const handle = loadPage(functions, document, page - 1)
  if (handle === 0) return 'undecided'
  try {
    const images = listImages(pdfium, handle)
    const showsColor = (view: View) => chromaOfView(pdfium, handle, view, chromaLimit) > chromaLimit
    const smooth = images?.some((image) => isJpx(pdfium, image)) ? SMOOTH_JPX : SMOOTH
    if (showsColor(smooth) && (showsColor(SHARP) || showsColor(SHARPEST))) return 'color'
    // What was not drawn may hold the only color.
    return isWhole(pdfium, document, handle, images) ? 'mono' : 'undecided'
  } finally {
    functions.FPDF_ClosePage(handle)
  }
}

/** Whether all of the page was drawn that could be; `images` as `listImages` tells them. */
export function isWhole(
  pdfium: Pdfium,
  document: number,
  page: number,
  images: readonly number[] | null,
): boolean {
  if (pdfium.isStarved || images === null) return false
  return images.every((image) => !isLost(pdfium, document, page, image))
}

/** "FLAT_PRINT" and "FLATTEN_SUCCESS". */
const FLATTEN_TO_PRINT = 1
const FLATTENED = 1

/** Page `index` from 0 with its form fields, which PDFium draws only as content of the page. A handle; 0 when it cannot be read. */
export function loadPage(functions: PdfiumFunctions, document: number, index: number): number {
  const asItStands = functions.FPDF_LoadPage(document, index)
  if (asItStands === 0) return 0
  if (functions.FPDFPage_Flatten(asItStands, FLATTEN_TO_PRINT) !== FLATTENED) return asItStands
  functions.FPDF_ClosePage(asItStands)
  return functions.FPDF_LoadPage(document, index)
}

const POINTS_PER_INCH = 72
/** Four bytes a pixel: blue, green, red, unused ("FPDFBitmap_BGRx"). */
const FORMAT_BGRX = 3
const WHITE = 0xffffffff
/** "FPDF_ANNOT", "FPDF_PRINTING": annotations and optional content as they print. Without its flag no text is for LCD. */
const AS_PRINTED = 0x01 | 0x800
/** "FPDF_RENDER_NO_SMOOTHTEXT", "FPDF_RENDER_NO_SMOOTHPATH"; images are always averaged. */
const NOT_SMOOTH = 0x1000 | 0x4000

/** The largest chroma, or the first above `enough`; starved of memory it may be 0. */
function chromaOfView(pdfium: Pdfium, page: number, view: View, enough: number): number {
  return drawView(pdfium, page, view, (pixels) => largestChroma(pixels, enough)) ?? 0
}

/** Lends `look` the page's pixels, four bytes each: blue, green, red, unused. Null when there is no memory for them. */
export function drawView<Result>(
  pdfium: Pdfium,
  page: number,
  view: View,
  look: (pixels: Uint8Array) => Result,
): Result | null {
  const { functions } = pdfium
  const [width, height] = sizeOfView(functions, page, view)
  const bitmap = functions.FPDFBitmap_CreateEx(width, height, FORMAT_BGRX, 0, 0)
  if (bitmap === 0) return null
  try {
    functions.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE)
    const flags = AS_PRINTED | (view.smooth ? 0 : NOT_SMOOTH)
    functions.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags)
    const start = functions.FPDFBitmap_GetBuffer(bitmap)
    const bytes = functions.FPDFBitmap_GetStride(bitmap) * height
    return look(pdfium.heap().subarray(start, start + bytes))
  } finally {
    functions.FPDFBitmap_Destroy(bitmap)
  }
}

function sizeOfView(functions: PdfiumFunctions, page: number, view: View): [number, number] {
  const width = (functions.FPDF_GetPageWidth(page) * view.dpi) / POINTS_PER_INCH
  const height = (functions.FPDF_GetPageHeight(page) * view.dpi) / POINTS_PER_INCH
  const scale = Math.min(1, Math.sqrt(view.pixelsLimit / (width * height)))
  const within = (side: number) => Math.min(Math.max(1, Math.ceil(side * scale)), view.pixelsLimit)
  return [within(width), within(height)]
}

function largestChroma(pixels: Uint8Array, enough: number): number {
  let largest = 0
  for (let at = 0; at + 2 < pixels.length && largest <= enough; at += 4) {
    const [blue, green, red] = [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!]
    if (blue === green && green === red) continue
    largest = Math.max(largest, Math.max(blue, green, red) - Math.min(blue, green, red))
  }
  return largest
}
