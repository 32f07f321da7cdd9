/** The inverse cosine transform of one block (ITU-T T.81 section A.3.3), in floating point. */

/** cos((2x+1)uπ/16) × ½ × (u = 0 ? √½ : 1), by u × 8 + x. */
const BASIS = makeBasis()
const rows = new Float32Array(64)

/** Samples less 128, in natural order. */
export function makePixels(values: Int16Array, quantization: Uint16Array): Float32Array {
  for (let v = 0; v < 8; v++) {
    for (let x = 0; x < 8; x++) {
      let sum = 0
      for (let u = 0; u < 8; u++) {
        const value = values[v * 8 + u]!
        if (value !== 0) sum += value * quantization[v * 8 + u]! * BASIS[u * 8 + x]!
      }
      rows[v * 8 + x] = sum
    }
  }
  const pixels = new Float32Array(64)
  for (let x = 0; x < 8; x++) {
    for (let y = 0; y < 8; y++) {
      let sum = 0
      for (let v = 0; v < 8; v++) sum += rows[v * 8 + x]! * BASIS[v * 8 + y]!
      pixels[y * 8 + x] = sum
    }
  }
  return pixels
}

function makeBasis(): Float32Array {
  const basis = new Float32Array(64)
  for (let u = 0; u < 8; u++) {
    for (let x = 0; x < 8; x++) {
      basis[u * 8 + x] =
        0.5 * (u === 0 ? Math.SQRT1_2 : 1) * Math.cos(((2 * x + 1) * u * Math.PI) / 16)
    }
  }
  return basis
}
