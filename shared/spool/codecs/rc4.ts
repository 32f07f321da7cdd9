/** RC4, both ways the same: old encrypted PDF needs it, and newer crypto libraries no longer have it. */

export function decryptRc4(key: Uint8Array, data: Uint8Array): Uint8Array {
  const state = new Uint8Array(256)
  for (let i = 0; i < 256; i++) state[i] = i
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + state[i]! + key[i % key.length]!) & 255
    const kept = state[i]!
    state[i] = state[j]!
    state[j] = kept
  }
  const out = new Uint8Array(data.length)
  for (let at = 0, i = 0, j = 0; at < data.length; at++) {
    i = (i + 1) & 255
    const a = state[i]!
    j = (j + a) & 255
    const b = state[j]!
    state[i] = b
    state[j] = a
    out[at] = data[at]! ^ state[(a + b) & 255]!
  }
  return out
}
