/** Color of PCL pages: text, fills, plots and every kind of raster row. */
import { describe, expect, it } from 'vitest'
import { analyzeBytes } from '#help/analyze-bytes.ts'
import {
  bytesFrom,
  deltaRow,
  ESC,
  imageData,
  packBits,
  payload,
  planeRow,
  RESET,
  startRaster,
} from '#help/build-pcl.ts'
import { PROCESS_COLOR } from '#shared/spool/color-policy.ts'

type Part = string | number | Uint8Array
const colorOf = (...parts: Part[]) => analyzeBytes(bytesFrom(RESET, ...parts, '\f')).colorPages
const COLOR = { value: [1], known: 'exact' }
const MONO = { value: [], known: 'exact' }
const COLOR_PERHAPS = { value: [1], known: 'estimated' }

describe('text and fills', () => {
  it.each([
    ['black text', `text`, MONO],
    ['red text', `${ESC}*r3U${ESC}*v1Stext`, COLOR],
    ['red chosen, nothing printed with it', `${ESC}*r3U${ESC}*v1S${ESC}*v0Stext`, MONO],
    ['white text', `${ESC}*r3U${ESC}*v7Stext`, MONO],
    ['red text under a white pattern', `${ESC}*r3U${ESC}*v1S${ESC}*v1Ttext`, MONO],
    ['a red rectangle', `${ESC}*r-3U${ESC}*v2S${ESC}*c90a90b0P`, COLOR],
    ['a white rectangle in red', `${ESC}*r-3U${ESC}*v2S${ESC}*c90a90b1P`, MONO],
    ['red text on a printer told to print gray', `${ESC}&b1M${ESC}*r3U${ESC}*v1Stext`, MONO],
    ['red text in a gray rendering', `${ESC}*t6J${ESC}*r3U${ESC}*v1Stext`, MONO],
  ])('knows %s', (_, document, expected) => {
    expect(colorOf(document)).toEqual(expected)
  })

  it('knows colors that the document mixes itself', () => {
    const cid = imageData(0, 1, 8)
    const mix = (red: number, green: number, blue: number) =>
      `${ESC}*v${red}a${green}b${blue}c9I${ESC}*v9Stext`
    expect(colorOf(cid, mix(200, 0, 0))).toEqual(COLOR)
    expect(colorOf(cid, mix(100, 104, 98))).toEqual(MONO)
  })

  it('brings back the palette that was put away', () => {
    const put = `${ESC}*r3U${ESC}*p0P${ESC}*r1U${ESC}*p1P${ESC}*v1Stext`
    expect(colorOf(put)).toEqual(COLOR)
  })

  it('knows patterns with colors of their own', () => {
    const head = [1, 0, 8, 0, 0, 1, 0, 2]
    const use = `${ESC}*c7G${ESC}*v4Ttext`
    const red = payload('*c', 'W', [...head, 0, 1])
    const black = payload('*c', 'W', [...head, 0, 0])
    expect(colorOf(`${ESC}*r3U${ESC}*c7G`, red, use)).toEqual(COLOR)
    expect(colorOf(`${ESC}*r3U${ESC}*c7G`, black, use)).toEqual(MONO)
  })
})

describe('plots inside', () => {
  const plot = (instructions: string) => `${ESC}%0B${instructions}${ESC}%0A`

  it.each([
    ['a black line', 'IN;SP1;PU0,0;PD9,9;', MONO],
    ['a red line', 'IN;SP2;PU0,0PD9,9', COLOR],
    ['a red pen that draws nothing', 'IN;SP2;PU0,0;SP1;PD9,9;', MONO],
    ['a pen mixed gray', 'IN;NP8;PC2,90,90,90;SP2;PU0,0;PD9,9;', MONO],
    ['a pen mixed red in another scale', 'IN;CR0,1,0,1,0,1;PC1,1,0,0;SP1;PU0,0;PD9,9;', COLOR],
    ['a red label', 'IN;SP2;PU0,0;LBhello\x03;', COLOR],
    ['an encoded line of a red pen', 'IN;PE7:c__;', COLOR],
  ])('knows %s', (_, instructions, expected) => {
    expect(colorOf(plot(instructions))).toEqual(expected)
  })
})

