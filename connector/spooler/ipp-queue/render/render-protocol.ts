/** What a renderer and its thread say to each other. */
import type { JobTicket } from '#shared/contracts/job-facts.ts'
import type { RasterSheet } from './raster-page.ts'

export interface RenderOrder {
  readonly wasmFile: string
  /** An open PDF of this process. */
  readonly descriptor: number
  readonly sheet: RasterSheet
  readonly ticket: JobTicket
  /** Text across every side; empty = none. */
  readonly watermark: string
  /** PDFium's own memory, a band of dots included. */
  readonly memoryBytes: number
  /** Dots drawn at once, in bytes. */
  readonly bandBytes: number
}

export type RenderReply =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array<ArrayBuffer> }
  /** Sides finished so far, and how many there will be. */
  | { readonly kind: 'side'; readonly done: number; readonly sides: number }
  | { readonly kind: 'end' }
  /** For people, without a full stop. */
  | { readonly kind: 'failed'; readonly detail: string }

/** From outside: one more chunk may be made. */
export type RenderRequest = { readonly kind: 'more' }
