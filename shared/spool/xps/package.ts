/** Parts of an XPS package (ECMA-388, ECMA-376 part 2): names, pieces, relationships. */
import type { AnalyzeTools, ByteSource, Scratch } from '../port.ts'
import { type XmlEnd, XmlReader, type XmlSink } from '../xml.ts'
import { openZipEntry, readZipDirectory, readZipEntry, type ZipEntry } from '../zip.ts'

export interface XpsPackage {
  has(name: string): boolean
  /** Hands the part's bytes to `take`. False when it is missing or damaged. */
  read(name: string, take: (bytes: Uint8Array) => boolean): boolean
  /** Reads the part as XML. `missing` also when its bytes are damaged. */
  readXml(name: string, sink: XmlSink): XmlEnd | 'missing'
  /** The part as a document of its own, for readers that jump; null when it is missing or damaged. */
  open(name: string): ByteSource | null
}

/** Longest part read as XML. */
const XML_LIMIT_BYTES = 256 * 1024 * 1024

/** `null` when the archive has no directory; `damaged` when its directory cannot be trusted. */
export function openXpsPackage(
  source: ByteSource,
  tools: AnalyzeTools,
): { readonly parts: XpsPackage; readonly damaged: boolean } | null {
  const directory = readZipDirectory(source, tools.budget)
  if (!directory) return null
  return { parts: new ZipParts(source, directory.entries, tools), damaged: directory.damaged }
}

/** Part names are compared without case (ECMA-376 part 2 section 9.1.1). */
function normalizePartName(name: string): string {
  const plain = name.replace(/^\/+/, '').replaceAll('\\', '/')
  return decodePercent(plain).toLowerCase()
}

/** A reference inside the part `base`, as a part name. */
export function resolvePartName(base: string, reference: string): string {
  const path = reference.replace(/[?#].*$/, '')
  const segments = path.startsWith('/') ? [] : base.split('/').slice(0, -1)
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(segment)
  }
  return normalizePartName(segments.join('/'))
}

/** Where the relationships of a part stand; of the package itself with the empty name. */
export function relationshipsOf(name: string): string {
  const slash = name.lastIndexOf('/') + 1
  return `${name.slice(0, slash)}_rels/${name.slice(slash)}.rels`
}

/** `Doc.fdseq/[1].last.piece` → piece 1 of `Doc.fdseq` (ECMA-376 part 2 section 9.2.3.2). */
export function parsePieceName(name: string): { readonly part: string; readonly piece: number } {
  const match = /^(.*)\/\[(\d{1,9})\](?:\.last)?\.piece$/i.exec(name)
  return match ? { part: match[1]!, piece: Number(match[2]) } : { part: name, piece: 0 }
}

class ZipParts implements XpsPackage {
  readonly #source: ByteSource
  readonly #tools: AnalyzeTools
  /** Pieces of a part by its name, in order. */
  readonly #parts = new Map<string, ZipEntry[]>()

  constructor(source: ByteSource, entries: readonly ZipEntry[], tools: AnalyzeTools) {
    this.#source = source
    this.#tools = tools
    const pieces = new Map<string, { readonly entry: ZipEntry; readonly piece: number }[]>()
    for (const entry of entries) {
      const { part, piece } = parsePieceName(entry.name)
      const name = normalizePartName(part)
      const others = pieces.get(name)
      if (others) others.push({ entry, piece })
      else pieces.set(name, [{ entry, piece }])
    }
    for (const [name, list] of pieces) {
      list.sort((a, b) => a.piece - b.piece)
      this.#parts.set(
        name,
        list.map(({ entry }) => entry),
      )
    }
  }

  has(name: string): boolean {
    return this.#parts.has(name)
  }

  read(name: string, take: (bytes: Uint8Array) => boolean): boolean {
    const pieces = this.#parts.get(name)
    if (!pieces) return false
    let wanted = true
    for (const piece of pieces) {
      const whole = readZipEntry(this.#source, piece, this.#tools.budget, (bytes) => {
        wanted = take(bytes)
        return wanted
      })
      if (!whole) return false
      if (!wanted) return true
    }
    return true
  }

  readXml(name: string, sink: XmlSink): XmlEnd | 'missing' {
    const reader = new XmlReader(sink)
    let bytesRead = 0
    const whole = this.read(name, (bytes) => {
      bytesRead += bytes.length
      this.#tools.budget.spendOperations(1 + (bytes.length >> 8))
      return bytesRead <= XML_LIMIT_BYTES && reader.push(bytes)
    })
    if (bytesRead > XML_LIMIT_BYTES) return 'refused'
    const end = reader.end()
    return whole || end === 'refused' ? end : 'missing'
  }

  open(name: string): ByteSource | null {
    const pieces = this.#parts.get(name)
    const [only] = pieces ?? []
    if (pieces?.length === 1 && only?.method === 'stored') return openZipEntry(this.#source, only)
    const scratch: Scratch = this.#tools.scratch()
    const whole = this.read(name, (bytes) => {
      scratch.append(bytes)
      return true
    })
    return whole ? scratch.source() : null
  }
}

function decodePercent(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
