/** An open PDF: objects by reference, streams without their filters, every step bounded. */
import { indexOfText } from '../byte-source.ts'
import type { AnalyzeTools, ByteSource } from '../port.ts'
import { type Decryptor, makeDecryptor } from './encryption.ts'
import { applyFilters, type Filtered, type FilterStep, readFilterSteps } from './filters.ts'
import { readIndirectObject } from './indirect.ts'
import {
  EMPTY_DICT,
  isArray,
  isDict,
  type PdfDict,
  PdfRef,
  PdfStream,
  type PdfValue,
  PdfWord,
} from './objects.ts'
import { END, PdfParser } from './parser.ts'
import { FREE, readXref, scanForObjects, type Xref } from './xref.ts'

/** References that lead to references. */
const HOPS_LIMIT = 32
/** Parsed objects kept: enough for what pages share, little enough for a long document. */
const OBJECTS_KEPT = 4_096
const OBJECT_STREAMS_KEPT = 16
const STREAM_BYTES_LIMIT = 32 * 1024 * 1024
/** Content and objects shrink to a tenth when packed, hardly ever to a hundredth: what unpacks to more is made to hurt. */
const RATIO_LIMIT = 200
const ANY_RATIO_BYTES = 4 * 1024 * 1024
/** How often the bytes of an object stream may be read. */
const READINGS_LIMIT = 2
const HEADER_BYTES = 1_024

export class PdfDocument {
  readonly tools: AnalyzeTools
  readonly #source: ByteSource
  #xref: Xref
  /** Offsets count from the header, which may follow other bytes. */
  readonly #start: number
  #scanned = false
  readonly #objects = new Map<number, PdfValue>()
  readonly #objectStreams = new Map<number, Map<number, PdfValue>>()
  readonly #loading = new Set<number>()
  #decryptor: Decryptor | null = null
  /** Encrypted with a password that is not empty, or in a way we do not know. */
  locked = false
  /** Objects that were referred to and could not be read. */
  missing = 0

