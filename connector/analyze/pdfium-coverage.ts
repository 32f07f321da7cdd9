/** How much light each page of a PDF takes away when PDFium draws it as it prints. */
import type { Pdfium } from './pdfium.ts'
import { listImages } from './pdfium-images.ts'
import { drawView, isWhole, loadPage, type View } from './pdfium-page.ts'
import type { Lights } from './render-channel.ts'

/** Smooth edges make a dot as dark as the share of it that is covered, so that few dots are enough. */
const VIEW: View = { dpi: 36, pixelsLimit: 1_000_000, smooth: true }

/** Page `page` from 1; null when something of it may be missing. */
export function measurePage(pdfium: Pdfium, document: number, page: number): Lights | null {
  const { functions } = pdfium
  const handle = loadPage(functions, document, page - 1)
  if (handle === 0) return null
  try {
    const lights = drawView(pdfium, handle, VIEW, takenLights)
    return isWhole(pdfium, document, handle, listImages(pdfium, handle)) ? lights : null
  } finally {
    functions.FPDF_ClosePage(handle)
  }
}

function takenLights(pixels: Uint8Array): Lights {
  let [red, green, blue] = [0, 0, 0]
  for (let at = 0; at + 2 < pixels.length; at += 4) {
    blue += pixels[at]!
    green += pixels[at + 1]!
    red += pixels[at + 2]!
  }
  const most = (pixels.length / 4) * 255
  return [1 - red / most, 1 - green / most, 1 - blue / most]
}
