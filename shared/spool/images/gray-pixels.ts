/** Runs over gray pixels of three bytes twelve bytes at a time: most of a scanned page is gray, most of that white. */

/** Bytes of a 32-bit number stand lowest first. */
const isLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1

export class GrayPixels {
  #words: Int32Array = new Int32Array(0)

  /** Where behind `from` the first pixel stands that may not be gray; `to` or less than four pixels before it at most. */
  skip(data: Uint8Array, from: number, to: number): number {
    if (this.#words.buffer !== data.buffer) {
      this.#words = new Int32Array(data.buffer, 0, data.buffer.byteLength >> 2)
    }
    if (!isLittleEndian) return from
    const { byteOffset } = data
    let at = from
    while (((byteOffset + at) & 3) !== 0) {
      if (at + 3 > to || data[at] !== data[at + 1] || data[at] !== data[at + 2]) return at
      at += 3
    }
    const start = (byteOffset + at) >> 2
    const end = start + Math.floor((to - at) / 12) * 3
    return at + (skipWords(this.#words, start, end) - start) * 4
  }
}

/** Three words are four pixels: R G B R, G B R G, B R G B. */
function skipWords(words: Int32Array, from: number, end: number): number {
  let at = from
  for (; at < end; at += 3) {
    const first = words[at]!
    const second = words[at + 1]!
    const third = words[at + 2]!
    // All twelve bytes alike, as white paper is.
    if (first === second && second === third && first === ((first << 8) | (first >>> 24))) continue
    const unlike =
      ((first ^ (first >>> 8)) & 0xffff) |
      ((second ^ (second >>> 8)) & 0xff00ff) |
      ((third ^ (third >>> 8)) & 0xffff00) |
      ((first >>> 24) ^ (second & 0xff)) |
      ((second >>> 24) ^ (third & 0xff))
    if (unlike !== 0) return at
  }
  return at
}
