/** The directories of a TIFF file (TIFF 6.0 section 2, and BigTIFF): one an image, in a chain that must end. */
import type { AnalyzeTools, ByteSource } from '../port.ts'

export interface TiffDirectory {
  /** Values of a tag, as numbers; empty when it is not there. */
  values(tag: number): readonly number[]
  /** First value of a tag. */
  value(tag: number, missing: number): number
  /** Bytes of a tag, as they stand. */
  bytes(tag: number): Uint8Array
}

export interface TiffChain {
  readonly directories: readonly TiffDirectory[]
  readonly littleEndian: boolean
  /** False when the chain loops or leads out of the file. */
  readonly complete: boolean
}

const DIRECTORIES_LIMIT = 100_000
const ENTRIES_LIMIT = 4_096
const VALUES_LIMIT = 4_000_000
/** By field type: bytes of one value; 0 = unknown. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8]

export function isTiff(head: Uint8Array): boolean {
  const order =
    head[0] === 0x49 && head[1] === 0x49 ? 0 : head[0] === 0x4d && head[1] === 0x4d ? 1 : -1
  if (order < 0) return false
  const version = order === 0 ? head[2]! | (head[3]! << 8) : (head[2]! << 8) | head[3]!
  return version === 42 || version === 43
}

export function readTiffChain(source: ByteSource, tools: AnalyzeTools): TiffChain {
  const head = source.read(0, 16)
  const littleEndian = head[0] === 0x49
  const isBig = (littleEndian ? head[2] : head[3]) === 43
  const reader = new TiffReader(source, littleEndian, isBig)
  const directories: TiffDirectory[] = []
  const visited = new Set<number>()
  let at = isBig ? reader.long8(8) : reader.long(4)
  let complete = true
  while (at !== 0) {
    if (visited.has(at) || directories.length >= DIRECTORIES_LIMIT) {
      complete = false
      break
    }
    visited.add(at)
    tools.budget.spendObjects()
    const directory = reader.readDirectory(at, tools)
    if (directory === null) {
      complete = false
      break
    }
    directories.push(directory)
    at = directory.next
  }
  return { directories, littleEndian, complete }
}

interface Entry {
  readonly type: number
  readonly count: number
  readonly at: number
}

class TiffReader {
  readonly #source: ByteSource
  readonly #little: boolean
  readonly #big: boolean

  constructor(source: ByteSource, little: boolean, big: boolean) {
    this.#source = source
    this.#little = little
    this.#big = big
  }

  #view(at: number, length: number): DataView | null {
    const bytes = this.#source.read(at, length)
    return bytes.length < length ? null : new DataView(bytes.buffer, bytes.byteOffset, length)
  }

  long(at: number): number {
    return this.#view(at, 4)?.getUint32(0, this.#little) ?? 0
  }

  long8(at: number): number {
    return Number(this.#view(at, 8)?.getBigUint64(0, this.#little) ?? 0n)
  }

  readDirectory(
    at: number,
    tools: AnalyzeTools,
  ): (TiffDirectory & { readonly next: number }) | null {
    const head = this.#view(at, this.#big ? 8 : 2)
    if (!head) return null
    const count = this.#big
      ? Number(head.getBigUint64(0, this.#little))
      : head.getUint16(0, this.#little)
    if (count === 0 || count > ENTRIES_LIMIT) return null
    const entryBytes = this.#big ? 20 : 12
    const first = at + (this.#big ? 8 : 2)
    const table = this.#view(first, count * entryBytes)
    if (!table) return null
    const entries = new Map<number, Entry>()
    for (let i = 0; i < count; i++) {
      tools.budget.spendOperations(1)
      const from = i * entryBytes
      const type = table.getUint16(from + 2, this.#little)
      const values = this.#big
        ? Number(table.getBigUint64(from + 4, this.#little))
        : table.getUint32(from + 4, this.#little)
      const size = (TYPE_BYTES[type] ?? 0) * values
      const inline = this.#big ? 8 : 4
      const field = first + from + (this.#big ? 12 : 8)
      const place = size <= inline ? field : this.#big ? this.long8(field) : this.long(field)
      entries.set(table.getUint16(from, this.#little), { type, count: values, at: place })
    }
    const end = first + count * entryBytes
    return {
      next: this.#big ? this.long8(end) : this.long(end),
      values: (tag) => this.#values(entries.get(tag)),
      value: (tag, missing) => this.#values(entries.get(tag), 1)[0] ?? missing,
      bytes: (tag) => {
        const entry = entries.get(tag)
        if (!entry) return new Uint8Array(0)
        const size = (TYPE_BYTES[entry.type] ?? 0) * entry.count
        return this.#source.read(entry.at, Math.min(size, VALUES_LIMIT))
      },
    }
  }

  #values(entry: Entry | undefined, limit = VALUES_LIMIT): readonly number[] {
    const each = TYPE_BYTES[entry?.type ?? 0] ?? 0
    if (!entry || each === 0) return []
    const bytes = this.#source.read(entry.at, Math.min(entry.count, limit) * each)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    return Array.from({ length: Math.floor(bytes.length / each) }, (_, i) =>
      this.#one(view, i * each, entry.type),
    )
  }

  #one(view: DataView, at: number, type: number): number {
    switch (type) {
      case 3:
        return view.getUint16(at, this.#little)
      case 4:
      case 13:
        return view.getUint32(at, this.#little)
      case 5: {
        const below = view.getUint32(at + 4, this.#little)
        return below === 0 ? 0 : view.getUint32(at, this.#little) / below
      }
      case 16:
      case 18:
        return Number(view.getBigUint64(at, this.#little))
      default:
        return view.getUint8(at)
    }
  }
}
