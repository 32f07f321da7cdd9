// Builds the smallest JPEG 2000 images (ISO/IEC 15444-1): nothing is coded, so every sample is half of the range.
import { joinBytes } from './build-pdf.ts'

export interface JpxOptions {
  readonly side: number
  readonly components: number
}

/** A bare codestream. */
export function buildCodestream({ side, components }: JpxOptions): Uint8Array {
  const size = [...word(side), ...word(side), ...word(0), ...word(0)]
  const eightBits = Array.from({ length: components }, () => [7, 1, 1]).flat()
  // A packet of one zero bit: no code block contributes.
  const packets = new Uint8Array(components)
  const parts = [
    segment(0x51, [...half(0), ...size, ...size, ...half(components), ...eightBits]),
    // One layer, no component transform, no decomposition, blocks of 64 × 64, the reversible wavelet.
    segment(0x52, [0, 0, ...half(1), 0, 0, 4, 4, 0, 1]),
    segment(0x5c, [0x40, 8 << 3]),
    segment(0x90, [...half(0), ...word(12 + 2 + components), 0, 1]),
  ]
  const [start, data, end] = [0x4f, 0x93, 0xd9].map((code) => Uint8Array.of(0xff, code))
  return joinBytes(start!, ...parts, data!, packets, end!)
}

/** With a palette that is gray but for the one entry in use: red, green, blue of 0 to 255. */
export function buildPaletteImage(side: number, used: readonly [number, number, number]) {
  const entries = Array.from({ length: 129 }, (_, i) => (i === 128 ? used : [i, i, i])).flat()
  const header = [...word(side), ...word(side), ...half(1), 7, 7, 0, 0]
  const mapping = [0, 1, 2].flatMap((column) => [...half(0), 1, column])
  return joinBytes(
    box('jP  ', Uint8Array.of(13, 10, 0x87, 10)),
    box('ftyp', joinBytes('jp2 ', new Uint8Array(4), 'jp2 ')),
    box(
      'jp2h',
      joinBytes(
        box('ihdr', Uint8Array.from(header)),
        box('colr', Uint8Array.from([1, 0, 0, ...word(16)])),
        box('pclr', Uint8Array.from([...half(129), 3, 7, 7, 7, ...entries])),
        box('cmap', Uint8Array.from(mapping)),
      ),
    ),
    box('jp2c', buildCodestream({ side, components: 1 })),
  )
}

function segment(code: number, content: readonly number[]): Uint8Array {
  return Uint8Array.from([0xff, code, ...half(content.length + 2), ...content])
}

function box(kind: string, content: Uint8Array): Uint8Array {
  return joinBytes(Uint8Array.from(word(content.length + 8)), kind, content)
}

function half(value: number): number[] {
  return [(value >> 8) & 255, value & 255]
}

function word(value: number): number[] {
  return [...half(value >>> 16), ...half(value)]
}
