/** The picture that clients show for a queue ("printer-icons"): a printer, drawn by hand into the smallest PNG. Pure. */
import { crc32, deflateSync } from 'node:zlib'

const SIZE = 128
const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
const WHITE = 0xff
const PAPER = 0xe6
const DARK = 0x40
/** Later ones lie on top: left, top, right, bottom, gray. */
const SHAPES = [
  [36, 12, 92, 52, PAPER],
  [12, 44, 116, 92, DARK],
  [32, 76, 96, 116, PAPER],
  [100, 52, 108, 60, WHITE],
  [42, 86, 86, 92, DARK],
  [42, 100, 74, 106, DARK],
] as const

/** 8-bit grayscale (ISO/IEC 15948). */
export function makeIcon(): Uint8Array {
  const row = SIZE + 1
  // Each row begins with the filter that it uses: none.
  const pixels = Buffer.alloc(row * SIZE, WHITE)
  for (let y = 0; y < SIZE; y++) pixels[y * row] = 0
  for (const [left, top, right, bottom, gray] of SHAPES) {
    for (let y = top; y < bottom; y++) pixels.fill(gray, y * row + 1 + left, y * row + 1 + right)
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(SIZE, 0)
  header.writeUInt32BE(SIZE, 4)
  header[8] = 8
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(pixels)), chunk('IEND')]
  return Buffer.concat([SIGNATURE, ...parts])
}

function chunk(type: string, content: Uint8Array = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const bytes = Buffer.alloc(body.length + 8)
  bytes.writeUInt32BE(content.length, 0)
  body.copy(bytes, 4)
  bytes.writeUInt32BE(crc32(body), bytes.length - 4)
  return bytes
}
