/** Where each object lies: cross-reference tables, streams, both at once, or a scan when they lie. */
import { indexOfText, latin1 } from '../byte-source.ts'
import type { AnalyzeTools, ByteSource } from '../port.ts'
import { applyFilters, readFilterSteps } from './filters.ts'
import { readIndirectObject } from './indirect.ts'
import { EMPTY_DICT, isArray, isDict, type PdfDict, PdfRef, PdfStream, PdfWord } from './objects.ts'
import { END, PdfParser } from './parser.ts'

export interface Xref {
  /** Object number → offset in the file, or −number of the object stream that holds it. */
  readonly places: Map<number, number>
  readonly trailer: PdfDict
}

/** Revisions of one file; each needs its own section. */
const SECTIONS_LIMIT = 4_096
/** ISO 32000-2 annex C. */
export const OBJECT_NUMBER_LIMIT = 8_388_607
const XREF_STREAM_BYTES_LIMIT = 64 * 1024 * 1024
const TAIL_BYTES = 2_048

/** `null` when the chain of sections is broken anywhere that matters: then only a scan helps. */
export function readXref(source: ByteSource, start: number, tools: AnalyzeTools): Xref | null {
  const places = new Map<number, number>()
  const visited = new Set<number>()
  let trailer: PdfDict | null = null
  const waiting = [findStart(source, start)]
  while (waiting.length > 0 && visited.size < SECTIONS_LIMIT) {
    const offset = waiting.shift()!
    if (visited.has(offset)) continue
    visited.add(offset)
    const section = readSection(source, start + offset, start, places, tools)
    // A broken older section leaves old objects unknown, and nothing tells whether they matter.
    if (section === null) return null
    trailer ??= section
    const hybrid = section.get('XRefStm')
    if (typeof hybrid === 'number' && !visited.has(hybrid)) {
      visited.add(hybrid)
      readSection(source, start + hybrid, start, new HybridPlaces(places), tools)
    }
    const previous = section.get('Prev')
    if (typeof previous === 'number') waiting.push(previous)
    else if (previous instanceof PdfRef) waiting.push(previous.number)
  }
  return trailer?.has('Root') ? { places, trailer } : null
}

/** A hybrid file's table calls free what its stream holds, so that old readers do not see it (section 7.5.8.4). */
class HybridPlaces extends Map<number, number> {
  readonly #places: Map<number, number>

  constructor(places: Map<number, number>) {
    super()
    this.#places = places
  }

  override has(number: number): boolean {
    return (this.#places.get(number) ?? FREE) !== FREE
  }

  override set(number: number, place: number): this {
    this.#places.set(number, place)
    return this
  }
}

/** The last `startxref` in the file's tail; 0 when there is none. */
function findStart(source: ByteSource, start: number): number {
  const tailAt = Math.max(start, source.size - TAIL_BYTES)
  const tail = latin1(source.read(tailAt, TAIL_BYTES))
  const match = /startxref\s+(\d{1,15})(?![\s\S]*startxref)/.exec(tail)
  return match ? Number(match[1]) : 0
}

function readSection(
  source: ByteSource,
  offset: number,
  start: number,
  places: Map<number, number>,
  tools: AnalyzeTools,
): PdfDict | null {
  if (offset <= 0 || offset >= source.size) return null
  const head = new PdfParser(source.read(offset, 64))
  head.skipWhite()
  const isTable = head.bytes[head.at] === 0x78
  if (isTable) return readTable(source, offset, start, places, tools)
  const found = readIndirectObject(source, offset, tools)
  if (!(found?.value instanceof PdfStream)) return null
  return readXrefStream(found.value, start, places, tools)
}

const ENTRY_BYTES = 20
const TABLE_READ_BYTES = 1024 * 1024

function readTable(
  source: ByteSource,
  offset: number,
  start: number,
  places: Map<number, number>,
  tools: AnalyzeTools,
): PdfDict | null {
  const lines = new TableReader(source, offset)
  if (lines.word() !== 'xref') return null
  for (;;) {
    const word = lines.word()
    if (word === 'trailer') break
    tools.budget.spendObjects()
    // The end of the file, which would pass for a section of nothing at 0.
    if (word === '') return null
    let first = Number(word)
    const count = Number(lines.word())
    if (!isObjectNumber(first) || !isObjectNumber(count)) return null
    for (let i = 0; i < count; i++) {
      const place = lines.number()
      const generation = lines.number()
      const kind = lines.word()
      if (kind !== 'n' && kind !== 'f') return null
      // A table that claims to start at 1 but holds the head of the free list starts at 0.
      if (i === 0 && first === 1 && kind === 'f' && generation === 65_535 && place === 0) first = 0
      const number = first + i
      tools.budget.spendObjects()
      if (places.has(number)) continue
      places.set(number, kind === 'n' && place > 0 ? start + place : FREE)
    }
  }
  const trailer = new PdfParser(source.read(lines.position, TABLE_READ_BYTES)).readObject()
  return isDict(trailer) ? trailer : null
}

/** A free entry hides an older object of the same number. */
export const FREE = 0

/** Reads the words of a table without an object per word. */
class TableReader {
  readonly #source: ByteSource
  #bytes: Uint8Array = new Uint8Array(0)
  #base: number
  #at = 0

