// Builds EMF spool files ([MS-EMFSPOOL]) and the metafiles in them ([MS-EMF]), record by record.

/** A record of a metafile: its number, then 32-bit numbers (or bytes) after type and length. */
export function emfRecord(kind: number, ...body: readonly (number | Uint8Array)[]): Uint8Array {
  const parts = body.map((part) => (typeof part === 'number' ? uint32(part) : part))
  const bytes = Buffer.concat(parts)
  const padded = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
  return Buffer.concat([uint32(kind), uint32(8 + padded.length), padded])
}

/** Red lowest, as COLORREF. */
export function colorRef(red: number, green: number, blue: number): number {
  return red | (green << 8) | (blue << 16)
}

/** Header and end around `records`; the device prints 200 × 287 mm. */
export function metafile(...records: readonly Uint8Array[]): Uint8Array {
  const header = Buffer.alloc(80)
  header.writeUInt32LE(0x464d4520, 32)
  header.writeUInt32LE(200, 72)
  header.writeUInt32LE(287, 76)
  return Buffer.concat([emfRecord(1, header), ...records, emfRecord(14, 0, 0, 20)])
}

export const RECTANGLE = emfRecord(43, 0, 0, 9, 9)
export const LINE = emfRecord(54, 9, 9)

export const brush = (handle: number, color: number, style = 0) =>
  emfRecord(39, handle, style, color, 0)
export const pen = (handle: number, color: number, style = 0) =>
  emfRecord(38, handle, style, 1, 0, color)
export const select = (handle: number) => emfRecord(37, handle)

/** EMR_EXTTEXTOUTW of `letters` letters. */
export const text = (letters: number, options = 0) =>
  emfRecord(84, 0, 0, 9, 9, 1, 0, 0, 0, 0, letters, 76, options, 0, 0, 9, 9, 0)

/** EMR_STRETCHDIBITS of a bitmap: header and pixels follow the record's 80 bytes. */
export function stretchBitmap(
  info: Uint8Array,
  bits: Uint8Array,
  operation = 0xcc0020,
): Uint8Array {
  const [infoAt, bitsAt] = [80, 80 + info.length]
  return emfRecord(
    81,
    ...[0, 0, 9, 9, 0, 0, 0, 0, 9, 9, infoAt, info.length, bitsAt, bits.length, 0, operation, 9, 9],
    info,
    bits,
  )
}

/** BITMAPINFOHEADER and palette (blue, green, red, 0 each). */
export function bitmapInfo(
  width: number,
  height: number,
  bitsPerPixel: number,
  palette: readonly (readonly [number, number, number])[] = [],
  compression = 0,
): Uint8Array {
  const header = Buffer.alloc(40)
  header.writeUInt32LE(40, 0)
  header.writeInt32LE(width, 4)
  header.writeInt32LE(height, 8)
  header.writeUInt16LE(1, 12)
  header.writeUInt16LE(bitsPerPixel, 14)
  header.writeUInt32LE(compression, 16)
  header.writeUInt32LE(palette.length, 32)
  const entries = palette.flatMap(([red, green, blue]) => [blue, green, red, 0])
  return Buffer.concat([header, Uint8Array.from(entries)])
}

export function spoolRecord(kind: number, body: Uint8Array): Uint8Array {
  return Buffer.concat([uint32(kind), uint32(body.length), body])
}

export function buildEmfSpool(...records: readonly Uint8Array[]): Uint8Array {
  const names = Buffer.from('Document\0Printer\0', 'utf16le')
  const header = Buffer.alloc(16)
  header.writeUInt32LE(0x0001_0000, 0)
  header.writeUInt32LE(16 + names.length, 4)
  header.writeUInt32LE(16, 8)
  header.writeUInt32LE(34, 12)
  return Buffer.concat([header, names, ...records])
}

/** DEVMODEW with the fields that are given. */
export function devMode(fields: {
  readonly landscape?: boolean
  readonly paper?: number
  readonly copies?: number
  readonly color?: boolean
  readonly duplex?: number
}): Uint8Array {
  const bytes = Buffer.alloc(220)
  let told = 0
  const write = (flag: number, at: number, value: number | undefined) => {
    if (value === undefined) return
    told |= flag
    bytes.writeInt16LE(value, at)
  }
  write(0x1, 76, fields.landscape === undefined ? undefined : fields.landscape ? 2 : 1)
  write(0x2, 78, fields.paper)
  write(0x100, 86, fields.copies)
  write(0x800, 92, fields.color === undefined ? undefined : fields.color ? 2 : 1)
  write(0x1000, 94, fields.duplex)
  bytes.writeUInt32LE(told, 72)
  return spoolRecord(3, bytes)
}

function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value >>> 0)
  return bytes
}
