/** Images too large to hold in memory: looked at row by row, with the same answer. */
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { analyzeBytes } from '#help/analyze-bytes.ts'
import { buildPages, makeStream } from '#help/build-pdf.ts'

const WIDTH = 4_000
const HEIGHT = 2_900
const ROW = WIDTH * 3

/** Gray but for the last pixel; each row with `head` in front. */
function makeImage(head: readonly number[], lastPixel: readonly number[]): Uint8Array {
  const data = new Uint8Array((ROW + head.length) * HEIGHT)
  for (let y = 0; y < HEIGHT; y++) data.set(head, y * (ROW + head.length))
  data.set(lastPixel, data.length - 3)
  return deflateSync(data, { level: 1 })
}

function judge(data: Uint8Array, params: string) {
  const entries = `/Subtype /Image /Width ${WIDTH} /Height ${HEIGHT} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode ${params}`
  const more = new Map([[100, makeStream(data, entries)]])
  const bytes = buildPages(['9 0 0 9 0 0 cm /I Do'], {
    resources: '/XObject << /I 100 0 R >>',
    more,
  })
  // Less than two images: none may be held whole and unpacked again.
  return analyzeBytes(bytes, { limits: { bytesOut: ROW * HEIGHT * 1.5 } }).colorPages
}

const png = `/DecodeParms << /Predictor 15 /Colors 3 /Columns ${WIDTH} >>`
const tiff = `/DecodeParms << /Predictor 2 /Colors 3 /Columns ${WIDTH} >>`

describe('an image of 35 MB', () => {
  it.each([
    ['gray, as it is', [], [7, 7, 7], '', []],
    ['one red pixel at its end', [], [255, 0, 0], '', [1]],
    ['gray, each row the one above', [2], [7, 7, 7], png, []],
    ['red after the row above is added', [2], [255, 0, 0], png, [1]],
    ['red after the pixel before is added', [], [255, 0, 0], tiff, [1]],
  ])('%s', (_, head, lastPixel, params, pages) => {
    expect(judge(makeImage(head, lastPixel), params)).toEqual({ value: pages, known: 'exact' })
  })
})
