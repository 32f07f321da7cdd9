/** HP-GL/2 as plotters take it: pages, pens, paper. */
import { describe, expect, it } from 'vitest'
import { analyzeBytes } from '#help/analyze-bytes.ts'
import { bytesFrom, ESC } from '#help/build-pcl.ts'

const line = 'PU0,0;PD500,500;'
const analyze = (plot: string) => analyzeBytes(bytesFrom(plot))

describe('pages', () => {
  it.each([
    ['one, ended by its page advance', `IN;SP1;${line}PG;`, { value: 1, known: 'exact' }],
    ['one, ended by putting the pen away', `IN;SP1;${line}SP0;`, { value: 1, known: 'exact' }],
    ['one that just stops', `IN;SP1;${line}`, { value: 1, known: 'estimated' }],
    ['two', `IN;SP1;${line}PG;${line}PG;`, { value: 2, known: 'exact' }],
    [
      'no empty one between two advances',
      `IN;SP1;${line}PG;PG;${line}PG;`,
      { value: 2, known: 'exact' },
    ],
    [
      'one with advance and end of pstoedit',
      `IN;SC;PU;SP1;${line}PU;SP;EC;PG1;EC1;OE`,
      { value: 1, known: 'exact' },
    ],
    ['none', `IN;SP1;PU0,0;PU9,9;PG;`, { value: 0, known: 'exact' }],
  ])('counts %s', (_, plot, pages) => {
    expect(analyze(plot)).toMatchObject({ language: 'hpgl', pages })
  })

  it('reports copies and paper of the plot', () => {
    const findings = analyze(`IN;PS11863,8401;RP3;SP1;${line}PG;`)
    expect(findings).toMatchObject({
      copies: 3,
      pageSizes: [{ widthPt: 595, heightPt: 841, pages: 1 }],
    })
  })
})

describe('pens', () => {
  it.each([
    ['pen 1', `SP1;${line}`, { value: [], known: 'exact' }],
    ['a pen mixed red', `PC3,255,0,0;SP3;${line}`, { value: [1], known: 'exact' }],
    ['a pen mixed gray', `PC3,80,80,80;SP3;${line}`, { value: [], known: 'exact' }],
    ['a pen of whatever the carousel holds', `SP3;${line}`, { value: [1], known: 'estimated' }],
  ])('knows a line of %s', (_, instructions, colorPages) => {
    expect(analyze(`IN;${instructions}SP0;PG;`).colorPages).toEqual(colorPages)
  })
})

it('does not take labels, comments and terminators for instructions', () => {
  const plot = `IN;SP1;DT#,1;LBPG;PG;PG;#;CO"PG;PG;";${line}LBSP3PD9,9#PG;`
  expect(analyze(plot)).toMatchObject({
    pages: { value: 1, known: 'exact' },
    colorPages: { value: [] },
  })
})

it('passes over talk with the port', () => {
  const plot = `${ESC}.(${ESC}.@;0:${ESC}.I80;;17:IN;SP1;${line}PG;${ESC}.)`
  expect(analyze(plot)).toMatchObject({ language: 'hpgl', pages: { value: 1, known: 'exact' } })
})

describe('what is no plot', () => {
  it.each([
    'IN THE BEGINNING was the word; PU and PD are letters.',
    'PA system; SP is space; IN; is it',
    'Report;\nPU;PD\nSPARE parts',
  ])('leaves %s to text', (text) => {
    expect(analyze(text).language).toBe('text')
  })

  it('gives no number for what only starts like a plot', () => {
    const findings = analyze(`IN;SP1;${line}${'QQ;ZZ;JJ;'.repeat(50)}`)
    expect(findings).toMatchObject({
      pages: { value: null, known: 'unknown' },
      problem: { code: 'document-malformed' },
    })
  })
})
