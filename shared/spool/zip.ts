/** ZIP archives (PKWARE APPNOTE 6.3): their directory, and the data of an entry piece by piece. Reads, never extracts. */
import type { Budget } from './budget.ts'
import { indexOfText, makePartSource } from './byte-source.ts'
import { inflateChunks } from './codecs/inflate-chunks.ts'
import type { ByteSource } from './port.ts'

export interface ZipEntry {
  readonly name: string
  readonly method: 'stored' | 'deflated' | 'unknown'
  readonly encrypted: boolean
  readonly compressedBytes: number
  /** Of the entry's local header. */
  readonly offset: number
}

export interface ZipDirectory {
  readonly entries: readonly ZipEntry[]
  /** Fewer entries than announced, or entries that share their bytes: nothing in here is to be trusted. */
  readonly damaged: boolean
}

const END_BYTES = 22
/** The end record may be followed by a comment of 65,535 bytes. */
const END_SEARCH_BYTES = END_BYTES + 65_535
const LOCATOR_64_BYTES = 20
const END_64_BYTES = 56
const ENTRY_BYTES = 46
const LOCAL_BYTES = 30
const DIRECTORY_LIMIT_BYTES = 32 * 1024 * 1024
const CHUNK_BYTES = 64 * 1024

const NAMES = new TextDecoder()

/** `null` when there is no directory: the archive is cut short, or none. */
export function readZipDirectory(source: ByteSource, budget?: Budget): ZipDirectory | null {
  const place = findDirectory(source)
  if (!place || place.bytes > DIRECTORY_LIMIT_BYTES) return null
  const bytes = source.read(place.offset, place.bytes)
  const view = makeView(bytes)
  const entries: ZipEntry[] = []
  let at = 0
  let stored = 0
  while (at + ENTRY_BYTES <= bytes.length && view.getUint32(at, true) === SIGNATURE.entry) {
    budget?.spendObjects()
    const nameBytes = view.getUint16(at + 28, true)
    const extraBytes = view.getUint16(at + 30, true)
    const next = at + ENTRY_BYTES + nameBytes + extraBytes + view.getUint16(at + 32, true)
    if (next > bytes.length) break
    const nameAt = at + ENTRY_BYTES
    const large = readExtra64(view, at, nameAt + nameBytes, extraBytes)
    stored += large.compressedBytes
    entries.push({
      name: NAMES.decode(bytes.subarray(nameAt, nameAt + nameBytes)),
      method: METHODS[view.getUint16(at + 10, true)] ?? 'unknown',
      encrypted: (view.getUint16(at + 8, true) & 1) !== 0,
      ...large,
    })
    at = next
  }
  return { entries, damaged: entries.length !== place.entries || stored > source.size }
}

/** Hands the unpacked bytes to `take` (lent for the call) until that says false. False when the data is not whole. */
export function readZipEntry(
  source: ByteSource,
  entry: ZipEntry,
  budget: Budget,
  take: (bytes: Uint8Array) => boolean,
): boolean {
  const data = openZipEntry(source, entry)
  if (!data) return false
  let offset = 0
  const next = () => {
    budget.spendOperations(1)
    const chunk = data.read(offset, CHUNK_BYTES)
    offset += chunk.length
    return chunk.length > 0 ? chunk : null
  }
  if (entry.method === 'stored') {
    for (let chunk = next(); chunk; chunk = next()) if (!take(chunk)) return true
    return data.size === entry.compressedBytes
  }
  const end = inflateChunks('raw', next, (bytes) => {
    budget.spendBytesOut(bytes.length)
    return take(bytes)
  })
  return end === 'complete' || end === 'stopped'
}

