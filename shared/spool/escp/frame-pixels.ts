/** Pixels of ESC/P-R: lines of red, green and blue, packed or plain. */

/** Counts are of pixels: one to 128 of their own, or one repeated. */
export function lineHasColor(
  data: Uint8Array,
  from: number,
  to: number,
  isPacked: boolean,
  chromaLimit: number,
): boolean {
  for (let at = from; at + 2 < to; ) {
    let pixels = 1
    if (isPacked) {
      const count = data[at++]!
      pixels = count < 128 ? count + 1 : 1
    }
    for (; pixels > 0 && at + 2 < to; pixels--, at += 3) {
      const [red, green, blue] = [data[at]!, data[at + 1]!, data[at + 2]!]
      if (Math.max(red, green, blue) - Math.min(red, green, blue) > chromaLimit) return true
    }
  }
  return false
}
