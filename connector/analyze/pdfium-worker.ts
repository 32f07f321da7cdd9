/** The render thread: PDFium on one document, page after page as asked, until whoever started it ends it. */
import { workerData } from 'node:worker_threads'
import { loadProgramFile } from '../disk/program-file.ts'
import { loadPdfium, openDocument } from './pdfium.ts'
import { measurePage } from './pdfium-coverage.ts'
import { judgePage } from './pdfium-page.ts'
import { openAnswerer, type RenderOrder } from './render-channel.ts'

void answerPages(workerData as RenderOrder)

async function answerPages(order: RenderOrder): Promise<void> {
  const channel = openAnswerer(order.memory)
  try {
    const pdfium = await loadPdfium(loadProgramFile(order.wasmFile), order.memoryBytes)
    let { page, task } = channel.answer('ready')
    const document = openDocument(pdfium, { size: order.size, read: channel.read })
    const isSame = document !== 0 && pdfium.functions.FPDF_GetPageCount(document) === order.pages
    for (;;) {
      const lights = isSame && task === 'coverage' ? measurePage(pdfium, document, page) : null
      const color =
        isSame && task === 'color'
          ? judgePage(pdfium, document, page, order.chromaLimit)
          : ('undecided' as const)
      const answer = lights ? 'covered' : color
      // What ran out of memory may have nothing left for the pages that follow.
      const isOver = answer === 'undecided' && pdfium.isStarved
      ;({ page, task } = channel.answer(isOver ? 'failed' : answer, lights ?? undefined))
    }
  } catch {
    // PDFium that stumbled once is in no known state.
    channel.answer('failed')
  }
}
