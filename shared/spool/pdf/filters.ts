/** Takes the filters off a stream (ISO 32000-2 section 7.4), up to one that only an image decoder understands. */
import type { Budget } from '../budget.ts'
import { decodeAscii85, decodeHex } from '../codecs/ascii.ts'
import { inflate } from '../codecs/inflate.ts'
import { decodeLzw } from '../codecs/lzw.ts'
import { decodeRunLength } from '../codecs/run-length.ts'
import { EMPTY_DICT, isArray, isDict, type PdfDict, type PdfValue } from './objects.ts'
import { undoPredictor } from './predictor.ts'

export interface FilterStep {
  readonly name: string
  readonly params: PdfDict
}

export interface Filtered {
  readonly bytes: Uint8Array
  /** `DCTDecode`, `JPXDecode`, `JBIG2Decode`, `CCITTFaxDecode`: still packed. */
  readonly image: FilterStep | null
  /** False when the data is cut, damaged, over the limit, or a filter is unknown. */
  readonly complete: boolean
}

/** More filters than this on one stream is an attack, not a document. */
const FILTERS_LIMIT = 8
/** Filters that only an image decoder undoes. */
export const IMAGE_FILTERS: ReadonlySet<string> = new Set([
  'DCTDecode',
  'JPXDecode',
  'JBIG2Decode',
  'CCITTFaxDecode',
])
/** Short names are for inline images, but are seen elsewhere too. */
const SHORT_NAMES = new Map([
  ['AHx', 'ASCIIHexDecode'],
  ['A85', 'ASCII85Decode'],
  ['LZW', 'LZWDecode'],
  ['Fl', 'FlateDecode'],
  ['RL', 'RunLengthDecode'],
  ['CCF', 'CCITTFaxDecode'],
  ['DCT', 'DCTDecode'],
])

export function readFilterSteps(
  dict: PdfDict,
  resolve: (value: PdfValue | undefined) => PdfValue,
): FilterStep[] {
  const filter = resolve(dict.get('Filter') ?? dict.get('F'))
  const params = resolve(dict.get('DecodeParms') ?? dict.get('DP'))
  const names = isArray(filter) ? filter : filter === null ? [] : [filter]
  return names.slice(0, FILTERS_LIMIT).map((name, index) => {
    const text = resolve(name)
    const own = resolve(isArray(params) ? params[index] : params)
    const long = typeof text === 'string' ? (SHORT_NAMES.get(text) ?? text) : ''
    return { name: long, params: isDict(own) ? resolveShallow(own, resolve) : EMPTY_DICT }
  })
}

function resolveShallow(
  dict: PdfDict,
  resolve: (value: PdfValue | undefined) => PdfValue,
): PdfDict {
  return new Map([...dict].map(([key, value]) => [key, resolve(value)]))
}

export function applyFilters(
  raw: Uint8Array,
  steps: readonly FilterStep[],
  limit: number,
  budget: Budget,
): Filtered {
  let bytes = raw
  let complete = true
  for (const step of steps) {
    if (IMAGE_FILTERS.has(step.name)) return { bytes, image: step, complete }
    const decoded = applyFilter(bytes, step, limit, budget)
    if (decoded === null) return { bytes: new Uint8Array(0), image: null, complete: false }
    bytes = decoded.bytes
    complete &&= decoded.complete
  }
  return { bytes, image: null, complete }
}

function applyFilter(bytes: Uint8Array, step: FilterStep, limit: number, budget: Budget) {
  switch (step.name) {
    case 'FlateDecode': {
      const decoded = inflate(bytes, limit, budget)
      return { ...decoded, bytes: undoPredictor(decoded.bytes, step.params) }
    }
    case 'LZWDecode': {
      const early = step.params.get('EarlyChange') === 0 ? 0 : 1
      const decoded = decodeLzw(bytes, early, limit, budget)
      return { ...decoded, bytes: undoPredictor(decoded.bytes, step.params) }
    }
    case 'RunLengthDecode':
      return decodeRunLength(bytes, limit, budget)
    case 'ASCIIHexDecode':
      budget.spendBytesOut(bytes.length)
      return decodeHex(bytes)
    case 'ASCII85Decode':
      budget.spendBytesOut(bytes.length)
      return decodeAscii85(bytes)
    case 'Crypt':
      return { bytes, complete: true }
    default:
      return null
  }
}
