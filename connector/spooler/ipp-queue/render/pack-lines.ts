/** Lines of dots → the run lengths of PWG raster and URF, which pack alike: equal lines counted, equal dots counted. */

/** Full chunks, in order, ready to leave. Each buffer is given away. */
export interface LinePacker {
  /**
   * `dots` holds `lines` lines of `lineStride` bytes, `width` dots each: one byte a dot in gray, four in color (blue,
   * green, red, unused). `turn` as a second side may need it.
   */
  pack(dots: Uint8Array, lines: number, lineStride: number, turn: PackTurn): void
  /** Ends the side: equal lines at its end are still counted. */
  endSide(): void
  /** Plain bytes between sides. */
  add(bytes: Uint8Array): void
  /** What is finished so far; `all` hands out the last, unfilled chunk too. */
  take(all: boolean): Uint8Array<ArrayBuffer>[]
}

export interface PackTurn {
  readonly dotsBackwards: boolean
  readonly linesBackwards: boolean
}

const CHUNK_BYTES = 256 * 1024
/** A count byte tells of so many lines at most, and of so many dots. */
const LINES_LIMIT = 256
const RUN_LIMIT = 128

export function makeLinePacker(color: boolean, width: number): LinePacker {
  const bytesPerDot = color ? 3 : 1
  // Every dot on its own, its count bytes, and the line's.
  const packedLimit = width * bytesPerDot + Math.ceil(width / RUN_LIMIT) + 1
  const chunkBytes = Math.max(CHUNK_BYTES, packedLimit * 2)
  const full: Uint8Array<ArrayBuffer>[] = []
  let chunk = new Uint8Array(chunkBytes)
  let used = 0
  /** The line before, as it came; its count byte lies at `countAt`. */
  const lastLine = Buffer.alloc(width * (color ? 4 : 1))
  const turned = new Uint8Array(lastLine.length)
  let repeats = 0
  let countAt = 0

  const makeRoom = (bytes: number) => {
    if (used + bytes <= chunkBytes) return
    closeLine()
    full.push(chunk.subarray(0, used))
    chunk = new Uint8Array(chunkBytes)
    used = 0
  }
  const closeLine = () => {
    if (repeats > 0) chunk[countAt] = repeats - 1
    repeats = 0
  }
  const packLine = (line: Uint8Array) => {
    if (repeats > 0 && repeats < LINES_LIMIT && lastLine.equals(line)) {
      repeats++
      return
    }
    closeLine()
    makeRoom(packedLimit)
    countAt = used
    used = color ? packColor(line, width, chunk, used + 1) : packGray(line, width, chunk, used + 1)
    lastLine.set(line)
    repeats = 1
  }

  return {
    pack(dots, lines, lineStride, { dotsBackwards, linesBackwards }) {
      const bytes = lastLine.length
      for (let i = 0; i < lines; i++) {
        const y = linesBackwards ? lines - 1 - i : i
        const line = dots.subarray(y * lineStride, y * lineStride + bytes)
        packLine(dotsBackwards ? turnLine(line, turned, color) : line)
      }
    },
    endSide: closeLine,
    add(bytes) {
      makeRoom(bytes.length)
      chunk.set(bytes, used)
      used += bytes.length
    },
    take(all) {
      if (all && used > 0) {
        closeLine()
        full.push(chunk.subarray(0, used))
        chunk = new Uint8Array(chunkBytes)
        used = 0
      }
      return full.splice(0)
    },
  }
}

/** Returns where it ended. One byte a dot; a count byte before each run or row of single dots. */
function packGray(line: Uint8Array, width: number, out: Uint8Array, start: number): number {
  let at = start
  let x = 0
  while (x < width) {
    const dot = line[x]!
    let end = x + 1
    while (end < width && line[end] === dot) end++
    if (end - x > 1) {
      for (let left = end - x; left > 0; left -= RUN_LIMIT) {
        out[at++] = Math.min(left, RUN_LIMIT) - 1
        out[at++] = dot
      }
      x = end
      continue
    }
    // Single dots, until three alike make a run worth its count byte.
    const countAt = at++
    const limit = Math.min(width, x + RUN_LIMIT)
    const first = x
    do out[at++] = line[x++]!
    while (x < limit && !(line[x] === line[x + 1] && line[x] === line[x + 2] && x + 2 < width))
    const count = x - first
    out[countAt] = count === 1 ? 0 : 257 - count
  }
  return at
}

/** Four bytes a dot in, three out: red, green, blue. */
function packColor(line: Uint8Array, width: number, out: Uint8Array, start: number): number {
  const dots = new Uint32Array(line.buffer, line.byteOffset, width)
  let at = start
  let x = 0
  while (x < width) {
    const dot = dots[x]!
    let end = x + 1
    while (end < width && dots[end] === dot) end++
    if (end - x > 1) {
      const [red, green, blue] = [(dot >>> 16) & 0xff, (dot >>> 8) & 0xff, dot & 0xff]
      for (let left = end - x; left > 0; left -= RUN_LIMIT) {
        out[at] = Math.min(left, RUN_LIMIT) - 1
        out[at + 1] = red
        out[at + 2] = green
        out[at + 3] = blue
        at += 4
      }
      x = end
      continue
    }
    const countAt = at++
    const limit = Math.min(width, x + RUN_LIMIT)
    const first = x
    do {
      const single = dots[x]!
      out[at] = (single >>> 16) & 0xff
      out[at + 1] = (single >>> 8) & 0xff
      out[at + 2] = single & 0xff
      at += 3
      x++
    } while (x < limit && dots[x] !== dots[x + 1])
    const count = x - first
    out[countAt] = count === 1 ? 0 : 257 - count
  }
  return at
}

function turnLine(line: Uint8Array, into: Uint8Array, color: boolean): Uint8Array {
  if (!color) {
    into.set(line)
    return into.reverse()
  }
  const dots = new Uint32Array(line.buffer, line.byteOffset, line.length / 4)
  new Uint32Array(into.buffer, into.byteOffset, into.length / 4).set(dots)
  new Uint32Array(into.buffer, into.byteOffset, into.length / 4).reverse()
  return into
}
