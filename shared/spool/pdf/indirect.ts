/** Reads one indirect object, `7 0 obj … endobj`, at an offset; a stream with its bytes. */
import { indexOfText } from '../byte-source.ts'
import type { AnalyzeTools, ByteSource } from '../port.ts'
import { isDict, type PdfDict, PdfRef, PdfStream, type PdfValue, PdfWord } from './objects.ts'
import { END, PdfParser } from './parser.ts'

export interface IndirectObject {
  readonly number: number
  readonly generation: number
  readonly value: PdfValue
}

/** Objects are mostly small: look at little first, at more when it does not suffice. */
const FIRST_READ_BYTES = 2_048
const OBJECT_BYTES_LIMIT = 16 * 1024 * 1024

/** `resolveLength` follows a reference in `Length`; null when it cannot. `null` when there is no object here. */
export function readIndirectObject(
  source: ByteSource,
  offset: number,
  tools: AnalyzeTools,
  resolveLength: (ref: PdfRef) => number | null = () => null,
): IndirectObject | null {
  for (let size = FIRST_READ_BYTES; ; size *= 8) {
    const bytes = source.read(offset, size)
    const parser = new PdfParser(bytes)
    const number = parser.read()
    const generation = parser.read()
    const word = parser.read()
    if (typeof number !== 'number' || typeof generation !== 'number') return null
    if (!(word instanceof PdfWord) || !word.text.startsWith('obj')) return null
    // `obj123`: no space after the word.
    parser.at -= word.text.length - 3
    const value = parser.readObject()
    parser.skipWhite()
    // What reaches the end of the piece may go on behind it.
    const cut = parser.at + 16 > bytes.length && offset + bytes.length < source.size
    if (cut && size < OBJECT_BYTES_LIMIT) continue
    tools.budget.spendObjects()
    if (value === END || value instanceof PdfWord) return { number, generation, value: null }
    if (!isDict(value) || !startsStream(bytes, parser.at)) return { number, generation, value }
    const at = offset + skipLineEnd(bytes, parser.at + 6)
    const raw = readRaw(source, at, value, resolveLength)
    return { number, generation, value: new PdfStream(value, raw, number, generation) }
  }
}

const STREAM_WORD = 'stream'

function startsStream(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < STREAM_WORD.length; i++) {
    if (bytes[at + i] !== STREAM_WORD.charCodeAt(i)) return false
  }
  return true
}

function skipLineEnd(bytes: Uint8Array, at: number): number {
  let next = at
  while (bytes[next] === 32) next++
  if (bytes[next] === 13) next++
  if (bytes[next] === 10) next++
  return next
}

/** Larger streams are read as far as this; their users see that something is missing. */
const STREAM_BYTES_LIMIT = 128 * 1024 * 1024
const SEARCH_BYTES = 1024 * 1024
/** `endstream` may follow a line end or two. */
const SLACK_BYTES = 24

/** `Length` is believed when `endstream` stands where it should; else that word is looked for. */
function readRaw(
  source: ByteSource,
  at: number,
  dict: PdfDict,
  resolveLength: (ref: PdfRef) => number | null,
): Uint8Array {
  const said = dict.get('Length')
  const length = said instanceof PdfRef ? resolveLength(said) : said
  if (typeof length === 'number' && length >= 0 && at + length <= source.size) {
    const after = source.read(at + length, SLACK_BYTES)
    const end = indexOfText(after, 'endstream')
    if (end >= 0 || indexOfText(after, 'endobj') >= 0) {
      return source.read(at, Math.min(length, STREAM_BYTES_LIMIT))
    }
  }
  return source.read(at, Math.min(findStreamEnd(source, at) - at, STREAM_BYTES_LIMIT))
}

function findStreamEnd(source: ByteSource, at: number): number {
  for (let base = at; base < source.size; base += SEARCH_BYTES) {
    const bytes = source.read(base, SEARCH_BYTES + SLACK_BYTES)
    const found = indexOfText(bytes, 'endstream')
    if (found < 0) continue
    let end = found
    if (end > 0 && bytes[end - 1] === 10) end--
    if (end > 0 && bytes[end - 1] === 13) end--
    return base + end
  }
  return source.size
}
