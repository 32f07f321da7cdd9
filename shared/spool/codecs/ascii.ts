/** Bytes written as text: ASCIIHexDecode and ASCII85Decode (ISO 32000-2 sections 7.4.2 and 7.4.3). */
import type { Decoded } from './inflate.ts'

const END_OF_DATA = 0x3e // `>`

export function decodeHex(data: Uint8Array): Decoded {
  const out = new Uint8Array((data.length + 1) >> 1)
  let digits = 0
  let complete = false
  for (const byte of data) {
    if (byte === END_OF_DATA) {
      complete = true
      break
    }
    const digit = hexDigit(byte)
    if (digit < 0) continue
    // A missing last digit counts as 0.
    if ((digits & 1) === 0) out[digits >> 1] = digit << 4
    else out[digits >> 1]! |= digit
    digits++
  }
  return { bytes: out.subarray(0, (digits + 1) >> 1), complete }
}

export function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

export function decodeAscii85(data: Uint8Array): Decoded {
  // `z` stands for four bytes, anything else for less than itself.
  const out = new Uint8Array(data.length * 4)
  let length = 0
  let group = 0
  let digits = 0
  let complete = false
  for (const byte of data) {
    if (byte === 0x7e) {
      complete = true
      break
    }
    if (byte === 0x7a && digits === 0) {
      length += 4
      continue
    }
    if (byte < 0x21 || byte > 0x75) continue
    group = group * 85 + (byte - 0x21)
    if (++digits < 5) continue
    out[length++] = group / 0x1000000
    out[length++] = group >> 16
    out[length++] = group >> 8
    out[length++] = group
    group = 0
    digits = 0
  }
  if (digits > 1) {
    for (let i = digits; i < 5; i++) group = group * 85 + 84
    for (let i = 0; i < digits - 1; i++) out[length++] = Math.floor(group / 2 ** (24 - 8 * i))
  }
  return { bytes: out.subarray(0, length), complete }
}
