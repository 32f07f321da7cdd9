/** Takes printer job language (PJL Technical Reference) off a job: what it asks for, and where its document stands. */
import { COPIES_LIMIT, type Language } from '#shared/contracts/findings.ts'
import { hasTextAt, indexOfText, latin1, makePartSource } from './byte-source.ts'
import {
  type AnalyzeTools,
  type ByteSource,
  makeFindingProblem,
  type Unwrapped,
  type Wrapper,
} from './port.ts'

/** Universal exit language. */
const UEL = '\x1b%-12345X'
const PJL = '@PJL'
const LINE_LIMIT = 4_096
const BLOCK_BYTES = 64 * 1024
const SEARCH_BYTES = 1024 * 1024

export const pjl: Wrapper = {
  name: 'pjl',
  matches: (head) => {
    // Inkjets are sent hundreds of zeros first, to fill up what they may still wait for.
    const start = head.findIndex((byte) => byte !== 0)
    return hasTextAt(head, start, UEL) || hasTextAt(head, start, PJL)
  },
  unwrap: unwrapJob,
}

/** What the commands of one job ask for. They hold until its end, also for its second document. */
interface Settings {
  copies: number | null
  duplex: boolean | null
  grayscale: boolean
  declared: Language | null
}

function unwrapJob(
  source: ByteSource,
  tools: AnalyzeTools,
  before: Unwrapped | null = null,
): Unwrapped {
  const settings: Settings = {
    copies: before?.copies ?? null,
    duplex: before?.duplex ?? null,
    grayscale: before?.grayscale ?? false,
    declared: null,
  }
  const { insideAt, isCut } = readCommands(source, tools, settings)
  const rest = makePartSource(source, insideAt, source.size - insideAt)
  return {
    inside: readsItsOwnEnd(rest, settings.declared) ? rest : untilExit(rest, tools),
    insideAt,
    declared: settings.declared,
    copies: settings.copies,
    duplex: settings.duplex,
    grayscale: settings.grayscale,
    problem: isCut
      ? makeFindingProblem('document-malformed', 'a PJL line without end', insideAt)
      : null,
  }
}

/** Reads lines and exits up to the first byte of a document. */
function readCommands(
  source: ByteSource,
  tools: AnalyzeTools,
  settings: Settings,
): { insideAt: number; isCut: boolean } {
  let block = source.read(0, BLOCK_BYTES)
  let blockAt = 0
  for (let at = 0; at < source.size; ) {
    tools.budget.spendOperations(1)
    if (at + LINE_LIMIT > blockAt + block.length && blockAt + block.length < source.size) {
      block = source.read(at, BLOCK_BYTES)
      blockAt = at
    }
    const local = at - blockAt
    if (hasTextAt(block, local, UEL)) {
      at += UEL.length
    } else if (isPadding(block[local])) {
      at++
    } else if (hasTextAt(block, local, PJL)) {
      const end = block.indexOf(0x0a, local)
      if (end < 0) return { insideAt: source.size, isCut: true }
      at = blockAt + end + 1
      if (obey(latin1(block, local + PJL.length, end), settings))
        return { insideAt: at, isCut: false }
    } else {
      return { insideAt: at, isCut: false }
    }
  }
  return { insideAt: source.size, isCut: false }
}

function isPadding(byte: number | undefined): boolean {
  return byte === 0 || byte === 0x0a || byte === 0x0d || byte === 0x20 || byte === 0x09
}

/** One command; whether the document begins behind it. Keys and values come in any case, with or without blanks. */
function obey(line: string, settings: Settings): boolean {
  const language = /^\s*ENTER\s+LANGUAGE\s*=\s*"?([\w.+-]*)/i.exec(line)
  if (language) {
    settings.declared = languageOf(language[1]!.toUpperCase())
    return true
  }
  if (/^\s*(?:EOJ|RESET|INITIALIZE)\b/i.test(line)) {
    settings.copies = null
    settings.duplex = null
    settings.grayscale = false
    return false
  }
  // `DEFAULT` is not this job's business; a prefix like `LPARM:PCL` is.
  const setting = /^\s*SET\s+(?:[LI]PARM\s*:\s*\w+\s+)?(\w+)\s*=\s*"?([^"\r]*)/i.exec(line)
  if (setting) set(setting[1]!.toUpperCase(), setting[2]!.trim().toUpperCase(), settings)
  return false
}

