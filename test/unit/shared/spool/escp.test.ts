/** ESC/P: pages by form feeds, ESC/P-R by its frames, inks, and graphics that are jumped over. */
import { describe, expect, it } from 'vitest'
import { analyzeBytes } from '#help/analyze-bytes.ts'
import { bytesFrom, ESC } from '#help/build-pcl.ts'

const RESET = `${ESC}@`
type Part = string | number | Uint8Array
const analyze = (...parts: Part[]) => analyzeBytes(bytesFrom(...parts))
const exactly = (value: number) => ({ value, known: 'exact' })

describe('pages', () => {
  it('counts form feeds', () => {
    expect(analyze(RESET, 'one\ftwo\f')).toMatchObject({ language: 'escp', pages: exactly(2) })
  })

  it('is not certain of a last page without one', () => {
    expect(analyze(RESET, 'one\ftwo\r\n').pages).toEqual({ value: 2, known: 'estimated' })
  })

  it('runs over the page length that the document gives', () => {
    const short = `${RESET}${ESC}C\x0a`
    expect(analyze(short, 'x\r\n'.repeat(30)).pages).toEqual({ value: 3, known: 'estimated' })
    expect(analyze(short, 'x\r\n'.repeat(10), '\f').pages).toEqual(exactly(1))
  })

  it('knows ProPrinter streams, which start without a reset', () => {
    expect(analyze(0x11, `${ESC}30${ESC}J\x10${ESC}K\x02\x00`, 1, 2, '\r\f').pages).toEqual(
      exactly(1),
    )
  })
})

describe('graphics', () => {
  it.each<[string, Uint8Array]>([
    ['columns', bytesFrom(`${ESC}K`, 3, 0, 12, 27, 12)],
    ['24 pins', bytesFrom(`${ESC}*`, 39, 1, 0, 12, 12, 12)],
    ['nine pins', bytesFrom(`${ESC}^`, 0, 1, 0, 12, 12)],
    ['raster', bytesFrom(`${ESC}.`, 0, 20, 20, 1, 16, 0, 12, 12)],
    ['packed raster', bytesFrom(`${ESC}.`, 1, 20, 20, 2, 16, 0, 1, 12, 12, 255, 12)],
    ['raster in color', bytesFrom(`${ESC}i`, 0, 0, 1, 2, 0, 1, 0, 12, 12)],
    ['extended commands', bytesFrom(`${ESC}(^`, 3, 0, 12, 12, 12)],
    ['tabs', bytesFrom(`${ESC}D`, 12, 27, 0)],
  ])('does not eject in %s', (_, graphics) => {
    expect(analyze(RESET, graphics, '\r\f').pages).toEqual(exactly(1))
  })

  it('knows colored ink where it prints', () => {
    const red = `${ESC}r\x05`
    const dots = (byte: number) => bytesFrom(`${ESC}K`, 2, 0, byte, byte)
    expect(analyze(RESET, dots(1), '\f').colorPages).toEqual({ value: [], known: 'exact' })
    expect(analyze(RESET, red, dots(0), '\f').colorPages).toEqual({ value: [], known: 'exact' })
    // Gray may be mixed of colored inks.
    expect(analyze(RESET, red, dots(1), '\f').colorPages).toEqual({
      value: [1],
      known: 'estimated',
    })
  })
})

describe('ESC/P-R', () => {
  const enter = `${RESET}${ESC}(R\x06\x00\x00ESCPR`
  const frame = (kind: string, name: string, data: readonly number[]) =>
    bytesFrom(
      `${ESC}${kind}`,
      data.length & 255,
      data.length >> 8,
      0,
      0,
      name,
      Uint8Array.from(data),
    )
  const line = (pixels: readonly number[]) =>
    frame('d', 'dsnd', [0, 0, 0, 0, 0, pixels.length >> 8, pixels.length & 255, ...pixels])
  const page = (...lines: Uint8Array[]) =>
    bytesFrom(frame('p', 'sttp', []), ...lines, frame('p', 'endp', [0]))
  const quality = (mono: number) => frame('q', 'setq', [0, 0, mono, 0, 0, 0, 0, 0, 0])
  const gray = [9, 9, 9, 12, 12, 12, 27, 27, 27]
  const red = [9, 9, 9, 200, 0, 0]

  it('counts pages by their ends and reads the pixels of their lines', () => {
    const findings = analyze(
      enter,
      quality(0),
      page(line(gray)),
      page(line(red)),
      frame('j', 'endj', []),
    )
    expect(findings).toMatchObject({
      language: 'escp',
      pages: exactly(2),
      colorPages: { value: [2] },
    })
  })

  it('has no color when the job is black', () => {
    const findings = analyze(enter, quality(1), page(line(red)), frame('j', 'endj', []))
    expect(findings.colorPages).toEqual({ value: [], known: 'exact' })
  })

  it('starts in packet mode', () => {
    const wake = `\x00\x00\x00${ESC}\x01@EJL 1284.4\n@EJL     \n`
    expect(analyze(wake, enter, page(line(gray)), RESET)).toMatchObject({
      language: 'escp',
      pages: { value: 1 },
    })
  })
})

describe('what is not ESC/P', () => {
  it.each([
    ['a receipt printer', `${RESET}\x1dV\x00text`],
    ['a terminal', `${ESC}[2J`],
    ['EJL of page printers', `${ESC}\x01@EJL \n@EJL EN LA=ESC/PAGE\n`],
  ])('leaves %s alone', (_, text) => {
    expect(analyze(text).language).not.toBe('escp')
  })

  it('gives no number for what only starts like it', () => {
    const junk = Array.from({ length: 100 }, () => `${ESC}\x7f\x03`)
    expect(analyze(RESET, 'x'.repeat(5_000), ...junk)).toMatchObject({
      pages: { value: null, known: 'unknown' },
      problem: { code: 'document-malformed' },
    })
  })

  it('says that a stream is cut', () => {
    expect(analyze(RESET, `one\f${ESC}K\x64\x00`, 1)).toMatchObject({
      pages: { known: 'estimated' },
      problem: { code: 'document-truncated' },
    })
  })
})
