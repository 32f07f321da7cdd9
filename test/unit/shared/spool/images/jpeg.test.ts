/** Progressive and baseline files of the same picture hold the same coefficients, whatever order they come in. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { makeTools } from '#help/analyze-bytes.ts'
import { JpegBits } from '#shared/spool/images/jpeg-bits.ts'
import { type Mcu, makeLayout } from '#shared/spool/images/jpeg-blocks.ts'
import { makePixels } from '#shared/spool/images/jpeg-idct.ts'
import { readJpegMarkers } from '#shared/spool/images/jpeg-markers.ts'
import { ProgressiveImage } from '#shared/spool/images/jpeg-progressive.ts'
import { readSequential } from '#shared/spool/images/jpeg-scan.ts'

const folder = new URL('../../../../cases/spool/', import.meta.url)

/** The chroma coefficients of every MCU, in order. */
function readChroma(file: string): string[] {
  const bytes = readFileSync(new URL(file, folder))
  const { budget } = makeTools()
  let mcus: string[] = []
  let image: ProgressiveImage | null = null
  const collect = (mcu: Mcu) => {
    mcus.push(
      mcu
        .slice(1)
        .flatMap((blocks) => blocks.map(({ values }) => values.join()))
        .join('/'),
    )
    return false
  }
  readJpegMarkers(bytes, (scan, state) => {
    const layout = makeLayout(state.frame!, state)
    const bits = new JpegBits(bytes, scan.dataAt)
    if (state.frame?.kind === 0xc2) {
      image ??= new ProgressiveImage(layout, [true, false, false], state, budget, collect)
      image.read(scan, bits)
    } else {
      readSequential(scan, layout, state, bits, budget, collect)
    }
    return bits.findMarker()
  })
  const last = image as ProgressiveImage | null
  if (last) {
    mcus = []
    last.isColorAtEnd()
  }
  return mcus
}

it('reads the same chroma from both', () => {
  const baseline = readChroma('color.jpg')
  expect(baseline.filter((mcu) => /[1-9]/.test(mcu)).length).toBeGreaterThan(10)
  expect(readChroma('color-progressive.jpg')).toEqual(baseline)
})

it('transforms a block back as the definition says', () => {
  const values = new Int16Array(64)
  values.set([50, -30, 12, 0, 0, 7, 0, 0, 25, -9])
  values[63] = -14
  const quantization = new Uint16Array(64).map((_, i) => 1 + (i % 5))
  const pixels = makePixels(values, quantization)
  const scale = (frequency: number) => (frequency === 0 ? Math.SQRT1_2 : 1)
  const wave = (at: number, frequency: number) =>
    Math.cos(((2 * at + 1) * frequency * Math.PI) / 16)
  for (let y = 0; y < 8; y++) {
    for (let x = 0; x < 8; x++) {
      let sum = 0
      for (let v = 0; v < 8; v++) {
        for (let u = 0; u < 8; u++) {
          const coefficient = values[v * 8 + u]! * quantization[v * 8 + u]!
          sum += (scale(u) * scale(v) * coefficient * wave(x, u) * wave(y, v)) / 4
        }
      }
      expect(pixels[y * 8 + x]).toBeCloseTo(sum, 2)
    }
  }
})
