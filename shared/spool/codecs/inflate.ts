/** DEFLATE (RFC 1951) in one call: the platform's own zlib where data is whole, ours where it is cut or damaged. */
// The one import of node:zlib in this room: pure functions of their input, no I/O.
import { constants, inflateRawSync, inflateSync } from 'node:zlib'
import type { Budget } from '../budget.ts'
import { concatenate } from '../byte-source.ts'
import { inflateChunks } from './inflate-chunks.ts'

export interface Decoded {
  readonly bytes: Uint8Array
  /** False when the data ended early, was damaged, or the limit was reached: `bytes` is what came before. */
  readonly complete: boolean
}

/** Below this, starting zlib costs more than decoding. */
const SMALL_BYTES = 96
const CHUNK_LEAST_BYTES = 16 * 1_024
const CHUNK_MOST_BYTES = 256 * 1_024
const WHOLE_MOST_BYTES = 16 * 1_024 * 1_024
const WHOLE_RATIO = 64

/** At most `limit` bytes of what a zlib stream (RFC 1950) holds. Damaged data gives what can be read of it. */
export function inflate(data: Uint8Array, limit: number, budget: Budget): Decoded {
  // One byte more than the budget has left, so that using it up is noticed.
  const allowed = Math.max(0, Math.min(limit, budget.bytesOutLeft + 1))
  const fast = data.length > SMALL_BYTES ? inflateFast(data, allowed) : null
  const decoded = fast ?? inflateCarefully(data, allowed)
  budget.spendBytesOut(decoded.bytes.length)
  return decoded
}

function inflateFast(data: Uint8Array, limit: number): Decoded | null {
  try {
    const options = { maxOutputLength: Math.max(1, limit), chunkSize: chunkSizeFor(data, limit) }
    const bytes = hasZlibHeader(data)
      ? inflateSync(data, options)
      : inflateRawSync(data, { ...options, finishFlush: constants.Z_SYNC_FLUSH })
    return { bytes, complete: true }
  } catch {
    return null
  }
}

/** Pieces are copied together again, so an image whose size is known comes in one; small data keeps little room. */
function chunkSizeFor({ length }: Uint8Array, limit: number): number {
  if (limit >= CHUNK_LEAST_BYTES && limit <= Math.min(WHOLE_MOST_BYTES, length * WHOLE_RATIO)) {
    return limit
  }
  return Math.min(CHUNK_MOST_BYTES, Math.max(CHUNK_LEAST_BYTES, length * 8))
}

function inflateCarefully(data: Uint8Array, limit: number): Decoded {
  const parts: Uint8Array[] = []
  let left = limit
  let given = false
  const next = () => {
    const chunk = given ? null : data
    given = true
    return chunk
  }
  const end = inflateChunks(hasZlibHeader(data) ? 'zlib' : 'raw', next, (bytes) => {
    parts.push(bytes.slice(0, left))
    left -= Math.min(left, bytes.length)
    return left > 0
  })
  return { bytes: concatenate(parts), complete: end === 'complete' }
}

/** RFC 1950 section 2.2: method 8, window at most 32 KB, check bits divisible by 31. Some writers leave it out. */
export function hasZlibHeader(data: Uint8Array): boolean {
  const first = data[0] ?? 0
  const second = data[1] ?? 0
  return (first & 0x0f) === 8 && first >> 4 <= 7 && ((first << 8) | second) % 31 === 0
}
