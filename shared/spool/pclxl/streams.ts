/** User-defined streams of PCL XL: operators kept under a name, to be run later. */

const STREAMS_LIMIT = 256
const BYTES_LIMIT = 8 * 1024 * 1024
const NESTING_LIMIT = 8

export class Streams {
  /** Runs the operators of a stream; who reads the document gives it. */
  play: (bytes: Uint8Array) => void = () => {}
  readonly #streams = new Map<string, Uint8Array | null>()
  #name: string | null = null
  #parts: Uint8Array[] = []
  #bytes = 0
  #nesting = 0

  begin(name: string): void {
    this.#name = name
    this.#parts = []
  }

  append(data: Uint8Array, from: number, to: number): void {
    this.#bytes += to - from
    if (this.#name !== null && this.#bytes <= BYTES_LIMIT) this.#parts.push(data.slice(from, to))
  }

  end(): void {
    if (this.#name === null) return
    const isKept = this.#bytes <= BYTES_LIMIT && this.#streams.size < STREAMS_LIMIT
    const length = this.#parts.reduce((sum, part) => sum + part.length, 0)
    const whole = new Uint8Array(isKept ? length : 0)
    let at = 0
    for (const part of isKept ? this.#parts : []) {
      whole.set(part, at)
      at += part.length
    }
    if (isKept) this.#streams.set(this.#name, whole)
    this.#name = null
    this.#parts = []
  }

  /** Whether its operators could be followed. */
  run(name: string): boolean {
    const bytes = this.#streams.get(name)
    if (!bytes || this.#nesting >= NESTING_LIMIT) return false
    this.#nesting++
    try {
      this.play(bytes)
    } finally {
      this.#nesting--
    }
    return true
  }

  remove(name: string): void {
    this.#streams.delete(name)
  }
}
