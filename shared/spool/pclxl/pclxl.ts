/** PCL XL ("PCL 6"): header, then a stream of binary operators. */
import { hasTextAt } from '../byte-source.ts'
import { PageTally } from '../page-tally.ts'
import type { AnalyzeTools, LanguageEntry, Reading, StreamReader } from '../port.ts'
import { Attributes } from './attributes.ts'
import { Interpreter } from './interpreter.ts'
import { Parser } from './parser.ts'
import { Streams } from './streams.ts'

export const pclxl: LanguageEntry = {
  language: 'pclxl',
  matches: (head) => bindingOf(head, 0) !== null,
  reader: { kind: 'stream', open: (tools) => new PclXlReader(tools) },
}

const HEADER_LIMIT = 4_096

type Binding = 'high-byte-first' | 'low-byte-first' | 'text'

/** How numbers are written; `null` = this is no PCL XL. */
function bindingOf(head: Uint8Array, at: number): Binding | null {
  if (!hasTextAt(head, at + 1, ' HP-PCL XL;')) return null
  if (head[at] === 0x28) return 'high-byte-first'
  if (head[at] === 0x29) return 'low-byte-first'
  return head[at] === 0x27 ? 'text' : null
}

class PclXlReader implements StreamReader {
  readonly #tools: AnalyzeTools
  readonly #tally = new PageTally()
  readonly #attributes = new Attributes()
  readonly #streams = new Streams()
  readonly #interpreter: Interpreter
  #parser: Parser | null = null
  #carried = new Uint8Array(0)
  #bytes = 0
  #isLost = false

  constructor(tools: AnalyzeTools) {
    this.#tools = tools
    this.#interpreter = new Interpreter(tools, this.#tally, this.#attributes, this.#streams)
  }

  push(chunk: Uint8Array): 'more' | 'enough' {
    let data = this.#carried.length === 0 ? chunk : joined(this.#carried, chunk)
    this.#carried = new Uint8Array(0)
    if (!this.#parser) {
      const headerBytes = this.#readHeader(data)
      if (headerBytes === null) return this.#isLost ? 'enough' : 'more'
      this.#bytes += headerBytes
      data = data.subarray(headerBytes)
    }
    const parser = this.#parser!
    const read = parser.push(data)
    this.#bytes += read
    if (parser.stop) return 'enough'
    this.#carried = data.slice(read)
    return 'more'
  }

  end(): Reading {
    const { stop, owedBytes } = this.#parser ?? { stop: null, owedBytes: 0 }
    const isCut = this.#carried.length > 0 || owedBytes > 0 || this.#interpreter.isInPage
    this.#interpreter.endCutPage()
    if (!this.#parser) {
      this.#tally.giveUp('document-malformed', 'a PCL XL header that cannot be read', this.#bytes)
    } else if (stop === 'broken') {
      this.#tally.report('document-malformed', 'bytes that are no PCL XL', this.#bytes)
    } else if (isCut || this.#interpreter.isInSession) {
      this.#tally.report('document-truncated', 'the PCL XL session has no end', this.#bytes)
    }
    return this.#tally.makeReading()
  }

  takenBytes(): number {
    return this.#parser?.stop === 'exit' ? this.#bytes : Number.POSITIVE_INFINITY
  }

  /** Length of the header line; `null` when it is not whole yet, or wrong. */
  #readHeader(data: Uint8Array): number | null {
    const end = data.indexOf(0x0a)
    const binding = data.length > 12 ? bindingOf(data, 0) : null
    if (end < 0 && data.length < HEADER_LIMIT) {
      this.#carried = data.slice()
      return null
    }
    if (end < 0 || end > HEADER_LIMIT || binding === null || binding === 'text') {
      this.#isLost = true
      return null
    }
    const isLittleEndian = binding === 'low-byte-first'
    this.#parser = this.#makeParser(isLittleEndian)
    this.#streams.play = (bytes) => this.#play(bytes, isLittleEndian)
    return end + 1
  }

  /** A stream of its own may have its own header. */
  #play(bytes: Uint8Array, isLittleEndian: boolean): void {
    const binding = bindingOf(bytes, 0)
    const headerEnd = binding === null ? -1 : bytes.indexOf(0x0a)
    const parser = this.#makeParser(
      binding === null ? isLittleEndian : binding === 'low-byte-first',
    )
    const read = parser.push(bytes.subarray(headerEnd + 1))
    if (parser.stop || headerEnd + 1 + read < bytes.length) this.#tally.doubtColor()
  }

  #makeParser(isLittleEndian: boolean): Parser {
    return new Parser(this.#tools.budget, this.#interpreter, this.#attributes, isLittleEndian)
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length)
  whole.set(first)
  whole.set(second, first.length)
  return whole
}
