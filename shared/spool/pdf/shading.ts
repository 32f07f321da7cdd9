/** How colorful a shading is (ISO 32000-2 section 8.7.4.5): its functions are tried, its meshes' corners read. */
import type { ColorSpace, ColorSpaces } from './color-space.ts'
import type { PdfDocument } from './document.ts'
import { type PdfFunction, readFunction } from './functions.ts'
import { type PdfDict, PdfStream, type PdfValue } from './objects.ts'

const STEPS = 64
const GRID = 12
const MESH_BYTES_LIMIT = 16 * 1024 * 1024
const COLORS_LIMIT = 100_000

/** The largest chroma anywhere in it, 0 to 255; NaN when nobody can say. */
export function chromaOfShading(
  document: PdfDocument,
  spaces: ColorSpaces,
  value: PdfValue | undefined,
  named: PdfDict | null,
): number {
  const shading = document.resolve(value)
  const dict = document.dict(shading)
  if (!dict) return 0
  const space = spaces.read(dict.get('ColorSpace'), named)
  if (space.alwaysGray) return 0
  const shade = dict.has('Function') ? readFunction(document, dict.get('Function')) : null
  if (dict.has('Function') && !shade) return Number.NaN
  const kind = document.get(dict, 'ShadingType')
  if (kind === 1 && shade) return chromaOfPlane(document, dict, space, shade)
  if ((kind === 2 || kind === 3) && shade)
    return chromaAlong(document, dict.get('Domain'), space, shade)
  if (!(shading instanceof PdfStream)) return Number.NaN
  // A mesh with a function: any part of it may be used.
  if (shade) return chromaAlong(document, dict.get('Decode'), space, shade, 4)
  return chromaOfMesh(document, shading, space)
}

function chromaAlong(
  document: PdfDocument,
  domain: PdfValue | undefined,
  space: ColorSpace,
  shade: PdfFunction,
  at = 0,
): number {
  const [low, high] = (document.numbers(domain, 64) ?? []).slice(at, at + 2)
  const from = low ?? 0
  const to = high ?? 1
  let most = 0
  for (let step = 0; step <= STEPS; step++) {
    most = larger(most, space.chroma(shade([from + (step / STEPS) * (to - from)])))
  }
  return most
}

function chromaOfPlane(
  document: PdfDocument,
  dict: PdfDict,
  space: ColorSpace,
  shade: PdfFunction,
): number {
  const [x1 = 0, x2 = 1, y1 = 0, y2 = 1] = document.numbers(dict.get('Domain'), 4) ?? []
  let most = 0
  for (let column = 0; column <= GRID; column++) {
    for (let row = 0; row <= GRID; row++) {
      const x = x1 + (column / GRID) * (x2 - x1)
      const y = y1 + (row / GRID) * (y2 - y1)
      most = larger(most, space.chroma(shade([x, y])))
    }
  }
  return most
}

/** Every color that stands in the data: between them there are only mixes. */
function chromaOfMesh(document: PdfDocument, stream: PdfStream, space: ColorSpace): number {
  const { dict } = stream
  const kind = document.get(dict, 'ShadingType')
  const coordinateBits = document.number(dict.get('BitsPerCoordinate')) ?? 0
  const colorBits = document.number(dict.get('BitsPerComponent')) ?? 0
  const flagBits = kind === 5 ? 0 : (document.number(dict.get('BitsPerFlag')) ?? 0)
  const decode = document.numbers(dict.get('Decode'), 68)
  const sound = coordinateBits >= 1 && coordinateBits <= 32 && colorBits >= 1 && colorBits <= 16
  if (!sound || !decode || flagBits > 8) return Number.NaN
  const { bytes } = document.decode(stream, MESH_BYTES_LIMIT)
  const bits = new Bits(bytes)
  let most = 0
  for (let colors = 0; bits.left > 0 && colors < COLORS_LIMIT; ) {
    const flag = flagBits > 0 ? bits.take(flagBits) & 3 : 0
    const points = kind === 6 ? (flag === 0 ? 12 : 8) : kind === 7 ? (flag === 0 ? 16 : 12) : 1
    const corners = kind === 6 || kind === 7 ? (flag === 0 ? 4 : 2) : 1
    if (bits.left < points * 2 * coordinateBits + corners * colorBits * space.components) break
    bits.skip(points * 2 * coordinateBits)
    for (let corner = 0; corner < corners; corner++, colors++) {
      const values = Array.from({ length: space.components }, (_, i) => {
        const low = decode[4 + i * 2] ?? 0
        const high = decode[5 + i * 2] ?? 1
        return low + (bits.take(colorBits) / (2 ** colorBits - 1)) * (high - low)
      })
      most = larger(most, space.chroma(values))
    }
    bits.align()
    document.tools.budget.spendOperations(corners)
  }
  return most
}

/** NaN wins over everything but a color that is certain. */
function larger(a: number, b: number): number {
  if (Number.isNaN(a)) return b > 64 ? b : a
  if (Number.isNaN(b)) return a > 64 ? a : b
  return Math.max(a, b)
}

class Bits {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get left(): number {
    return this.#bytes.length * 8 - this.#at
  }

  skip(count: number): void {
    this.#at += count
  }

  align(): void {
    this.#at = (this.#at + 7) & ~7
  }

  take(count: number): number {
    let value = 0
    for (let i = 0; i < count; i++, this.#at++) {
      value = value * 2 + (((this.#bytes[this.#at >> 3] ?? 0) >> (7 - (this.#at & 7))) & 1)
    }
    return value
  }
}
