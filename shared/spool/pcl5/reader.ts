/** Reads a PCL stream in chunks, up to its end or to the universal exit language sequence. */
import { PAGES_LIMIT } from '#shared/contracts/findings.ts'
import { PageTally } from '../page-tally.ts'
import type { AnalyzeTools, Reading, StreamReader } from '../port.ts'
import { Interpreter } from './interpreter.ts'
import { Parser } from './parser.ts'

/** A few unknown commands are habit; with so many of them the stream is something else. */
const STRANGE_LIMIT = 64
const STRANGE_TOLERATED = 3

export class PclReader implements StreamReader {
  readonly #tally = new PageTally()
  readonly #interpreter: Interpreter
  readonly #parser: Parser
  #carried = new Uint8Array(0)
  #bytes = 0

  constructor(tools: AnalyzeTools, dialect: 'page' | 'inkjet' = 'page') {
    this.#interpreter = new Interpreter(tools, this.#tally, dialect === 'inkjet')
    const interpreter = this.#interpreter
    this.#parser = new Parser(interpreter)
    interpreter.macros.play = (bytes) => {
      new Parser(interpreter).push(bytes, bytes.length)
      interpreter.raster.keepPlanes()
    }
  }

  push(chunk: Uint8Array): 'more' | 'enough' {
    const data = this.#carried.length === 0 ? chunk : joined(this.#carried, chunk)
    const read = this.#parser.push(data, data.length)
    this.#interpreter.raster.keepPlanes()
    this.#carried = data.slice(read)
    this.#bytes += chunk.length
    const isTooLong = this.#tally.pages > PAGES_LIMIT
    return this.#parser.endedAt >= 0 || this.#isLost() || isTooLong ? 'enough' : 'more'
  }

  end(): Reading {
    const isCut =
      this.#parser.endedAt < 0 && (this.#carried.length > 0 || this.#parser.owedBytes > 0)
    this.#interpreter.finish()
    if (this.#isLost()) {
      this.#tally.giveUp(
        'document-malformed',
        'too many commands that PCL does not know',
        this.#bytes,
      )
    } else if (isCut) {
      this.#tally.report('document-truncated', 'the last command is not complete', this.#bytes)
    } else if (this.#interpreter.strange > STRANGE_TOLERATED) {
      this.#tally.doubtCount()
    }
    return this.#tally.makeReading()
  }

  /** Behind these bytes another language begins. */
  takenBytes(): number {
    return this.#parser.endedAt >= 0 ? this.#parser.endedAt : Number.POSITIVE_INFINITY
  }

  #isLost(): boolean {
    const { strange, plot } = this.#interpreter
    return strange + plot.strange > STRANGE_LIMIT
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length)
  whole.set(first)
  whole.set(second, first.length)
  return whole
}
