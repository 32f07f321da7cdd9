/** Cuts a stream of chunks where a parser stopped, so that it always meets its units whole. */

/**
 * Hands `parse` the bytes of every chunk in order; what it leaves is shown again in front of the next chunk.
 * Only the seam is copied, never a whole chunk.
 */
export class CarryOver {
  /** Offset in the document of the first byte that was not consumed yet. */
  offset = 0
  readonly #parse: ParseBytes
  readonly #seam: Uint8Array
  #held = 0

  /** `unitBytes`: given so many bytes, `parse` always consumes something. */
  constructor(unitBytes: number, parse: ParseBytes) {
    this.#parse = parse
    this.#seam = new Uint8Array(2 * unitBytes)
  }

  push(chunk: Uint8Array): void {
    let from = 0
    while (this.#held > 0) {
      const held = this.#held
      const taken = Math.min(chunk.length - from, this.#seam.length - held)
      this.#seam.set(chunk.subarray(from, from + taken), held)
      const used = this.#parse(this.#seam, 0, held + taken)
      this.offset += used
      if (used >= held) {
        from += used - held
        this.#held = 0
        break
      }
      this.#seam.copyWithin(0, used, held + taken)
      this.#held = held + taken - used
      from += taken
      if (from === chunk.length) return
    }
    const used = this.#parse(chunk, from, chunk.length)
    this.offset += used - from
    this.#held = chunk.length - used
    this.#seam.set(chunk.subarray(used), 0)
  }

  /** What was never consumed. */
  rest(): Uint8Array {
    return this.#seam.subarray(0, this.#held)
  }
}

/** Returns how far it got in `bytes`, between `from` and `to`. */
export type ParseBytes = (bytes: Uint8Array, from: number, to: number) => number
