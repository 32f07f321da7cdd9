/** The bits of a JPEG scan (ITU-T T.81 section F.2.2): stuffed zeros skipped, markers never crossed. */
import { FAST_BITS, type JpegHuffman } from './jpeg-markers.ts'

export class JpegBits {
  readonly #bytes: Uint8Array
  #at: number
  #hold = 0
  #count = 0
  /** Bits that were not there: the scan is cut, or a marker came too early. */
  missing = 0

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes
    this.#at = at
  }

  #fill(): void {
    while (this.#count <= 16) {
      let byte = 0
      if (this.#at >= this.#bytes.length) {
        this.missing += 8
      } else {
        byte = this.#bytes[this.#at]!
        if (byte === 0xff) {
          if (this.#bytes[this.#at + 1] === 0) {
            this.#at += 2
          } else {
            byte = 0
            this.missing += 8
          }
        } else {
          this.#at++
        }
      }
      this.#hold = ((this.#hold << 8) | byte) & 0xffffffff
      this.#count += 8
    }
  }

  /** -1 when no code fits. */
  decode(table: JpegHuffman): number {
    if (this.#count < 16) this.#fill()
    const next = (this.#hold >>> (this.#count - 16)) & 0xffff
    const entry = table.fast[next >> (16 - FAST_BITS)]! || table.long(next)
    if (entry === 0) return -1
    this.#count -= entry >> 8
    return entry & 255
  }

  bits(count: number): number {
    if (count === 0) return 0
    if (this.#count < count) this.#fill()
    this.#count -= count
    return (this.#hold >>> this.#count) & ((1 << count) - 1)
  }

  /** A difference or coefficient of `count` bits with its sign (section F.2.2.1, EXTEND). */
  signed(count: number): number {
    const value = this.bits(count)
    return count > 0 && value < 1 << (count - 1) ? value - (1 << count) + 1 : value
  }

  /** Goes behind the next restart marker; false when another marker or the end stands there. */
  restart(): boolean {
    this.#hold = 0
    this.#count = 0
    this.missing = 0
    const marker = this.findMarker()
    const kind = this.#bytes[marker + 1] ?? 0
    if (kind < 0xd0 || kind > 0xd7) return false
    this.#at = marker + 2
    return true
  }

  /** Where the next real marker stands; the end of the bytes when there is none. */
  findMarker(): number {
    let at = this.#bytes.indexOf(0xff, this.#at)
    while (at >= 0 && (this.#bytes[at + 1] === 0 || this.#bytes[at + 1] === 0xff)) {
      at = this.#bytes.indexOf(0xff, at + 1)
    }
    return at < 0 ? this.#bytes.length : at
  }
}
