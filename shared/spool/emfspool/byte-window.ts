/** Numbers from anywhere in a document, read block by block; beyond the end everything is 0. */
import type { ByteSource } from '../port.ts'

const BLOCK_BYTES = 64 * 1024

export class ByteWindow {
  readonly source: ByteSource
  #block: DataView = new DataView(new ArrayBuffer(0))
  #from = 0

  constructor(source: ByteSource) {
    this.source = source
  }

  uint32(at: number): number {
    return this.#load(at, 4) ? this.#block.getUint32(at - this.#from, true) : 0
  }

  int32(at: number): number {
    return this.uint32(at) | 0
  }

  uint16(at: number): number {
    return this.#load(at, 2) ? this.#block.getUint16(at - this.#from, true) : 0
  }

  uint8(at: number): number {
    return this.#load(at, 1) ? this.#block.getUint8(at - this.#from) : 0
  }

  #load(at: number, count: number): boolean {
    if (at >= this.#from && at + count <= this.#from + this.#block.byteLength) return true
    if (at < 0 || at + count > this.source.size) return false
    const bytes = this.source.read(at, BLOCK_BYTES)
    this.#block = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#from = at
    return bytes.length >= count
  }
}