/** The entry's bytes as they are stored; `null` when its local header is missing or nobody can unpack it. */
export function openZipEntry(source: ByteSource, entry: ZipEntry): ByteSource | null {
  if (entry.encrypted || entry.method === 'unknown') return null
  const local = source.read(entry.offset, LOCAL_BYTES)
  if (local.length < LOCAL_BYTES) return null
  const view = makeView(local)
  if (view.getUint32(0, true) !== SIGNATURE.local) return null
  const dataAt = entry.offset + LOCAL_BYTES + view.getUint16(26, true) + view.getUint16(28, true)
  return makePartSource(source, dataAt, entry.compressedBytes)
}

const SIGNATURE = {
  local: 0x0403_4b50,
  entry: 0x0201_4b50,
  end: 'PK\x05\x06',
  locator64: 0x0706_4b50,
  end64: 0x0606_4b50,
} as const
const METHODS: Readonly<Record<number, ZipEntry['method']>> = { 0: 'stored', 8: 'deflated' }
/** Stands for a number that is told in the 64-bit fields. */
const IN_64 = 0xffff_ffff

interface DirectoryPlace {
  readonly offset: number
  readonly bytes: number
  readonly entries: number
}

function findDirectory(source: ByteSource): DirectoryPlace | null {
  const from = Math.max(0, source.size - END_SEARCH_BYTES)
  const tail = source.read(from, END_SEARCH_BYTES)
  let end = -1
  // The last one: a comment may hold the same four bytes only before the end of the file.
  for (
    let at = indexOfText(tail, SIGNATURE.end);
    at >= 0 && at + END_BYTES <= tail.length;
    at = indexOfText(tail, SIGNATURE.end, at + 1)
  ) {
    end = at
  }
  if (end < 0) return null
  const view = makeView(tail)
  const place = {
    entries: view.getUint16(end + 10, true),
    bytes: view.getUint32(end + 12, true),
    offset: view.getUint32(end + 16, true),
  }
  const needs64 = place.entries === 0xffff || place.bytes === IN_64 || place.offset === IN_64
  return needs64 ? (findDirectory64(source, from + end) ?? place) : place
}

function findDirectory64(source: ByteSource, endAt: number): DirectoryPlace | null {
  const locator = source.read(endAt - LOCATOR_64_BYTES, LOCATOR_64_BYTES)
  if (locator.length < LOCATOR_64_BYTES) return null
  if (makeView(locator).getUint32(0, true) !== SIGNATURE.locator64) return null
  const end = source.read(readUint64(makeView(locator), 8), END_64_BYTES)
  if (end.length < END_64_BYTES) return null
  const view = makeView(end)
  if (view.getUint32(0, true) !== SIGNATURE.end64) return null
  return {
    entries: readUint64(view, 32),
    bytes: readUint64(view, 40),
    offset: readUint64(view, 48),
  }
}

/** Sizes and offset of an entry, from its 64-bit extra field (APPNOTE section 4.5.3) where they do not fit. */
function readExtra64(
  view: DataView,
  entryAt: number,
  extraAt: number,
  extraBytes: number,
): { readonly compressedBytes: number; readonly offset: number } {
  let compressedBytes = view.getUint32(entryAt + 20, true)
  let offset = view.getUint32(entryAt + 42, true)
  const isWhole64 = view.getUint32(entryAt + 24, true) === IN_64
  if (compressedBytes !== IN_64 && offset !== IN_64) return { compressedBytes, offset }
  for (let at = extraAt; at + 4 <= extraAt + extraBytes; ) {
    const bytes = view.getUint16(at + 2, true)
    const end = Math.min(at + 4 + bytes, extraAt + extraBytes)
    if (view.getUint16(at, true) === 1) {
      let field = at + 4 + (isWhole64 ? 8 : 0)
      if (compressedBytes === IN_64 && field + 8 <= end) {
        compressedBytes = readUint64(view, field)
        field += 8
      }
      if (offset === IN_64 && field + 8 <= end) offset = readUint64(view, field)
      break
    }
    at += 4 + bytes
  }
  return { compressedBytes, offset }
}

function readUint64(view: DataView, at: number): number {
  return view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true)
}

function makeView(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}
