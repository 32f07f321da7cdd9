// What a PPD tells: how this printer says gray and duplex, and whether it loses documents.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { makeIntakePpd, parsePpd } from '#connector/spooler/cups/ppd.ts'

const demo = readFileSync(
  new URL('../../../../../infra/local/site/demo.ppd', import.meta.url),
  'utf8',
)
const withFilter = (...filters: string[]) =>
  ['*PPD-Adobe: "4.3"', '*LanguageLevel: "3"', ...filters].join('\n')

describe('a PPD', () => {
  it('tells the choices for gray and duplex', () => {
    expect(parsePpd(demo)).toMatchObject({
      gray: [{ option: 'ColorModel', choice: 'Gray' }],
      duplex: [{ option: 'Duplex', choice: 'DuplexNoTumble' }],
    })
  })

  it.each([
    ['*HPColorMode GrayscalePrint/Gray: ""', { option: 'HPColorMode', choice: 'GrayscalePrint' }],
    ['*ColorModel CMYK: ""\n*ColorModel Gray16: ""', { option: 'ColorModel', choice: 'Gray16' }],
    [
      '*SelectColor Color: ""\n*SelectColor Grayscale: ""',
      { option: 'SelectColor', choice: 'Grayscale' },
    ],
    ['*ARCMode CMColor: ""\n*ARCMode CMBW: ""', { option: 'ARCMode', choice: 'CMBW' }],
    ['*CNColorMode color: ""\r\n*CNColorMode mono: ""', { option: 'CNColorMode', choice: 'mono' }],
  ])('spells gray in its maker’s way: %s', (lines, choice) => {
    expect(parsePpd(lines).gray).toEqual([choice])
  })

  it('has no choice for what the device cannot do', () => {
    expect(parsePpd('*ColorModel RGB: ""\n*Duplex None: ""')).toMatchObject({
      gray: [],
      duplex: [],
    })
  })

  it.each([
    ['a PostScript printer without filters', withFilter(), true],
    [
      'PCL made by a filter',
      withFilter(
        '*cupsFilter2: "application/vnd.cups-raster application/vnd.hp-pcl 50 rastertopcl"',
      ),
      true,
    ],
    [
      'PostScript passed on',
      withFilter('*cupsFilter: "application/vnd.cups-postscript 0 foomatic"'),
      true,
    ],
    ['PDF made by the filter package', demo, false],
    [
      'PDF passed on unfiltered',
      withFilter('*cupsFilter2: "application/pdf application/pdf 0 -"'),
      false,
    ],
    ['everything passed on', withFilter('*cupsFilter2: "*/* application/octet-stream 0 -"'), false],
    [
      'raster for IPP Everywhere',
      withFilter('*cupsFilter2: "image/pwg-raster image/pwg-raster 300 -"'),
      false,
    ],
    [
      'one good way and one bad',
      withFilter(
        '*cupsFilter2: "application/vnd.cups-raster application/pcl 50 x"',
        '*cupsFilter2: "application/pdf application/pdf 0 -"',
      ),
      false,
    ],
    ['nothing at all', '', false],
  ])('prints several documents of one job only when that is sure: %s', (_what, text, expected) => {
    expect(parsePpd(text).printsSeveralDocuments).toBe(expected)
  })

  it('becomes the intake’s with the same options and no filter', () => {
    const intake = makeIntakePpd(demo)
    expect(intake.match(/^\*cupsFilter.*$/gm)).toEqual([
      '*cupsFilter2: "*/* application/octet-stream 0 -"',
    ])
    expect(intake.split('\n')[0]).toBe('*PPD-Adobe: "4.3"')
    expect(parsePpd(intake).gray).toEqual(parsePpd(demo).gray)
  })
})
