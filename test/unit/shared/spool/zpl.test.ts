/** Labels: ZPL formats and EPL prints, each as often as it asks. */
import { describe, expect, it } from 'vitest'
import { analyzeBytes } from '#help/analyze-bytes.ts'
import { bytesFrom } from '#help/build-pcl.ts'

const label = (more = '') => `^XA^FO50,50^ADN,36,20^FDlabel^FS${more}^XZ\n`
const pagesOf = (...parts: (string | number | Uint8Array)[]) =>
  analyzeBytes(bytesFrom(...parts)).pages
const exactly = (value: number) => ({ value, known: 'exact' })

describe('ZPL', () => {
  it.each([
    ['one label', label(), 1],
    ['three formats', label().repeat(3), 3],
    ['as many as ^PQ says', label('^PQ5,0,1,Y') + label(), 6],
    ['as many as ^PQ says, without a number', label('^PQ'), 1],
    ['none for settings', `^XA^PW812^LL1218^JUS^XZ${label()}`, 1],
    ['none for a stored format', `^XA^DFR:A.ZPL^FS^FO9,9^FN1^FS^XZ^XA^XFR:A.ZPL^FN1^FDx^FS^XZ`, 1],
    ['labels behind another sign', '^XA^CC!^XZ!XA!FO9,9!FDlabel!FS!XZ', 1],
    ['labels with text of any case', label().toLowerCase().replace('^xa', '^XA'), 1],
  ])('counts %s', (_, document, labels) => {
    const findings = analyzeBytes(bytesFrom(document))
    expect(findings).toMatchObject({ language: 'zpl', colorPages: { value: [] } })
    expect(findings.sides).toBe(labels)
  })

  it('counts tens of thousands, and says nothing of more than anybody prints', () => {
    const findings = analyzeBytes(bytesFrom(label('^PQ20000')))
    expect(findings).toMatchObject({ pages: exactly(20_000), copies: 1, sides: 20_000 })
    expect(analyzeBytes(bytesFrom(label('^PQ99999999'))).sides).toBeNull()
  })

  it('jumps over binary pictures', () => {
    const bits = bytesFrom('^GFB,6,6,2,', Uint8Array.from([0x5e, 0x58, 0x5a, 0x7e, 0x5e, 0x58]))
    expect(pagesOf('^XA^FO9,9', bits, '^FS^XZ', label())).toEqual(exactly(2))
    const download = bytesFrom('~DYR:A,B,P,3,0,', '^XA')
    expect(pagesOf(download, label())).toEqual(exactly(1))
  })

  it('says that a format has no end', () => {
    expect(analyzeBytes(bytesFrom(label(), '^XA^FDx^FS'))).toMatchObject({
      pages: { value: 1, known: 'estimated' },
      problem: { code: 'document-truncated' },
    })
  })

  it('does not believe in billions of labels', () => {
    expect(analyzeBytes(bytesFrom(label('^PQ99999999'))).copies).toBeLessThanOrEqual(9_999)
  })
})

describe('EPL', () => {
  const text = 'A50,50,0,4,1,1,N,"label"\n'

  it.each([
    ['one label', `N\nq812\n${text}P1\n`, 1],
    ['as many as P says', `N\nq812\n${text}P3\n`, 3],
    ['sets and copies', `N\nq812\n${text}P2,3\n`, 6],
    ['two labels', `N\n${text}P1\nN\n${text}P1\r\n`, 2],
  ])('counts %s', (_, document, labels) => {
    const findings = analyzeBytes(bytesFrom(document))
    expect(findings.language).toBe('zpl')
    expect(findings.sides).toBe(labels)
  })

  it('jumps over binary pictures', () => {
    const picture = bytesFrom('GW10,10,2,3,', Uint8Array.from([0x0a, 0x50, 0x31, 0x0a, 0x50, 0x31]))
    expect(pagesOf(`N\n${text}`, picture, '\nP1\n')).toEqual(exactly(1))
  })
})

it.each([
  'N\nA letter to my friends, P1 and P2\n',
  '^XALIUM is a plant; ^XA is how labels begin',
  'A price of 9,50,0,4 is fine.\nP1\n',
])('leaves %s to text', (text) => {
  expect(analyzeBytes(bytesFrom(text)).language).not.toBe('zpl')
})