/** Rows of 16 dots, planes of two bytes. */
const BLACK = [255, 255]
const NONE = [0, 0]
const square = (planes: number[][]) => Array.from({ length: 16 }, () => planeRow(planes))

describe('planes', () => {
  it.each([
    ['white', -3, [NONE, NONE, NONE], MONO],
    ['black of three inks', -3, [BLACK, BLACK, BLACK], MONO],
    ['red of two inks', -3, [NONE, BLACK, BLACK], COLOR],
    ['black of light', 3, [NONE, NONE, NONE], MONO],
    ['red of light', 3, [BLACK, NONE, NONE], COLOR],
    ['black of one ink', -1, [BLACK], MONO],
    ['black of four inks', -4, [BLACK, NONE, NONE, NONE], MONO],
    ['blue of four inks', -4, [NONE, BLACK, BLACK, NONE], COLOR],
  ])('knows %s', (_, simpleColor, planes, expected) => {
    expect(colorOf(startRaster(simpleColor), ...square(planes))).toEqual(expected)
  })

  it('tells the dots of a gray halftone from color', () => {
    // Every fourth dot of each ink, each shifted by one: gray to the eye, color dot by dot.
    const rows = Array.from({ length: 64 }, () =>
      planeRow([
        [0x88, 0x88],
        [0x44, 0x44],
        [0x22, 0x22],
      ]),
    )
    const document = bytesFrom(RESET, startRaster(-3), ...rows, '\f')
    expect(analyzeBytes(document).colorPages).toEqual(MONO)
    expect(analyzeBytes(document, { policy: PROCESS_COLOR }).colorPages).toEqual(COLOR)
  })

  describe('gray that drivers mix of three inks', () => {
    const GRAY_PERHAPS = { value: [], known: 'estimated' }
    /** Fields of 64 dots: eight bytes each of cyan, magenta and yellow. */
    const rowOf = (...fields: (readonly [number, number, number])[]) =>
      planeRow([0, 1, 2].map((ink) => fields.flatMap((field) => Array(8).fill(field[ink]!))))
    const pageOf = (...fields: (readonly [number, number, number])[]) =>
      Array.from({ length: 64 }, () => rowOf(...fields))
    const [THREE, FOUR, FIVE] = [0b1010_0010, 0b1010_1010, 0b1011_1010]
    const gray = [FIVE, FIVE, FIVE] as const

    it.each([
      ['a fifth of cyan taken away', pageOf([FOUR, FIVE, 0b1101_1010]), GRAY_PERHAPS],
      [
        'squares that hold too much of one ink each, balanced as a whole',
        pageOf([THREE, FOUR, FIVE], [FIVE, THREE, FOUR], [FOUR, FIVE, THREE]),
        GRAY_PERHAPS,
      ],
      ['brown as a whole', pageOf([THREE, FOUR, FIVE]), COLOR_PERHAPS],
      [
        'a dull mark on gray',
        pageOf([THREE, FOUR, FOUR], ...Array(15).fill([0xaa, 0x55, 0xaa])),
        COLOR_PERHAPS,
      ],
      ['blue beside gray', pageOf(gray, [FIVE, FIVE, 0]), COLOR],
    ])('knows %s', (_, rows, expected) => {
      expect(colorOf(startRaster(-3), ...rows)).toEqual(expected)
    })
  })

  it('sees one colored dot on a white page', () => {
    expect(colorOf(startRaster(-3), planeRow([[1], [0], [0]]))).toEqual(COLOR)
  })

  it('reads palettes of planes and of numbers', () => {
    const entry = (index: number, red: number) => `${ESC}*v${red}a0b0c${index}I`
    const byPlane = bytesFrom(imageData(0, 0, 2), entry(1, 0), entry(2, 200))
    const start = `${ESC}*r1A${ESC}*b0M`
    expect(colorOf(byPlane, start, planeRow([[1], [0]]))).toEqual(MONO)
    expect(colorOf(byPlane, start, planeRow([[0], [1]]))).toEqual(COLOR)
    const byNumber = bytesFrom(imageData(0, 1, 4), entry(1, 0), entry(2, 200))
    expect(colorOf(byNumber, start, payload('*b', 'W', [0x11]))).toEqual(MONO)
    expect(colorOf(byNumber, start, payload('*b', 'W', [0x12]))).toEqual(COLOR)
  })

  it('paints a row of one plane in the foreground color', () => {
    const red = `${ESC}*r3U${ESC}*v1S`
    // Simple color 1 brings its own black palette, so the foreground chosen before stays.
    expect(colorOf(red, `${ESC}*r1U${ESC}*r1A`, payload('*b', 'W', [0, 8]))).toEqual(COLOR)
    expect(colorOf(red, `${ESC}*r1U${ESC}*r1A`, payload('*b', 'W', [0, 0]))).toEqual(MONO)
  })
})