function set(key: string, value: string, settings: Settings): void {
  if (key === 'COPIES' || key === 'QTY') {
    const copies = /^\d{1,9}$/.test(value) ? Number(value) : 0
    // Both mean the number of times the job is printed; a driver that sets both sets them to the same.
    if (copies > 0) settings.copies = Math.min(Math.max(copies, settings.copies ?? 1), COPIES_LIMIT)
  } else if (key === 'DUPLEX') {
    if (value === 'ON' || value === 'OFF') settings.duplex = value === 'ON'
  } else if (key === 'RENDERMODE') {
    settings.grayscale = value === 'GRAYSCALE'
  }
}

const LANGUAGE_NAMES: ReadonlyMap<string, Language | null> = new Map<string, Language | null>([
  ['PCL', 'pcl5'],
  ['PCL5', 'pcl5'],
  ['PCL5C', 'pcl5'],
  ['PCL5E', 'pcl5'],
  ['PCLXL', 'pclxl'],
  ['PCL6', 'pclxl'],
  ['PCL3', 'pcl3'],
  ['PCL3GUI', 'pcl3'],
  ['PCL3GUI2', 'pcl3'],
  ['RTL', 'pcl3'],
  ['POSTSCRIPT', 'postscript'],
  ['PS', 'postscript'],
  ['PDF', 'pdf'],
  ['PCLM', 'pclm'],
  ['XPS', 'xps'],
  ['XML', 'xps'],
  ['TIFF', 'tiff'],
  ['JPEG', 'jpeg'],
  ['PNG', 'png'],
  ['HPGL', 'hpgl'],
  ['HPGL2', 'hpgl'],
  ['HP-GL2', 'hpgl'],
  ['URF', 'urf'],
  ['APPLERASTER', 'urf'],
  ['PWG', 'pwg-raster'],
  ['PWGRASTER', 'pwg-raster'],
  ['ESCP', 'escp'],
  ['EPSON', 'escp'],
  ['ZPL', 'zpl'],
  ['TEXT', 'text'],
  ['ASCII', 'text'],
  // The printer finds out itself, and so do we.
  ['AUTO', null],
  ['AUTOMATIC', null],
])

/** A name that we do not know stands for a language that we do not read, whatever its bytes look like. */
function languageOf(name: string): Language | null {
  const language = LANGUAGE_NAMES.get(name)
  return language === undefined ? 'unknown' : language
}

/** PCL and PCL XL hold bytes of any value, so only their own reader knows which exit is one. */
function readsItsOwnEnd(rest: ByteSource, declared: Language | null): boolean {
  const head = rest.read(0, 16)
  if (hasTextAt(head, 0, '%PDF') || hasTextAt(head, 0, '%!') || hasTextAt(head, 0, '\x04%!'))
    return false
  if (declared === 'pcl5' || declared === 'pcl3' || declared === 'pclxl') return true
  const isXl = hasTextAt(head, 0, ') HP-PCL XL') || hasTextAt(head, 0, '( HP-PCL XL')
  return declared === null && (isXl || (head[0] === 0x1b && head[1] !== 0x25))
}

/** Everything before the next exit. */
function untilExit(rest: ByteSource, tools: AnalyzeTools): ByteSource {
  for (let from = 0; from < rest.size; from += SEARCH_BYTES) {
    tools.budget.lookAtClock()
    const block = rest.read(from, SEARCH_BYTES + UEL.length - 1)
    const found = indexOfText(block, UEL)
    if (found >= 0) return makePartSource(rest, 0, from + found)
  }
  return rest
}
