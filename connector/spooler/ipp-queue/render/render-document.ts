/** A document as raster, drawn in a thread that is ended when it takes too long, no faster than the printer takes it. */
import { Readable } from 'node:stream'
import { Worker } from 'node:worker_threads'
import type { JobTicket } from '#shared/contracts/job-facts.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { pdfiumWasmFile } from '../../../analyze/pdfium-files.ts'
import { locateShipped } from '../../../analyze/shipped-file.ts'
import { type DocumentFile, saveDocument } from '../../../disk/document-file.ts'
import type { RasterSheet } from './raster-page.ts'
import type { RenderOrder, RenderReply } from './render-protocol.ts'
import { wrapImage } from './wrap-image.ts'

export interface RenderWish {
  readonly sheet: RasterSheet
  readonly ticket: JobTicket
  /** Text across every side; absent = none. */
  readonly watermark?: string | undefined
  /** `application/pdf`, `image/jpeg` or `image/png`. */
  readonly format: string
}

export interface RenderOptions {
  /** Where the document may lie while it is drawn: nameless, private. */
  readonly folder: string
  readonly signal: AbortSignal
  onSide?(done: number, sides: number): void
}

/** PDFium's memory, where no page of a real document has come near. */
const MEMORY_BYTES = 512 * 1024 * 1024
/** What is drawn at once. Color images unpack to more beside it, so that less is left within 300 MB for the whole process. */
const BAND_BYTES = { gray: 24 * 1024 * 1024, color: 10 * 1024 * 1024 }
/** Lines pass through and are garbage at once: a small nursery keeps the rest of the process small too. */
const NURSERY_MB = 4
/** Chunks on their way to the printer. */
const CHUNKS_AHEAD = 4
/** For the next bytes of a page, however hard it is to draw. */
const BAND_LIMIT_MS = 120_000
const SCRIPT_MEMORY_MB = 64

/**
 * Resolves when the document is on disk and its thread has started. The stream fails with `document-not-drawable`;
 * destroying it ends the thread. Throws `disk-write-failed`, or what the document throws.
 */
export async function renderDocument(
  document: Readable,
  wish: RenderWish,
  options: RenderOptions,
): Promise<Readable> {
  const pdf = wish.format === 'application/pdf' ? document : wrapImage(document, wish.format)
  const file = await saveDocument(pdf, options.folder, options.signal)
  try {
    return streamRaster(file, wish, options)
  } catch (error) {
    file.close()
    throw error
  }
}

function streamRaster(file: DocumentFile, wish: RenderWish, options: RenderOptions): Readable {
  const order: RenderOrder = {
    wasmFile: pdfiumWasmFile(),
    descriptor: file.descriptor,
    sheet: wish.sheet,
    ticket: wish.ticket,
    watermark: wish.watermark ?? '',
    memoryBytes: MEMORY_BYTES,
    bandBytes: BAND_BYTES[wish.sheet.color ? 'color' : 'gray'],
  }
  const worker = new Worker(renderWorkerFile(), {
    workerData: order,
    resourceLimits: {
      maxOldGenerationSizeMb: SCRIPT_MEMORY_MB,
      maxYoungGenerationSizeMb: NURSERY_MB,
    },
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
  })
  let timer: NodeJS.Timeout | undefined
  let asked = 0
  const fail = (detail: string) =>
    raster.destroy(new Problem('document-not-drawable', `the document cannot be drawn: ${detail}`))
  const ask = () => {
    while (asked < CHUNKS_AHEAD) {
      asked++
      worker.postMessage({ kind: 'more' })
    }
    watch()
  }
  const watch = () => {
    clearTimeout(timer)
    // Only while it is its turn: a printer may take as long as it likes.
    if (asked > 0) timer = setTimeout(() => fail('it takes too long'), BAND_LIMIT_MS).unref()
  }
  const raster = new Readable({
    highWaterMark: 1024 * 1024,
    read: ask,
    destroy(error, done) {
      clearTimeout(timer)
      worker.terminate().then(() => {
        file.close()
        done(error)
      }, done)
    },
  })
  worker.on('message', (reply: RenderReply) => {
    if (raster.destroyed) return
    if (reply.kind === 'bytes') {
      asked--
      const wantsMore = raster.push(reply.bytes)
      if (wantsMore) ask()
      else watch()
    } else if (reply.kind === 'side') options.onSide?.(reply.done, reply.sides)
    else if (reply.kind === 'end') raster.push(null)
    else fail(reply.detail)
  })
  worker.on('error', (error: Error & { code?: string }) =>
    fail(
      error.code === 'ERR_WORKER_OUT_OF_MEMORY'
        ? 'it takes too much memory'
        : 'it stops the reader',
    ),
  )
  worker.on('exit', () => {
    if (!raster.destroyed && !raster.readableEnded && asked > 0 && !ended(raster))
      fail('its reader ended')
  })
  return raster
}

/** All bytes are here, if not taken yet. */
const ended = (stream: Readable) =>
  (stream as Readable & { readableEnded: boolean; _readableState: { ended: boolean } })
    ._readableState.ended

function renderWorkerFile(): URL | string {
  return locateShipped('render-worker.cjs', () => new URL('./render-worker.ts', import.meta.url))
}
