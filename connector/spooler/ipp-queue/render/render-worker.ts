/** The thread that draws: PDFium on one document, chunk after chunk as asked, until whoever started it ends it. */
import { parentPort, workerData } from 'node:worker_threads'
import { loadPdfium, openDocument } from '../../../analyze/pdfium.ts'
import { makeFileSource } from '../../../disk/document-file.ts'
import { loadProgramFile } from '../../../disk/program-file.ts'
import { drawSides, NotDrawable } from './draw-sides.ts'
import type { RenderOrder, RenderReply } from './render-protocol.ts'

void draw(workerData as RenderOrder)

async function draw(order: RenderOrder): Promise<void> {
  const credit = openCredit()
  try {
    const pdfium = await loadPdfium(loadProgramFile(order.wasmFile), order.memoryBytes)
    const source = makeFileSource(order.descriptor)
    const document = openDocument(pdfium, {
      size: source.size,
      read(offset, into) {
        const bytes = source.read(offset, into.length)
        into.set(bytes)
        return bytes.length === into.length
      },
    })
    if (document === 0) throw new NotDrawable('it is damaged or protected by a password')
    let told = 0
    for (const { bytes, done, sides } of drawSides(pdfium, document, order)) {
      for (const chunk of bytes) {
        await credit.take()
        say({ kind: 'bytes', bytes: chunk }, [chunk.buffer])
      }
      if (done > told) say({ kind: 'side', done, sides })
      told = done
    }
    say({ kind: 'end' })
  } catch (error) {
    // PDFium that stumbled says nothing that people could read.
    const detail = error instanceof NotDrawable ? error.message : 'it stops the reader'
    say({ kind: 'failed', detail })
  }
  parentPort?.close()
}

function say(reply: RenderReply, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(reply, transfer)
}

/** Nothing is drawn ahead of a printer that does not take it. */
function openCredit(): { take(): Promise<void> } {
  let left = 0
  let wake = () => {}
  parentPort?.on('message', () => {
    left++
    wake()
  })
  return {
    async take() {
      while (left === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      left--
    },
  }
}
