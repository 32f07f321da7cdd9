/** Bytes that grow while a decoder writes them, up to a limit. */

const FIRST_BYTES = 4_096

export class GrowingBytes {
  bytes: Uint8Array
  length = 0
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = Math.max(0, limit)
    this.bytes = new Uint8Array(Math.min(FIRST_BYTES, this.#limit))
  }

  /** False when the limit is reached; nothing is written then. */
  push(byte: number): boolean {
    if (!this.#fits(1)) return false
    this.bytes[this.length++] = byte
    return true
  }

  fill(byte: number, count: number): boolean {
    if (!this.#fits(count)) return false
    this.bytes.fill(byte, this.length, this.length + count)
    this.length += count
    return true
  }

  append(part: Uint8Array): boolean {
    if (!this.#fits(part.length)) return false
    this.bytes.set(part, this.length)
    this.length += part.length
    return true
  }

  /** Copies `count` bytes from `start`, which may reach into what is being written. */
  repeat(start: number, count: number): boolean {
    if (!this.#fits(count)) return false
    const { bytes } = this
    for (let from = start, end = start + count; from < end; ) bytes[this.length++] = bytes[from++]!
    return true
  }

  #fits(count: number): boolean {
    const wanted = this.length + count
    if (wanted <= this.bytes.length) return true
    if (wanted > this.#limit) return false
    const grown = new Uint8Array(Math.min(this.#limit, Math.max(wanted, this.bytes.length * 2)))
    grown.set(this.bytes.subarray(0, this.length))
    this.bytes = grown
    return true
  }
}