  constructor(source: ByteSource, offset: number) {
    this.#source = source
    this.#base = offset
    this.#refill()
  }

  get position(): number {
    return this.#base + this.#at
  }

  #refill(): void {
    this.#base += this.#at
    this.#at = 0
    this.#bytes = this.#source.read(this.#base, TABLE_READ_BYTES)
  }

  #skipWhite(): void {
    if (this.#at + 2 * ENTRY_BYTES > this.#bytes.length) this.#refill()
    while (this.#at < this.#bytes.length && this.#bytes[this.#at]! <= 32) this.#at++
    if (this.#at + ENTRY_BYTES > this.#bytes.length) this.#refill()
  }

  word(): string {
    this.#skipWhite()
    let text = ''
    while (this.#at < this.#bytes.length && text.length < ENTRY_BYTES) {
      const byte = this.#bytes[this.#at]!
      if (byte <= 32 || byte === 0x3c) break
      text += String.fromCharCode(byte)
      this.#at++
    }
    return text
  }

  /** NaN when there is no number. */
  number(): number {
    this.#skipWhite()
    let value = 0
    const from = this.#at
    while (this.#bytes[this.#at]! >= 0x30 && this.#bytes[this.#at]! <= 0x39) {
      value = value * 10 + this.#bytes[this.#at++]! - 0x30
      if (this.#at - from > ENTRY_BYTES) return Number.NaN
    }
    return this.#at === from ? Number.NaN : value
  }
}

/** ISO 32000-2 section 7.5.8. */
function readXrefStream(
  stream: PdfStream,
  start: number,
  places: Map<number, number>,
  tools: AnalyzeTools,
): PdfDict | null {
  const { dict } = stream
  const widths = dict.get('W')
  if (!isArray(widths) || widths.length < 3) return null
  const [kindBytes, placeBytes, indexBytes] = widths.map((width) =>
    typeof width === 'number' && width >= 0 && width <= 8 ? Math.floor(width) : 0,
  ) as [number, number, number]
  const rowBytes = kindBytes + placeBytes + indexBytes
  const size = dict.get('Size')
  const index = dict.get('Index')
  const parts = isArray(index) ? index : [0, typeof size === 'number' ? size : 0]
  const steps = readFilterSteps(dict, (value) => (value instanceof PdfRef ? null : (value ?? null)))
  const { bytes } = applyFilters(stream.raw, steps, XREF_STREAM_BYTES_LIMIT, tools.budget)
  if (rowBytes === 0 || placeBytes === 0) return null
  let at = 0
  for (let part = 0; part + 1 < parts.length; part += 2) {
    const first = parts[part]
    const count = parts[part + 1]
    if (!isObjectNumber(first) || !isObjectNumber(count)) return null
    for (let i = 0; i < count && at + rowBytes <= bytes.length; i++, at += rowBytes) {
      tools.budget.spendObjects()
      if (places.has(first + i)) continue
      const kind = kindBytes === 0 ? 1 : readInteger(bytes, at, kindBytes)
      const place = readInteger(bytes, at + kindBytes, placeBytes)
      if (kind === 1) places.set(first + i, start + place)
      else if (kind === 2) places.set(first + i, -place)
      else if (kind === 0) places.set(first + i, FREE)
    }
  }
  return dict
}

function readInteger(bytes: Uint8Array, at: number, count: number): number {
  let value = 0
  for (let i = 0; i < count; i++) value = value * 256 + bytes[at + i]!
  return value
}

function isObjectNumber(value: unknown): value is number {
  return (
    Number.isInteger(value) && (value as number) >= 0 && (value as number) <= OBJECT_NUMBER_LIMIT
  )
}

const SCAN_BYTES = 4 * 1024 * 1024
/** `1234567 65535 obj` with white space. */
const OBJECT_HEAD_BYTES = 32

/** Finds every `n g obj` and `trailer` by looking at the whole file; the last one of a number wins. */
export function scanForObjects(source: ByteSource, tools: AnalyzeTools): Xref | null {
  const places = new Map<number, number>()
  let trailer: PdfDict = EMPTY_DICT
  for (let base = 0; base < source.size; base += SCAN_BYTES) {
    tools.budget.spendBytesOut(0)
    tools.budget.lookAtClock()
    const from = Math.max(0, base - OBJECT_HEAD_BYTES)
    const bytes = source.read(from, base - from + SCAN_BYTES + 16)
    for (let at = indexOfText(bytes, 'obj'); at >= 0; at = indexOfText(bytes, 'obj', at + 3)) {
      const found = readHeadBackwards(bytes, at)
      if (found === null) continue
      tools.budget.spendObjects()
      places.set(found.number, from + found.at)
    }
    for (
      let at = indexOfText(bytes, 'trailer');
      at >= 0;
      at = indexOfText(bytes, 'trailer', at + 7)
    ) {
      const dict = new PdfParser(source.read(from + at + 7, 64 * 1024)).readObject()
      if (isDict(dict) && dict.has('Root')) trailer = dict
    }
  }
  return completeScan(source, places, trailer, tools)
}

/** The digits before `obj`: `12 0 obj`. */
function readHeadBackwards(bytes: Uint8Array, objAt: number) {
  const generation = readDigitsBackwards(bytes, objAt)
  if (generation === null) return null
  const number = readDigitsBackwards(bytes, generation.at)
  if (number === null || number.value > OBJECT_NUMBER_LIMIT) return null
  return { number: number.value, at: number.at }
}

function readDigitsBackwards(bytes: Uint8Array, before: number) {
  let at = before
  while (at > 0 && bytes[at - 1]! <= 32) at--
  let value = 0
  let scale = 1
  const end = at
  while (at > 0 && bytes[at - 1]! >= 0x30 && bytes[at - 1]! <= 0x39 && end - at < 10) {
    value += (bytes[--at]! - 0x30) * scale
    scale *= 10
  }
  return at === end ? null : { value, at }
}

/** Objects inside object streams, and a trailer from whatever names a catalog. */
function completeScan(
  source: ByteSource,
  places: Map<number, number>,
  trailer: PdfDict,
  tools: AnalyzeTools,
): Xref | null {
  let root: PdfRef | null = null
  let pages: PdfRef | null = null
  let encrypt: PdfDict | null = null
  const packed: number[] = []
  for (const [number, offset] of [...places]) {
    const head = peekDict(source, offset)
    const type = head?.get('Type')
    if (type === 'Catalog') root = new PdfRef(number, 0)
    else if (type === 'Pages' && !head?.has('Parent')) pages = new PdfRef(number, 0)
    else if (type === 'ObjStm') packed.push(number)
    else if (type === 'XRef' && head?.has('Root')) encrypt = head
    tools.budget.spendOperations(16)
  }
  const known = trailer.has('Root') ? trailer : encrypt
  const entries = new Map(known ?? EMPTY_DICT)
  if (!known) {
    if (root) entries.set('Root', root)
    // No catalog at all: a page tree's root will do.
    else if (pages) entries.set('Root', new Map([['Pages', pages]]))
  }
  return { places, trailer: entries.set('scannedObjectStreams', packed) }
}

/** The dictionary at the start of an object, without its stream. */
function peekDict(source: ByteSource, offset: number): PdfDict | null {
  const parser = new PdfParser(source.read(offset, 2_048))
  parser.read()
  parser.read()
  const word = parser.read()
  if (!(word instanceof PdfWord)) return null
  const value = parser.readObject()
  return value !== END && isDict(value) ? value : null
}
