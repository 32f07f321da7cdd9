/** The journal's bytes: one frame a record, so that a torn or damaged one is found and everything after it still read. */
import { crc32 } from 'node:zlib'

/** 0xff never stands in UTF-8, so a frame's beginning can be found again after damage. The last byte is the version. */
const MARKER = Buffer.from([0xff, 0x53, 0x47, 0x01])
const HEADER_BYTES = 12
/** Facts have limits of their own, far below. */
export const FRAME_LIMIT_BYTES = 256 * 1024

/** Marker, length (uint32 LE), CRC-32 of the payload (uint32 LE), payload (JSON, UTF-8). */
export function makeFrame(value: unknown): Buffer {
  const payload = Buffer.from(JSON.stringify(value))
  if (payload.length > FRAME_LIMIT_BYTES) throw new RangeError('record is too large')
  const header = Buffer.alloc(HEADER_BYTES)
  MARKER.copy(header)
  header.writeUInt32LE(payload.length, 4)
  header.writeUInt32LE(crc32(payload), 8)
  return Buffer.concat([header, payload])
}

export interface ParsedFrames {
  readonly values: readonly unknown[]
  /** Places before the last good frame that could not be read: disk damage, not a crash. */
  readonly damagedPlaces: number
  /** Everything behind is a torn tail. */
  readonly goodBytes: number
}

export function parseFrames(bytes: Buffer): ParsedFrames {
  const values: unknown[] = []
  let damagedPlaces = 0
  let goodBytes = 0
  for (let at = 0; at < bytes.length; ) {
    const frame = parseFrame(bytes, at)
    if (frame !== null) {
      if (at > goodBytes) damagedPlaces++
      values.push(frame.value)
      at = goodBytes = frame.end
      continue
    }
    const next = bytes.indexOf(MARKER, at + 1)
    if (next === -1) break
    at = next
  }
  return { values, damagedPlaces, goodBytes }
}

function parseFrame(bytes: Buffer, at: number): { value: unknown; end: number } | null {
  const start = at + HEADER_BYTES
  if (start > bytes.length || bytes.compare(MARKER, 0, 4, at, at + 4) !== 0) return null
  const length = bytes.readUInt32LE(at + 4)
  const end = start + length
  if (length > FRAME_LIMIT_BYTES || end > bytes.length) return null
  const payload = bytes.subarray(start, end)
  if (crc32(payload) !== bytes.readUInt32LE(at + 8)) return null
  try {
    return { value: JSON.parse(payload.toString('utf8')), end }
  } catch {
    return null
  }
}
