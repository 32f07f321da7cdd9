/** Run lengths as PDF's RunLengthDecode (ISO 32000-2 section 7.4.5) and TIFF's PackBits write them. */
import type { Budget } from '../budget.ts'
import { GrowingBytes } from './growing-bytes.ts'
import type { Decoded } from './inflate.ts'

export function decodeRunLength(data: Uint8Array, limit: number, budget: Budget): Decoded {
  const out = new GrowingBytes(Math.min(limit, budget.bytesOutLeft + 1))
  let complete = false
  for (let at = 0; at < data.length; ) {
    const code = data[at++]!
    if (code === 128) {
      complete = true
      break
    }
    if (code < 128) {
      const part = data.subarray(at, at + code + 1)
      if (!out.append(part)) break
      at += part.length
    } else {
      if (at >= data.length || !out.fill(data[at++]!, 257 - code)) break
    }
  }
  budget.spendBytesOut(out.length)
  return { bytes: out.bytes.subarray(0, out.length), complete }
}
