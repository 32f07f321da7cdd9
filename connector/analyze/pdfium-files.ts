/** Where PDFium and the code of its thread lie. */
import { createRequire } from 'node:module'
import { locateShipped } from './shipped-file.ts'

export function pdfiumWorkerFile(): URL | string {
  return locateShipped('pdfium-worker.cjs', (here) => new URL('./pdfium-worker.ts', here))
}

export function pdfiumWasmFile(): string {
  return locateShipped('pdfium.wasm', (here) =>
    createRequire(here).resolve('@hyzyla/pdfium/pdfium.wasm'),
  )
}