  constructor(source: ByteSource, tools: AnalyzeTools) {
    this.#source = source
    this.tools = tools
    this.#start = Math.max(0, indexOfText(source.read(0, HEADER_BYTES), '%PDF-'))
    this.#xref = { places: new Map(), trailer: EMPTY_DICT }
    const xref = readXref(source, this.#start, tools)
    if (xref) this.#adopt(xref)
    // A table may be whole and still lie: the catalog is the proof.
    if (!xref || !isDict(this.get(this.catalog, 'Pages'))) this.rebuild()
  }

  get catalog(): PdfDict {
    return this.dict(this.#xref.trailer.get('Root')) ?? EMPTY_DICT
  }

  get rebuilt(): boolean {
    return this.#scanned
  }

  /** Every object number that has a place in the file. */
  get objectNumbers(): Iterable<number> {
    return this.#xref.places.keys()
  }

  /** Forgets the cross-reference and looks at the whole file; once. */
  rebuild(): void {
    if (this.#scanned) return
    this.#scanned = true
    const xref = scanForObjects(this.#source, this.tools)
    if (!xref) return
    this.#adopt(xref)
    const packed = xref.trailer.get('scannedObjectStreams')
    for (const number of isArray(packed) ? packed : []) {
      for (const inner of this.#openObjectStream(number as number).keys()) {
        if (!xref.places.has(inner)) xref.places.set(inner, -(number as number))
      }
    }
    if (!isDict(this.get(this.catalog, 'Pages'))) this.#adoptAnyCatalog()
  }

  #adopt(xref: Xref): void {
    this.#xref = xref
    this.#objects.clear()
    this.#objectStreams.clear()
    const encrypt = this.dict(xref.trailer.get('Encrypt'))
    if (!encrypt) return
    const ids = this.resolve(xref.trailer.get('ID'))
    const id = isArray(ids) ? this.resolve(ids[0]) : null
    const plain = new Map([...encrypt].map(([key, value]) => [key, this.resolve(value)]))
    const empty = new Uint8Array(0)
    const decryptor = makeDecryptor(
      plain,
      id instanceof Uint8Array ? id : empty,
      this.tools.ciphers,
    )
    this.locked = decryptor === null
    this.#decryptor = decryptor
    this.#objects.clear()
    this.#objectStreams.clear()
  }

  /** The catalog may lie in an object stream, where the scan does not see it. */
  #adoptAnyCatalog(): void {
    for (const [number, place] of this.#xref.places) {
      if (place >= 0) continue
      const dict = this.dict(new PdfRef(number, 0))
      if (dict?.get('Type') !== 'Catalog') continue
      const trailer = new Map(this.#xref.trailer).set('Root', new PdfRef(number, 0))
      this.#xref = { places: this.#xref.places, trailer }
    }
  }

  resolve(value: PdfValue | undefined): PdfValue {
    let found: PdfValue = value ?? null
    for (let hop = 0; found instanceof PdfRef; hop++) {
      if (hop >= HOPS_LIMIT) return null
      found = this.#load(found)
    }
    return found
  }

  /** The entry of a dictionary, resolved. */
  get(dict: PdfDict, key: string): PdfValue {
    const value = dict.get(key)
    return value instanceof PdfRef ? this.resolve(value) : (value ?? null)
  }

  /** A dictionary, or the dictionary of a stream. */
  dict(value: PdfValue | undefined): PdfDict | null {
    const found = this.resolve(value)
    if (isDict(found)) return found
    return found instanceof PdfStream ? found.dict : null
  }

  array(value: PdfValue | undefined): readonly PdfValue[] | null {
    const found = this.resolve(value)
    return isArray(found) ? found : null
  }

  number(value: PdfValue | undefined): number | null {
    const found = this.resolve(value)
    return typeof found === 'number' ? found : null
  }

  stream(value: PdfValue | undefined): PdfStream | null {
    const found = this.resolve(value)
    return found instanceof PdfStream ? found : null
  }

  /** Numbers of an array; what is no number becomes 0. */
  numbers(value: PdfValue | undefined, limit = 4_096): number[] | null {
    const found = this.array(value)
    return found?.slice(0, limit).map((item) => this.number(item) ?? 0) ?? null
  }

  filterSteps(stream: PdfStream): FilterStep[] {
    return readFilterSteps(stream.dict, (value) => this.resolve(value))
  }

  /** What the stream holds, up to a filter that only an image decoder undoes. */
  decode(stream: PdfStream, limit = plausibleBytes(stream)): Filtered {
    return applyFilters(this.decrypted(stream), this.filterSteps(stream), limit, this.tools.budget)
  }

  decrypted(stream: PdfStream): Uint8Array {
    if (!this.#decryptor || stream.number === 0) return stream.raw
    if (stream.dict.get('Type') === 'XRef') return stream.raw
    this.tools.budget.spendBytesOut(stream.raw.length)
    return this.#decryptor.decryptStream(stream)
  }

  #load(ref: PdfRef): PdfValue {
    const { number } = ref
    const kept = this.#objects.get(number)
    if (kept !== undefined) return kept
    const place = this.#xref.places.get(number)
    if (place === undefined || place === FREE) return null
    // An object that needs itself to be read.
    if (this.#loading.has(number)) return null
    this.#loading.add(number)
    try {
      const value = place > 0 ? this.#loadAt(number, place) : this.#loadPacked(number, -place)
      if (this.#objects.size >= OBJECTS_KEPT) this.#objects.clear()
      this.#objects.set(number, value)
      return value
    } finally {
      this.#loading.delete(number)
    }
  }

  #loadAt(number: number, offset: number): PdfValue {
    const found = readIndirectObject(this.#source, offset, this.tools, (length) => {
      const value = this.resolve(length)
      return typeof value === 'number' ? value : null
    })
    if (found?.number === number) {
      const { value, generation } = found
      return this.#decryptor?.decryptStrings(value, number, generation) ?? value
    }
    // A table that is wrong once may be wrong anywhere, and a page without its content would pass for gray.
    if (!this.#scanned) {
      this.rebuild()
      const place = this.#xref.places.get(number)
      if (place !== undefined && place > 0 && place !== offset) return this.#loadAt(number, place)
    }
    this.missing++
    return null
  }

  #loadPacked(number: number, container: number): PdfValue {
    const value = this.#openObjectStream(container).get(number)
    if (value === undefined) this.missing++
    return value ?? null
  }

  /** ISO 32000-2 section 7.5.7. */
  #openObjectStream(number: number): Map<number, PdfValue> {
    const kept = this.#objectStreams.get(number)
    if (kept) return kept
    const values = new Map<number, PdfValue>()
    const place = this.#xref.places.get(number)
    const stream = place !== undefined && place > 0 ? this.#load(new PdfRef(number, 0)) : null
    if (stream instanceof PdfStream) this.#unpack(stream, values)
    if (this.#objectStreams.size >= OBJECT_STREAMS_KEPT) this.#objectStreams.clear()
    this.#objectStreams.set(number, values)
    return values
  }

  #unpack(stream: PdfStream, values: Map<number, PdfValue>): void {
    const { bytes } = this.decode(stream)
    const first = this.number(stream.dict.get('First')) ?? 0
    const count = this.number(stream.dict.get('N')) ?? 0
    const heads = new PdfParser(bytes, 0, Math.min(first, bytes.length))
    let read = 0
    for (let i = 0; i < count; i++) {
      const number = heads.read()
      const offset = heads.read()
      if (typeof number !== 'number' || typeof offset !== 'number') return
      const parser = new PdfParser(bytes, first + offset)
      const value = parser.readObject()
      const length = Math.max(0, parser.at - first - offset)
      this.tools.budget.spendObjects(1 + (length >> 8))
      // Objects stand side by side: who reads the same bytes again and again would never end.
      read += length
      if (read > bytes.length * READINGS_LIMIT) return
      if (value !== END && !(value instanceof PdfWord) && !values.has(number)) {
        values.set(number, value)
      }
    }
  }
}

/** Most of what a stream that is no image may hold. */
export function plausibleBytes(stream: PdfStream): number {
  return Math.min(STREAM_BYTES_LIMIT, ANY_RATIO_BYTES + stream.raw.length * RATIO_LIMIT)
}
