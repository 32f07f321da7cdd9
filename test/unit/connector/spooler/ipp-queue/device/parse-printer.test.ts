import { describe, expect, it } from 'vitest'
import { type IppAttribute, type IppValue, makeAttribute } from '#connector/spooler/ipp/message.ts'
import { GROUP, TAG } from '#connector/spooler/ipp/tables.ts'
import { GENERIC_CAPABILITIES } from '#connector/spooler/ipp-queue/device/generic-capabilities.ts'
import { parsePrinter, parseStatus } from '#connector/spooler/ipp-queue/device/parse-printer.ts'
import { preparePrintable } from '#connector/spooler/ipp-queue/device/printable.ts'
import { makeDelivery } from '#help/delivery.ts'

const group = (...attributes: IppAttribute[]) => ({ tag: GROUP.printer, attributes })
const raw = (name: string, ...values: IppValue[]): IppAttribute => ({
  name,
  tag: TAG.keyword,
  values,
})

describe('what a printer says of itself', () => {
  it('is believed where it is sane', () => {
    const { capabilities, raster } = parsePrinter(
      group(
        makeAttribute('printer-make-and-model', 'Laser 9000'),
        raw('document-format-supported', 'application/pdf', 'image/urf'),
        raw('urf-supported', 'V1.4', 'W8', 'SRGB24', 'RS300-600', 'DM3'),
        raw('media-supported', 'iso_a4_210x297mm', 'na_letter_8.5x11in', 'custom_min_1x1mm'),
        raw('media-default', 'na_letter_8.5x11in'),
        raw('sides-supported', 'one-sided', 'two-sided-short-edge'),
      ),
    )
    expect(raster).toEqual({
      format: 'image/urf',
      color: true,
      gray: true,
      resolutions: [300, 600],
      sheetBack: 'rotated',
    })
    expect(capabilities).toMatchObject({
      makeAndModel: 'Laser 9000',
      mediaDefault: 'na_letter_8.5x11in',
      media: [
        { name: 'iso_a4_210x297mm', width: 21_000, height: 29_700 },
        { name: 'na_letter_8.5x11in', width: 21_590, height: 27_940 },
      ],
      sides: ['one-sided', 'two-sided-short-edge'],
      pageRanges: true,
      pagesPerSide: [1, 2, 4, 6, 9, 16],
    })
    expect(capabilities.formats).toContain('image/jpeg')
  })

  it('is complete whatever is missing', () => {
    const { capabilities, raster } = parsePrinter(group())
    expect(raster).toBeNull()
    expect(capabilities.media).toEqual(GENERIC_CAPABILITIES.media)
    expect(capabilities).toMatchObject({
      sides: ['one-sided'],
      copiesMax: 1,
      pageRanges: false,
      pagesPerSide: [1],
    })
  })

  it.each<[string, IppAttribute]>([
    ['control characters', makeAttribute('printer-make-and-model', 'evil\r\n*FoomaticRIP: x')],
    ['a name that is a number', raw('printer-make-and-model', 7)],
    [
      'keywords that are commands',
      raw('media-source-supported', 'tray-1; rm -rf /', '$(id)', 'TRAY'),
    ],
    [
      'endless lists',
      raw('media-type-supported', ...Array.from({ length: 5_000 }, (_, i) => `t-${i}`)),
    ],
    ['copies below nothing', raw('copies-supported', { lower: -5, upper: -1 })],
    ['copies without end', raw('copies-supported', { lower: 1, upper: 2 ** 31 - 1 })],
    [
      'resolutions of nothing',
      raw('printer-resolution-supported', { x: 0, y: 0, units: 3 }, { x: -1, y: -1, units: 3 }),
    ],
    ['paper without end', raw('media-supported', 'x_y_99999999999999999999x1mm', 'x_y_0x0mm')],
    [
      'a language that is none',
      raw('document-format-supported', 'text/html; charset=x', '\u0000/\u0000'),
    ],
    ['a default that is no medium', raw('media-default', '../../etc/passwd')],
    ['negative margins', raw('media-left-margin-supported', -100, 10_000_000)],
    [
      'collections where numbers belong',
      raw('media-size-supported', { members: [] }, 1, null, 'x'),
    ],
    ['a prototype', raw('__proto__-supported', 'polluted')],
  ])('is not believed: %s', (_, attribute) => {
    const { capabilities } = parsePrinter(group(attribute))
    const text = JSON.stringify(capabilities)
    expect(text).not.toMatch(/\\[rnu]|rm -rf|\$\(|passwd|html/)
    expect(text.length).toBeLessThan(20_000)
    expect(capabilities.copiesMax).toBeGreaterThanOrEqual(1)
    expect(capabilities.copiesMax).toBeLessThanOrEqual(999)
    for (const list of [capabilities.media, capabilities.resolutions, capabilities.mediaReady]) {
      expect(list.length).toBeGreaterThan(0)
    }
    expect(Math.min(...Object.values(capabilities.margins))).toBeGreaterThanOrEqual(0)
    expect(capabilities.media.map(({ name }) => name)).toContain(capabilities.mediaDefault)
  })

  it('tells its trouble in standard words only', () => {
    const status = parseStatus(
      group(
        makeAttribute('printer-state', 5),
        raw('printer-state-reasons', 'media-jam-error', 'none', 'Not A Keyword', 'x\n'),
        makeAttribute('printer-state-message', 'Jam in\u0007tray 2'),
      ),
    )
    expect(status).toEqual({
      state: 'stopped',
      reasons: ['media-jam-error'],
      detail: 'Jam in tray 2',
      lifeSides: null,
    })
  })
})

describe('how a document goes to a printer', () => {
  const both = parsePrinter(
    group(
      raw(
        'document-format-supported',
        'application/pdf',
        'image/pwg-raster',
        'application/octet-stream',
      ),
      raw('pwg-raster-document-type-supported', 'sgray_8', 'srgb_8'),
      raw('print-color-mode-supported', 'color', 'monochrome'),
      makeAttribute('color-supported', true),
      raw('copies-supported', { lower: 1, upper: 9 }),
    ),
  )
  const ticket = makeDelivery(Buffer.from('x')).ticket
  const formatFor = (parts: Parameters<typeof makeDelivery>[1]) =>
    preparePrintable(makeDelivery(Buffer.from('x'), parts), both).format

  it.each<[string, Parameters<typeof makeDelivery>[1], string]>([
    ['as it came', {}, 'application/pdf'],
    [
      'as it came, gray at the printer',
      { changes: { grayscale: true, duplex: false } },
      'application/pdf',
    ],
    ['copies that the printer makes', { ticket: { ...ticket, copies: 9 } }, 'application/pdf'],
    ['copies that it does not make', { ticket: { ...ticket, copies: 10 } }, 'image/pwg-raster'],
    [
      'pages that it would not leave out',
      { ticket: { ...ticket, pageRanges: '2' } },
      'image/pwg-raster',
    ],
    ['several pages a side', { ticket: { ...ticket, pagesPerSide: 2 } }, 'image/pwg-raster'],
    [
      'a watermark',
      { changes: { grayscale: false, duplex: false, watermark: 'draft' } },
      'image/pwg-raster',
    ],
    [
      'no watermark on what cannot be drawn',
      {
        changes: { grayscale: false, duplex: false, watermark: 'draft' },
        format: 'application/vnd.hp-pcl',
      },
      'application/octet-stream',
    ],
    ['a picture', { format: 'image/png' }, 'image/pwg-raster'],
    [
      'a language that nobody lists',
      { format: 'application/vnd.hp-pcl' },
      'application/octet-stream',
    ],
  ])('%s', (_, parts, format) => {
    expect(formatFor(parts)).toBe(format)
  })

  it('does not print more than was priced', () => {
    const plain = parsePrinter(group(raw('document-format-supported', 'application/pdf')))
    const delivery = makeDelivery(Buffer.from('x'), { ticket: { ...ticket, pageRanges: '2' } })
    expect(() => preparePrintable(delivery, plain)).toThrow('document-not-drawable')
  })
})
