/** PCL 5: which commands end a page, what counts as one, and what a page looks like. */
import { describe, expect, it } from 'vitest'
import { analyzeBytes } from '#help/analyze-bytes.ts'
import { bytesFrom, ESC, payload, RESET, UEL } from '#help/build-pcl.ts'

const pagesOf = (...parts: (string | number | Uint8Array)[]) =>
  analyzeBytes(bytesFrom(...parts)).pages
const exactly = (value: number) => ({ value, known: 'exact' })
const A4 = `${ESC}&l26A`

describe('ejects', () => {
  it.each([
    ['a form feed, also on an empty page', `${RESET}one\f\ftwo\f`, 3],
    ['a reset, when something is printed', `${RESET}one${RESET}${RESET}two${RESET}`, 2],
    [
      'another paper size, when something is printed',
      `${RESET}${A4}one${ESC}&l2A${ESC}&l3Atwo\f`,
      2,
    ],
    ['another orientation', `${RESET}one${ESC}&l1Otwo\f`, 2],
    ['the same orientation, which is none', `${RESET}one${ESC}&l0Otwo\f`, 1],
    ['duplex', `${RESET}one${ESC}&l1Stwo\f`, 2],
    ['the eject command of trays', `${RESET}one${ESC}&l0H`, 1],
    ['the other side of the sheet', `${RESET}one${ESC}&a2Gtwo\f`, 2],
    ['the exit', `${RESET}one${UEL}`, 1],
    ['the end of the stream', `${RESET}one`, 1],
    ['nothing, when only spaces are printed', `${RESET}    ${RESET}`, 0],
  ])('knows %s', (_, document, pages) => {
    expect(pagesOf(document)).toEqual(exactly(pages))
  })

  it('runs over the end of a page line by line, half an inch from its edges', () => {
    // 842 points less an inch are 64 lines of a sixth of an inch, and a little.
    expect(pagesOf(`${RESET}${A4}`, 'x\r\n'.repeat(64), 'x').value).toBe(2)
    expect(pagesOf(`${RESET}${A4}`, 'x\r\n'.repeat(63), 'x')).toEqual(exactly(1))
    expect(pagesOf(`${RESET}${A4}${ESC}&l8D`, 'x\r\n'.repeat(84), 'x')).toEqual(exactly(1))
    expect(pagesOf(`${RESET}${A4}${ESC}&l0L`, 'x\r\n'.repeat(66), 'x')).toEqual(exactly(1))
  })

  it('is not certain of overflow when nobody said how long the page is', () => {
    expect(pagesOf(RESET, 'x\r\n'.repeat(100))).toEqual({ value: 2, known: 'estimated' })
  })

  it('does not overflow by moving to a position beyond the page', () => {
    expect(pagesOf(`${RESET}${A4}one${ESC}*p32000Ytwo${ESC}&a+9000Vthree\f`)).toEqual(exactly(1))
  })

  it('takes line endings as told', () => {
    expect(pagesOf(`${RESET}${A4}${ESC}&k1G`, 'x\r'.repeat(70)).value).toBe(2)
    expect(pagesOf(`${RESET}${A4}`, 'x\r'.repeat(70))).toEqual(exactly(1))
  })
})

describe('bytes that are no commands', () => {
  it.each([
    ['fonts', payload('(s', 'W', [12, 12, 27, 69, 12])],
    ['characters', payload('(s', 'W', new Uint8Array(300).fill(12))],
    ['symbol sets', payload('(f', 'W', [12, 27, 69])],
    ['raster rows', bytesFrom(`${ESC}*r1A`, payload('*b', 'W', [12, 12, 27, 69]), `${ESC}*rB`)],
    ['patterns', payload('*c', 'W', [0, 0, 1, 0, 0, 8, 0, 8, 12, 12, 12, 12, 12, 12, 12, 12])],
    ['transparent text', payload('&p', 'X', [12, 27, 12])],
    ['display functions', `${ESC}Y\f${ESC}E\f${ESC}Z`],
  ])('does not eject in %s', (_, bytes) => {
    expect(pagesOf(`${RESET}one`, bytes, '\f')).toEqual(exactly(1))
  })

  it('goes on behind a payload in the middle of a sequence', () => {
    const bytes = bytesFrom(`${ESC}*r1A${ESC}*b2m3w`, 0, 65, 12, '2w', 0, 12, '1W', 12, `${ESC}*rB`)
    expect(pagesOf(RESET, bytes, '\f')).toEqual(exactly(1))
  })

  it('goes on behind a capital letter as drivers of DeskJets do', () => {
    const bytes = bytesFrom(`${ESC}*r1A${ESC}*b67Y2v`, 12, 12, '1w', 12, `${ESC}*rB`)
    expect(pagesOf(RESET, bytes, '\f')).toEqual(exactly(1))
  })
})

