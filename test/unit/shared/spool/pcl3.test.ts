/** PCL 3 of DeskJets: configured rows, and habits that page printers do not have. */
import { describe, expect, it } from 'vitest'
import { analyzeBytes } from '#help/analyze-bytes.ts'
import { bytesFrom, ESC, payload, pjlJob, planeRow, RESET, startRaster } from '#help/build-pcl.ts'

const start = `${ESC}*rbC${ESC}*t75R${ESC}&l26aolE${ESC}*o1d2Q`
const INK = [255, 255]
const NONE = [0, 0]
const rows = (planes: number[][]) => Array.from({ length: 16 }, () => planeRow(planes))

it('tells inkjets from page printers by their commands', () => {
  const inkjet = bytesFrom(start, startRaster(-4), planeRow([INK, NONE, NONE, NONE]), '\f')
  expect(analyzeBytes(inkjet)).toMatchObject({
    language: 'pcl3',
    pages: { value: 1, known: 'exact' },
  })
  expect(analyzeBytes(bytesFrom(RESET, inkjet)).language).toBe('pcl5')
  expect(analyzeBytes(pjlJob('PCL3GUI', inkjet)).language).toBe('pcl3')
})

describe('ejects', () => {
  const page = bytesFrom(startRaster(-4), planeRow([INK, NONE, NONE, NONE]), `${ESC}*rbC`)

  it.each([
    ['a reset and the eject of trays', `${RESET}${ESC}&l0H`],
    ['the eject of trays', `${ESC}&l0H`],
    ['a form feed', '\f'],
    ['a reset, whose form feed finds no sheet', `${RESET}\f`],
  ])('ejects one sheet by %s', (_, end) => {
    const findings = analyzeBytes(bytesFrom(start, page, end, start, page, end))
    expect(findings.pages).toEqual({ value: 2, known: 'exact' })
  })
})

/** Format 2: black of 600 and inks of 300 dots an inch, with so many intensities. */
const format2 = (intensities: number) => [
  ...[2, 4, 2, 88, 2, 88, 0, 2],
  ...Array.from({ length: 3 }, () => [1, 44, 1, 44, 0, intensities]).flat(),
]

describe('configured rows', () => {
  const colorOf = (...parts: (string | number | Uint8Array)[]) =>
    analyzeBytes(bytesFrom(start, ...parts, '\f')).colorPages

  it('knows four components, black finer than the inks', () => {
    const configured = [payload('*g', 'W', format2(2)), `${ESC}*r1A${ESC}*b0M`]
    const planes = (ink: number[]) => rows([INK, INK, ink, NONE, NONE])
    expect(colorOf(...configured, ...planes(NONE))).toEqual({ value: [], known: 'exact' })
    expect(colorOf(...configured, ...planes(INK))).toEqual({ value: [1], known: 'exact' })
  })

  it('knows inks of four intensities', () => {
    const configured = [payload('*g', 'W', format2(4)), `${ESC}*r1A${ESC}*b0M`]
    const gray = rows([INK, INK, INK, NONE, INK, NONE, INK, NONE])
    const blue = rows([INK, INK, INK, NONE, INK, NONE, NONE, NONE])
    expect(colorOf(...configured, ...gray)).toEqual({ value: [], known: 'exact' })
    expect(colorOf(...configured, ...blue)).toEqual({ value: [1], known: 'exact' })
  })

  it('knows pixels of mode 10, on rows that start white', () => {
    const configured = [payload('*g', 'W', [6, 7, 0, 1, 1, 44, 1, 44, 10, 1, 32, 1]), `${ESC}*r1A`]
    // A new pixel of seven bits a color; then one that differs from the white above in red only.
    const black = payload('*b', 'W', [0, 0, 0, 0])
    const red = payload('*b', 'W', [0, 0x7f, 0x00, 0x00])
    const shifted = payload('*b', 'W', [0, 0b1_10000_00, 0b000_00000])
    expect(colorOf(...configured, black)).toEqual({ value: [], known: 'exact' })
    expect(colorOf(...configured, red)).toEqual({ value: [1], known: 'exact' })
    expect(colorOf(...configured, shifted)).toEqual({ value: [1], known: 'exact' })
  })

  it('counts a configuration that nobody described as color, and says that it is a guess', () => {
    const unknown = [payload('*g', 'W', [9, 9, 9]), `${ESC}*r1A`, payload('*b', 'W', [1])]
    expect(colorOf(...unknown)).toEqual({ value: [1], known: 'estimated' })
  })
})
