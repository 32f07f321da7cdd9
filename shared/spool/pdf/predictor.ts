/** Undoes the predictors that FlateDecode and LZWDecode may have (ISO 32000-2 section 7.4.4.4). */
import { undoPngRow } from '../codecs/png-rows.ts'
import { undoTiffRow } from '../codecs/tiff-rows.ts'
import type { PdfDict } from './objects.ts'

const COLORS_LIMIT = 64
const COLUMNS_LIMIT = 1_000_000

/** May change `data` in place. A last row that is cut is kept as far as it goes. */
export function undoPredictor(data: Uint8Array, params: PdfDict): Uint8Array {
  const predictor = params.get('Predictor')
  if (typeof predictor !== 'number' || predictor < 2) return data
  const colors = whole(params.get('Colors'), 1, COLORS_LIMIT)
  const bits = whole(params.get('BitsPerComponent'), 8, 16)
  const columns = whole(params.get('Columns'), 1, COLUMNS_LIMIT)
  const pixelBytes = Math.max(1, (colors * bits + 7) >> 3)
  const rowBytes = (columns * colors * bits + 7) >> 3
  if (predictor === 2) return undoTiffRows(data, rowBytes, colors, bits)
  return undoPngRows(data, rowBytes, pixelBytes)
}

function undoTiffRows(data: Uint8Array, rowBytes: number, colors: number, bits: number) {
  for (let at = 0; at + rowBytes <= data.length; at += rowBytes) {
    undoTiffRow(data.subarray(at, at + rowBytes), colors, bits)
  }
  return data
}

/** Every row starts with its own predictor, whatever `Predictor` says. */
function undoPngRows(data: Uint8Array, rowBytes: number, pixelBytes: number): Uint8Array {
  const rows = Math.ceil(data.length / (rowBytes + 1))
  let before: Uint8Array = new Uint8Array(rowBytes)
  let to = 0
  for (let row = 0; row < rows; row++) {
    const from = row * (rowBytes + 1)
    const kind = data[from]!
    const length = Math.min(rowBytes, data.length - from - 1)
    // Rows only move towards the start, so that they may be moved before they are undone.
    data.copyWithin(to, from + 1, from + 1 + length)
    const own = data.subarray(to, to + length)
    undoPngRow(kind, own, before, pixelBytes)
    before = length === rowBytes ? own : before
    to += length
  }
  return data.subarray(0, to)
}

function whole(value: unknown, missing: number, limit: number): number {
  if (typeof value !== 'number' || !(value >= 1)) return missing
  return Math.min(Math.floor(value), limit)
}
