/** Windows EMF spool files ([MS-EMFSPOOL], `.SPL`): a chain of records, each page a metafile ([MS-EMF]). */
import { makePartSource } from './byte-source.ts'
import { type DevMode, parseDevMode } from './emfspool/devmode.ts'
import { type MetafilePage, readMetafile } from './emfspool/metafile.ts'
import { PageTally, type PaperSize } from './page-tally.ts'
import type { AnalyzeTools, ByteSource, LanguageEntry, Reading } from './port.ts'

export const emfspool: LanguageEntry = {
  language: 'emfspool',
  matches: isEmfSpool,
  reader: { kind: 'random', read: readEmfSpool },
}

const VERSION = 0x0001_0000
const HEADER_BYTES = 16
/** The header ends with two names; nobody's are longer. */
const HEADER_LIMIT_BYTES = 64 * 1024
const RECORD_HEAD_BYTES = 8
const DEVMODE_LIMIT_BYTES = 64 * 1024

/** "ulID" of the records that matter ([MS-EMFSPOOL] section 2.1.1). */
const RECORD = {
  metafile: 1, // EMRI_METAFILE
  devMode: 3, // EMRI_DEVMODE
  grayMetafile: 10, // EMRI_BW_METAFILE
  metafileData: 12, // EMRI_METAFILE_DATA
  metafileExt: 13, // EMRI_METAFILE_EXT: ends the page whose metafile the last EMRI_METAFILE_DATA holds
  grayMetafileExt: 14, // EMRI_BW_METAFILE_EXT
} as const
const LAST_RECORD = 21

/** The header names its own length, and a record that exists must follow it. */
function isEmfSpool(head: Uint8Array, source: ByteSource): boolean {
  if (head.length < HEADER_BYTES) return false
  const header = makeView(head)
  if (header.getUint32(0, true) !== VERSION) return false
  const headerBytes = header.getUint32(4, true)
  if (headerBytes < HEADER_BYTES || headerBytes > HEADER_LIMIT_BYTES) return false
  const names = [header.getUint32(8, true), header.getUint32(12, true)]
  if (names.some((offset) => offset > headerBytes)) return false
  const record = source.read(headerBytes, RECORD_HEAD_BYTES)
  if (record.length < RECORD_HEAD_BYTES) return record.length === 0
  const kind = makeView(record).getUint32(0, true)
  return kind >= 1 && kind <= LAST_RECORD
}

function readEmfSpool(source: ByteSource, tools: AnalyzeTools): Reading {
  const spool = new SpoolPages(tools)
  let at = makeView(source.read(4, 4)).getUint32(0, true)
  while (at < source.size) {
    tools.budget.spendObjects()
    const head = source.read(at, RECORD_HEAD_BYTES)
    if (head.length < RECORD_HEAD_BYTES)
      return spool.end('a record is cut short', at, 'document-truncated')
    const [kind, bytes] = [makeView(head).getUint32(0, true), makeView(head).getUint32(4, true)]
    if (kind === 0 || kind > LAST_RECORD)
      return spool.end('no such record', at, 'document-malformed')
    const body = makePartSource(source, at + RECORD_HEAD_BYTES, bytes)
    spool.readRecord(kind, body)
    if (body.size < bytes) return spool.end('a record is cut short', at, 'document-truncated')
    at += RECORD_HEAD_BYTES + bytes
  }
  return spool.end(null, at, 'document-truncated')
}

class SpoolPages {
  readonly #tools: AnalyzeTools
  readonly #tally = new PageTally()
  /** Of the last EMRI_METAFILE_DATA, until a page claims it. */
  #metafile: ByteSource | null = null
  #devMode: DevMode | null = null

  constructor(tools: AnalyzeTools) {
    this.#tools = tools
  }

  readRecord(kind: number, body: ByteSource): void {
    switch (kind) {
      case RECORD.devMode:
        this.#devMode = parseDevMode(body.read(0, DEVMODE_LIMIT_BYTES)) ?? this.#devMode
        break
      case RECORD.metafileData:
        this.#metafile = body
        break
      case RECORD.metafile:
      case RECORD.grayMetafile:
        this.#addPage(body, kind === RECORD.grayMetafile)
        break
      case RECORD.metafileExt:
      case RECORD.grayMetafileExt:
        this.#addPage(this.#metafile, kind === RECORD.grayMetafileExt)
        this.#metafile = null
        break
    }
  }

  end(
    detail: string | null,
    at: number,
    code: 'document-truncated' | 'document-malformed',
  ): Reading {
    if (this.#tally.pages === 0) this.#tally.giveUp(code, detail ?? 'no page in the document', at)
    else if (detail !== null) this.#tally.report(code, detail, at)
    return this.#tally.makeReading()
  }

  #addPage(body: ByteSource | null, isGray: boolean): void {
    const page: MetafilePage = body
      ? readMetafile(body, this.#tools)
      : { color: 'undecided', colorIsCertain: false, size: null }
    const devMode = this.#devMode
    // The driver prints gray, whatever the page holds.
    const gray = isGray || devMode?.color === false
    if (!gray && !page.colorIsCertain) this.#tally.doubtColor()
    const size: PaperSize | null = devMode?.paper ?? page.size
    this.#tally.add(gray ? 'mono' : page.color, devMode?.copies ?? 1, size)
    if (devMode?.duplex !== null && devMode?.duplex !== undefined) {
      this.#tally.askDuplex(devMode.duplex)
    }
  }
}

function makeView(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}