describe('copies, sides and paper', () => {
  it('reports copies, duplex and paper size', () => {
    const findings = analyzeBytes(bytesFrom(`${RESET}${ESC}&l2x1s26Aone\ftwo\f`))
    expect(findings).toMatchObject({
      pages: exactly(2),
      copies: 2,
      duplex: true,
      sides: 4,
      sheets: 2,
      pageSizes: [{ widthPt: 595, heightPt: 842, pages: 2 }],
    })
  })

  it('counts copies as pages when pages ask for different numbers of them', () => {
    const findings = analyzeBytes(bytesFrom(`${RESET}${ESC}&l3Xone\f${ESC}&l1Xtwo\f`))
    expect(findings).toMatchObject({ pages: exactly(4), copies: 1 })
  })

  it.each([
    [0, 1],
    [2_147_483_648, 32_767],
    [99_999_999_999, 32_767],
  ])('takes %i copies for as many as a printer takes', (copies, sides) => {
    const findings = analyzeBytes(bytesFrom(`${RESET}${ESC}&l${copies}Xone\f`))
    expect(findings.sides).toBe(sides)
  })

  it('knows paper that the document made itself', () => {
    const findings = analyzeBytes(bytesFrom(`${RESET}${ESC}&f3000i4000J${ESC}&l101Aone\f`))
    expect(findings.pageSizes).toEqual([{ widthPt: 300, heightPt: 400, pages: 1 }])
  })
})

describe('macros', () => {
  const define = (id: number, body: string) => `${ESC}&f${id}Y${ESC}&f0X${body}${ESC}&f1X`

  it('prints nothing while one is defined', () => {
    expect(pagesOf(RESET, define(1, 'text\f\f'), 'one\f')).toEqual(exactly(1))
  })

  it('runs one as often as it is called', () => {
    const calls = `${ESC}&f1y3X`.repeat(3)
    expect(pagesOf(RESET, define(1, 'text\f'), calls)).toEqual(exactly(3))
  })

  it('prints an overlay on every page', () => {
    const red = `${ESC}*r3U${ESC}*v1Sred`
    const findings = analyzeBytes(bytesFrom(RESET, define(2, red), `${ESC}&f2y4Xone\ftwo\f`))
    expect(findings).toMatchObject({ pages: exactly(2), colorPages: { value: [1, 2] } })
  })

  it('ends one that calls itself', () => {
    const itself = define(3, `x\f${ESC}&f3y3X${ESC}&f3y2X`)
    const pages = pagesOf(RESET, itself, `${ESC}&f3y3X`)
    expect(pages.value).toBeGreaterThan(0)
    expect(pages.value).toBeLessThan(10)
  })
})

describe('hostile streams', () => {
  it.each([
    ['a length that lies', bytesFrom(`${RESET}one\f${ESC}*b2147483647W`, 1, 2, 3)],
    ['a negative length', bytesFrom(`${RESET}one\f${ESC}*r1A${ESC}*b-5W`, 1, 2)],
    [
      'a number of a thousand digits',
      bytesFrom(RESET, `${ESC}&l0O`.repeat(20), `one\f${ESC}&l${'9'.repeat(1_000)}X`),
    ],
    ['a sequence without end', bytesFrom(`${RESET}one\f${ESC}&l`, '1x'.repeat(100_000))],
    ['an escape at the end', bytesFrom(`${RESET}one\f${ESC}`)],
    ['a row cut in its middle', bytesFrom(`${RESET}one\f${ESC}*r1A${ESC}*b200W`, 1, 2)],
    ['a macro without end', bytesFrom(`${RESET}one\f${ESC}&f0X`, 'x'.repeat(100_000))],
  ])('answers for %s', (_, bytes) => {
    const findings = analyzeBytes(bytes)
    expect(findings.problem?.code).not.toBe('analyzer-failed')
    expect(findings.pages.value).toBeGreaterThanOrEqual(1)
    expect(findings.pages.value).toBeLessThan(5)
  })

  it('says that a stream is cut', () => {
    const findings = analyzeBytes(bytesFrom(`${RESET}one\f${ESC}*r1A${ESC}*b200W`, 1, 2))
    expect(findings).toMatchObject({
      pages: { value: 2, known: 'estimated' },
      problem: { code: 'document-truncated' },
    })
  })

  it('gives up, without a number, on what only starts like PCL', () => {
    const junk = Array.from(
      { length: 200 },
      (_, i) => `${ESC}${String.fromCharCode(0x30 + (i % 9))}|\x01`,
    )
    const findings = analyzeBytes(bytesFrom(RESET, 'x'.repeat(5_000), ...junk))
    expect(findings).toMatchObject({
      pages: { value: null, known: 'unknown' },
      problem: { code: 'document-malformed' },
    })
  })

  it.each([
    ['ESC/P', `${ESC}@${ESC}3\x18text`],
    ['receipt printers', `${ESC}@\x1dV\x00`],
    ['a terminal', `${ESC}[2Jhello`],
    ['Canon', `${ESC}[K\x02\x00\x00\x24`],
    ['another exit', `${ESC}%-98765X\x14`],
  ])('does not take %s for PCL', (_, text) => {
    expect(analyzeBytes(bytesFrom(text)).language).not.toMatch(/^pcl/)
  })
})
