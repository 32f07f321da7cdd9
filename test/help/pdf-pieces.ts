// Pieces that many small PDFs are made of.
import { makeStream } from './build-pdf.ts'

export const red = '1 0 0 rg'
export const square = '10 10 50 50 re f'
/** Object 100 is the XObject `X` of the page. */
export const onPage = '/XObject << /X 100 0 R >>'

export const objects = (...entries: readonly [number, string | Uint8Array][]) => new Map(entries)

export const image = (data: Uint8Array, entries: string, side = 16) =>
  makeStream(data, `/Type /XObject /Subtype /Image /Width ${side} /Height ${side} ${entries}`)

export const form = (content: string, entries = '') =>
  makeStream(content, `/Type /XObject /Subtype /Form /BBox [0 0 200 300] ${entries}`)
