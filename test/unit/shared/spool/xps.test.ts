/** XPS and OpenXPS: pages of a package, color by brushes and images in use, tickets, hostile archives. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { analyzeBytes } from '#help/analyze-bytes.ts'
import { buildXps, buildZip, listXpsParts, type XpsSpec, type ZipPart } from '#help/build-xps.ts'

const path = (fill: string) => `<Path Fill="${fill}" Data="M 0,0 L 9,9 Z"/>`
const image = (file: string) =>
  readFileSync(new URL(`../../../cases/spool/${file}`, import.meta.url))
const analyze = (spec: XpsSpec) => analyzeBytes(buildXps(spec))

describe('pages', () => {
  it.each([
    ['XPS', false],
    ['OpenXPS', true],
  ])('of %s are counted, with their size', (_, open) => {
    expect(analyze({ pages: [path('#FF000000'), path('#FFFF0000'), ''], open })).toMatchObject({
      language: 'xps',
      pages: { value: 3, known: 'exact' },
      colorPages: { value: [2], known: 'estimated' },
      pageSizes: [{ widthPt: 612, heightPt: 792, pages: 3 }],
      problem: null,
    })
  })

  it('are found in pieces that lie between each other, as Windows spools them', () => {
    const parts = listXpsParts({ pages: [path('#FFFF0000'), ''] })
    const pieces = parts.flatMap(({ name, data }): ZipPart[] => {
      const half = Math.floor(data.length / 2)
      return [
        { name: `${name.toUpperCase()}/[0].piece`, data: data.slice(0, half) },
        { name: `${name}/[1].last.piece`, data: data.slice(half) },
      ]
    })
    const between = [
      ...pieces.filter((_, i) => i % 2 === 1),
      ...pieces.filter((_, i) => i % 2 === 0),
    ]
    expect(analyzeBytes(buildZip(between))).toMatchObject({
      language: 'xps',
      pages: { value: 2, known: 'exact' },
      colorPages: { value: [1] },
    })
  })

  it('of several documents are added', () => {
    const second: ZipPart[] = [
      {
        name: 'FixedDocSeq.fdseq',
        data: '<S><DocumentReference Source="Documents/1/FixedDoc.fdoc"/><DocumentReference Source="Documents/1/../1/FixedDoc.fdoc"/></S>',
      },
    ]
    const parts = listXpsParts({ pages: ['', ''], without: ['FixedDocSeq.fdseq'], more: second })
    expect(analyzeBytes(buildZip(parts)).pages).toEqual({ value: 4, known: 'exact' })
  })

  it('may be written in UTF-16 and stored without packing', () => {
    const parts = listXpsParts({ pages: [path('#FFFF0000')] }).map(({ name, data }) => ({
      name,
      data: Buffer.from(`\ufeff${data}`, 'utf16le'),
      stored: true,
    }))
    expect(analyzeBytes(buildZip(parts))).toMatchObject({
      pages: { value: 1, known: 'exact' },
      colorPages: { value: [1] },
    })
  })
})

describe('color', () => {
  it.each([
    ['#FF808080', false],
    ['#808080', false],
    ['#800000', true],
    ['#00FF0000', false],
    ['#08FF0000', false],
    ['#80FF0000', true],
    ['sc#0.5,0.5,0.5', false],
    ['sc#1,0.9,0.1,0.1', true],
    ['sc#0, 0.9,0.1,0.1', false],
    ['ContextColor /p.icc 1, 0.5', false],
    ['ContextColor /p.icc 1, 0.5, 0.5, 0.5', false],
    ['ContextColor /p.icc 1, 0, 0, 0, 0.7', false],
    ['ContextColor /p.icc 1, 0, 1, 1, 0', true],
  ])('%s', (color, isColor) => {
    expect(analyze({ pages: [path(color)] }).colorPages).toEqual({
      value: isColor ? [1] : [],
      known: isColor ? 'estimated' : 'exact',
    })
  })

  const solid = '<SolidColorBrush Color="#FF0000"/>'
  it.each([
    ['a stroke', '<Path Stroke="#FF0000"/>', true],
    ['text', '<Glyphs Fill="#FF0000" UnicodeString="a &gt; b"/>', true],
    ['a brush inside', `<Path><Path.Fill>${solid}</Path.Fill></Path>`, true],
    [
      'a gradient',
      '<Path><Path.Fill><LinearGradientBrush><LinearGradientBrush.GradientStops><GradientStop Color="#000000"/><GradientStop Color="#0000FF"/></LinearGradientBrush.GradientStops></LinearGradientBrush></Path.Fill></Path>',
      true,
    ],
    [
      'a brush that only masks',
      `<Canvas><Canvas.OpacityMask>${solid}</Canvas.OpacityMask>${path('#000000')}</Canvas>`,
      false,
    ],
    [
      'what is not to be seen',
      `<Canvas Opacity="0">${path('#FF0000')}</Canvas>${path('#000000')}`,
      false,
    ],
    ['a comment', '<!-- <Path Fill="#FF0000"/> -->', false],
    [
      'a resource that nobody uses',
      `<FixedPage.Resources><ResourceDictionary><SolidColorBrush x:Key="r" Color="#FF0000"/></ResourceDictionary></FixedPage.Resources>${path('#000000')}`,
      false,
    ],
    [
      'a resource in use',
      `<FixedPage.Resources><ResourceDictionary><SolidColorBrush x:Key="r" Color="#FF0000"/></ResourceDictionary></FixedPage.Resources>${path('{StaticResource r}')}`,
      true,
    ],
    [
      'a dictionary elsewhere',
      `<FixedPage.Resources><ResourceDictionary Source="../Resources/d.dict"/></FixedPage.Resources>${path('{StaticResource far}')}`,
      true,
    ],
  ])('%s', (_, page, isColor) => {
    const dictionary = `<ResourceDictionary xmlns:x="k"><VisualBrush x:Key="far">${path('#00FF00')}</VisualBrush></ResourceDictionary>`
    const more = [{ name: 'Documents/1/Resources/d.dict', data: dictionary }]
    expect(analyze({ pages: [page], more }).colorPages.value).toEqual(isColor ? [1] : [])
  })

  it.each([
    ['color.png', [1]],
    ['color.jpg', [1]],
    ['color-lzw.tif', [1]],
    ['gray-packbits.tif', []],
  ])('image %s', (file, colorPages) => {
    const more = [{ name: 'Resources/image', data: image(file) }]
    for (const source of ['/Resources/image', '{ColorConvertedBitmap /Resources/image /p.icc}']) {
      const page = `<Path><Path.Fill><ImageBrush ImageSource="${source}"/></Path.Fill></Path>`
      const findings = analyze({ pages: [page], more })
      expect(findings.colorPages.value).toEqual(colorPages)
    }
  })

  it('is assumed for an image that nobody can read', () => {
    const page = '<Path><Path.Fill><ImageBrush ImageSource="/missing.wdp"/></Path.Fill></Path>'
    expect(analyze({ pages: [page] }).colorPages).toEqual({ value: [1], known: 'estimated' })
  })
})

it('takes copies, both sides and gray from the ticket of the job', () => {
  const feature = (name: string, option: string) =>
    `<psf:Feature name="psk:${name}"><psf:Option name="psk:${option}"/></psf:Feature>`
  const copies =
    '<psf:ParameterInit name="psk:JobCopiesAllDocuments"><psf:Value xsi:type="xsd:integer">3</psf:Value></psf:ParameterInit>'
  const duplex = feature('JobDuplexAllDocumentsContiguously', 'TwoSidedLongEdge')
  const spec = { pages: [path('#FF0000'), ''] }
  expect(analyze({ ...spec, ticket: copies + duplex })).toMatchObject({
    copies: 3,
    duplex: true,
    sides: 6,
    sheets: 3,
    colorPages: { value: [1] },
  })
  const gray =
    feature('PageOutputColor', 'Monochrome') +
    feature('JobDuplexAllDocumentsContiguously', 'OneSided')
  expect(analyze({ ...spec, ticket: gray })).toMatchObject({
    duplex: false,
    colorPages: { value: [], known: 'exact' },
  })
})

describe('archives that lie', () => {
  const bytes = buildXps({ pages: [path('#FF0000'), ''] })

  it.each([
    ['a document type in a page', { pages: ['<!DOCTYPE x [<!ENTITY a "b">]>'] }],
    ['a page that is missing', { pages: [''], without: ['Documents/1/Pages/1.fpage'] }],
    ['a page that ends early', { pages: ['<Canvas>'] }],
    ['tags that cross', { pages: ['<a><b></a></b>'] }],
    ['a page nested too deep', { pages: ['<a>'.repeat(5_000) + '</a>'.repeat(5_000)] }],
  ])('%s: the count is a guess', (_, spec) => {
    const findings = analyze(spec)
    expect(findings.pages).toEqual({ value: 1, known: 'estimated' })
    expect(findings.problem).not.toBeNull()
  })

  it.each([
    [
      'no sequence in it',
      { pages: [''], without: ['FixedDocSeq.fdseq'], more: [{ name: 'other.fdseq', data: '' }] },
    ],
    ['no document in it', { pages: [''], without: ['Documents/1/FixedDoc.fdoc'] }],
    [
      'a document type in its document',
      {
        pages: [''],
        without: ['Documents/1/FixedDoc.fdoc'],
        more: [
          {
            name: 'Documents/1/FixedDoc.fdoc',
            data: '<!DOCTYPE x><FixedDocument><PageContent Source="/a"/></FixedDocument>',
          },
        ],
      },
    ],
  ])('%s: nothing is known', (_, spec) => {
    const findings = analyze(spec)
    expect(findings).toMatchObject({ language: 'xps', pages: { value: null } })
    expect(findings.problem).not.toBeNull()
  })

  it('stops a page that unpacks to more than the budget', () => {
    const bomb = buildXps({ pages: [' '.repeat(40_000_000)] })
    expect(bomb.length).toBeLessThan(60_000)
    expect(analyzeBytes(bomb, { limits: { bytesOut: 4_000_000 } })).toMatchObject({
      pages: { value: 1, known: 'exact' },
      colorPages: { value: [1], known: 'estimated' },
      problem: { code: 'budget-exceeded' },
    })
  })

  it('refuses entries that share their bytes', () => {
    const large = buildZip([{ name: 'FixedDocSeq.fdseq', data: '<a/>', stored: true }])
    const view = new DataView(large.buffer, large.byteOffset, large.length)
    view.setUint32(large.length - 22 - 46 - 'FixedDocSeq.fdseq'.length + 20, 0x7fff_ffff, true)
    expect(analyzeBytes(large)).toMatchObject({
      language: 'xps',
      pages: { value: null },
      problem: { code: 'document-malformed' },
    })
  })

  it('does not take office documents and other archives for itself', () => {
    const office = buildZip([
      { name: '[Content_Types].xml', data: '<Types/>' },
      { name: 'word/document.xml', data: '<w/>' },
    ])
    expect(analyzeBytes(office).language).not.toBe('xps')
  })

  it('answers wherever it is cut', () => {
    for (let length = 4; length < bytes.length; length += 7) {
      const findings = analyzeBytes(bytes.subarray(0, length))
      expect(findings.problem).not.toBeNull()
      expect(findings.problem?.code).not.toBe('analyzer-failed')
      expect(findings.pages.value).toBeNull()
    }
  })

  it('ends for a dictionary that is its own source', () => {
    const self = '<ResourceDictionary Source="d.dict"/>'
    const more = [{ name: 'Documents/1/Pages/d.dict', data: self }]
    const page = `<FixedPage.Resources>${self}</FixedPage.Resources>${path('{StaticResource x}')}`
    expect(analyze({ pages: [page], more }).colorPages).toEqual({ value: [1], known: 'estimated' })
  })
})
