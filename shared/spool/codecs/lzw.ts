/** LZW as PDF (ISO 32000-2 section 7.4.4) and TIFF 6.0 (section 13) use it: codes of 9 to 12 bits, high bits first. */
import type { Budget } from '../budget.ts'
import { GrowingBytes } from './growing-bytes.ts'
import type { Decoded } from './inflate.ts'

const CLEAR = 256
const END = 257
const CODES_LIMIT = 4_096

/** `earlyChange` 1 (both formats' default): codes grow one entry sooner than they must. */
export function decodeLzw(
  data: Uint8Array,
  earlyChange: 0 | 1,
  limit: number,
  budget: Budget,
): Decoded {
  const out = new GrowingBytes(Math.min(limit, budget.bytesOutLeft + 1))
  // An entry is where its bytes stand in the output: no tables of strings, no copies.
  const starts = new Uint32Array(CODES_LIMIT)
  const lengths = new Uint32Array(CODES_LIMIT)
  let next = 258
  let width = 9
  let hold = 0
  let held = 0
  let lastStart = -1
  let lastLength = 0
  let complete = false
  for (let at = 0; ; ) {
    while (held < width && at < data.length) {
      hold = ((hold << 8) | data[at++]!) & 0xffffff
      held += 8
    }
    if (held < width) break
    const code = (hold >> (held - width)) & ((1 << width) - 1)
    held -= width
    if (code === END) {
      complete = true
      break
    }
    if (code === CLEAR) {
      next = 258
      width = 9
      lastStart = -1
      continue
    }
    const start = out.length
    if (code < CLEAR) {
      if (!out.push(code)) break
    } else if (code < next) {
      if (!out.repeat(starts[code]!, lengths[code]!)) break
    } else if (code === next && lastStart >= 0) {
      if (!out.repeat(lastStart, lastLength) || !out.push(out.bytes[lastStart]!)) break
    } else break
    if (lastStart >= 0 && next < CODES_LIMIT) {
      starts[next] = lastStart
      lengths[next] = lastLength + 1
      next++
    }
    lastStart = start
    lastLength = out.length - start
    if (next + earlyChange >= 1 << width && width < 12) width++
  }
  budget.spendBytesOut(out.length)
  return { bytes: out.bytes.subarray(0, out.length), complete }
}