describe('compressions', () => {
  const gray = [9, 9, 9, 9, 9, 9, 200, 200, 200, 200, 200, 200, 7, 7, 7]
  const withRed = [9, 9, 9, 9, 9, 9, 200, 200, 200, 250, 0, 0, 7, 7, 7]
  const runs = (bytes: number[]) => bytes.flatMap((byte) => [0, byte])
  const row = (mode: number, data: number[]) =>
    bytesFrom(`${ESC}*b${mode}M`, payload('*b', 'W', data))
  const start = bytesFrom(imageData(0, 3, 8), `${ESC}*r1A`)

  it.each([
    ['none', 0, gray, withRed],
    ['run length', 1, runs(gray), runs(withRed)],
    ['PackBits', 2, packBits(gray), packBits(withRed)],
    ['delta row', 3, deltaRow(gray, []), deltaRow(withRed, [])],
    ['replacement delta row', 9, [0b0_0000_111, 7, ...gray], [0b0_0000_111, 7, ...withRed]],
    ['adaptive', 5, [0, 0, 15, ...gray], [0, 0, 15, ...withRed]],
  ])('reads pixels packed by %s', (_, mode, mono, color) => {
    expect(colorOf(start, row(mode, mono))).toEqual(MONO)
    expect(colorOf(start, row(mode, color))).toEqual(COLOR)
  })

  it('changes only what a delta row says, on the row above', () => {
    const seed = bytesFrom(start, row(2, packBits(gray)))
    expect(colorOf(seed, row(3, deltaRow([...gray.slice(0, 12), 8, 8, 8], gray)))).toEqual(MONO)
    expect(colorOf(seed, row(3, deltaRow([...gray.slice(0, 12), 99, 7, 7], gray)))).toEqual(COLOR)
  })

  it('finds color at the end of a run and at the start of the next', () => {
    // Runs of four and five: the second pixel is 9 9 9, the pixel between is 9 200 200.
    const broken = [257 - 4, 9, 257 - 5, 200]
    expect(colorOf(start, row(2, broken))).toEqual(COLOR)
  })

  it('starts from an empty row after graphics began anew', () => {
    const first = bytesFrom(start, row(0, [200, 0, 0]))
    const second = bytesFrom(`\f${ESC}*r1A`, row(3, deltaRow([0, 0, 0, 9, 9, 9], [])))
    const findings = analyzeBytes(bytesFrom(RESET, first, second, '\f'))
    expect(findings.colorPages).toEqual(COLOR)
    expect(findings.pages.value).toBe(2)
  })

  it('lets planes of one row have different compressions', () => {
    const rows = Array.from({ length: 16 }, () =>
      bytesFrom(`${ESC}*b2m3v`, 257 - 4, 255, 0, `2v`, 257 - 4, 255, '0m4W', 255, 255, 255, 255),
    )
    expect(colorOf(`${ESC}*r-3U${ESC}*r1A`, ...rows)).toEqual(MONO)
  })

  it('counts what it cannot read as color, and says that it is a guess', () => {
    const lab = bytesFrom(imageData(3, 3, 8), `${ESC}*r1A`, payload('*b', 'W', [1, 2, 3]))
    expect(colorOf(lab)).toEqual({ value: [1], known: 'estimated' })
  })
})
