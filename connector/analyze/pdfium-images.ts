/** Images that PDFium could not draw: it says nothing about them and draws the rest of the page. */
import type { Pdfium } from './pdfium.ts'

/** "FPDF_PAGEOBJ_IMAGE", "FPDF_PAGEOBJ_FORM". */
const IMAGE = 3
const FORM = 5
const OBJECTS_LIMIT = 200_000
const DEPTH_LIMIT = 8

/** Images of the page and its forms, not of patterns and glyphs; null when there are too many objects to look at. */
export function listImages({ functions }: Pdfium, page: number): readonly number[] | null {
  const images: number[] = []
  let left = OBJECTS_LIMIT
  const visit = (object: number, depth: number) => {
    left--
    const type = functions.FPDFPageObj_GetType(object)
    if (type === IMAGE) images.push(object)
    if (type !== FORM) return
    if (depth >= DEPTH_LIMIT) left = 0
    const count = functions.FPDFFormObj_CountObjects(object)
    for (let i = 0; i < count && left > 0; i++) {
      visit(functions.FPDFFormObj_GetObject(object, i), depth + 1)
    }
  }
  const count = functions.FPDFPage_CountObjects(page)
  for (let i = 0; i < count && left > 0; i++) visit(functions.FPDFPage_GetObject(page, i), 0)
  return left > 0 ? images : null
}

/** Whether nothing can be drawn of the image. */
export function isLost(pdfium: Pdfium, document: number, page: number, image: number): boolean {
  return isJpx(pdfium, image)
    ? leavesNoTrace(pdfium, document, page, image)
    : isUnreadable(pdfium, page, image)
}

const JPX_FILTER = 'JPXDecode\0'

/** A JPEG 2000 image. The last filter is the image's own; those before only pack it. */
export function isJpx({ functions, heap }: Pdfium, image: number): boolean {
  const last = functions.FPDFImageObj_GetImageFilterCount(image) - 1
  if (last < 0) return false
  const room = functions.malloc(JPX_FILTER.length)
  const length = functions.FPDFImageObj_GetImageFilter(image, last, room, JPX_FILTER.length)
  const name = String.fromCharCode(...heap().subarray(room, room + JPX_FILTER.length))
  functions.free(room)
  return length === JPX_FILTER.length && name === JPX_FILTER
}

/**
 * JPEG 2000 is decoded only as sharp as the bitmap needs it, which fails when the file has no such step. Drawn alone,
 * at 72 dots per inch, it must leave something; an image that masks itself away counts as lost too.
 */
function leavesNoTrace(
  { functions, heap }: Pdfium,
  document: number,
  page: number,
  image: number,
): boolean {
  const bitmap = functions.FPDFImageObj_GetRenderedBitmap(document, page, image)
  if (bitmap === 0) return true
  try {
    const start = functions.FPDFBitmap_GetBuffer(bitmap)
    const bytes = functions.FPDFBitmap_GetStride(bitmap) * functions.FPDFBitmap_GetHeight(bitmap)
    return heap()
      .subarray(start, start + bytes)
      .every((byte) => byte === 0)
  } finally {
    functions.FPDFBitmap_Destroy(bitmap)
  }
}

/** FPDF_IMAGEOBJ_METADATA: width, height, two resolutions, bits per pixel, color space, content id; four bytes each. */
const METADATA_BYTES = 28
const BITS_PER_PIXEL_AT = 16

function isUnreadable({ functions, heap }: Pdfium, page: number, image: number): boolean {
  const metadata = functions.malloc(METADATA_BYTES)
  const isRead = functions.FPDFImageObj_GetImageMetadata(image, page, metadata) !== 0
  const bitsPerPixel = heap()[metadata + BITS_PER_PIXEL_AT]
  functions.free(metadata)
  return !isRead || bitsPerPixel === 0
}
