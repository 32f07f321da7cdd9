// What may be asked for: what the printer can do, and nothing it would drop in silence.
import { describe, expect, it } from 'vitest'
import {
  collection,
  enumeration,
  integer,
  keyword,
  name,
  range,
  resolution,
  unsupported,
} from '#connector/spooler/ipp/attributes.ts'
import type { IppAttribute } from '#connector/spooler/ipp/message.ts'
import { GROUP } from '#connector/spooler/ipp/tables.ts'
import type { DeviceCapabilities } from '#connector/spooler/ipp-queue/device/device.ts'
import { GENERIC_CAPABILITIES } from '#connector/spooler/ipp-queue/device/generic-capabilities.ts'
import {
  checkTemplate,
  describeRefused,
  templateNames,
} from '#connector/spooler/ipp-queue/job-template.ts'

const able: DeviceCapabilities = {
  ...GENERIC_CAPABILITIES,
  pageRanges: true,
  pagesPerSide: [1, 2, 4],
}
const check = (attributes: readonly IppAttribute[], capabilities = able) =>
  checkTemplate({ tag: GROUP.job, attributes }, capabilities)
const size = (width: number, height: number) =>
  collection('media-size', [integer('x-dimension', width), integer('y-dimension', height)])

describe('accepted is', () => {
  it.each([
    integer('copies', 999),
    keyword('sides', 'two-sided-short-edge'),
    keyword('media', 'iso_a4_210x297mm'),
    name('media', 'iso_a4_210x297mm'),
    collection('media-col', [size(21_000, 29_700), keyword('media-type', 'stationery')]),
    collection('media-col', [size(20_990, 29_704)]),
    keyword('print-color-mode', 'color'),
    enumeration('print-quality', 5),
    resolution('printer-resolution', 600),
    range('page-ranges', { lower: 1, upper: 2 }, { lower: 5, upper: 5 }),
    integer('number-up', 4),
    enumeration('finishings', 3),
    enumeration('orientation-requested', 4),
    keyword('multiple-document-handling', 'separate-documents-uncollated-copies'),
  ])('$name $values', (attribute) => {
    expect(check([attribute])).toEqual({ accepted: [attribute], refused: [] })
  })
})

describe('refused is', () => {
  it.each([
    integer('copies', 0),
    integer('copies', 1_000),
    integer('copies', 1, 2),
    keyword('copies', 'two'),
    keyword('sides', 'three-sided'),
    keyword('media', '../../etc/passwd'),
    collection('media-col', [size(1, 1)]),
    collection('media-col', [keyword('media-type', 'gold')]),
    collection('media-col', [keyword('media-unheard-of', 'x')]),
    collection('media-col', [collection('media-size', [integer('x-dimension', 21_000)])]),
    enumeration('print-quality', 6),
    resolution('printer-resolution', 42),
    range('page-ranges', { lower: 0, upper: 2 }),
    range('page-ranges', { lower: 3, upper: 2 }),
    range('page-ranges', { lower: 1, upper: 5 }, { lower: 5, upper: 6 }),
    integer('number-up', 3),
    keyword('job-hold-until', 'indefinite'),
    keyword('__proto__', 'x'),
    keyword('constructor', 'x'),
  ])('$name $values', (attribute) => {
    expect(check([attribute])).toEqual({ accepted: [], refused: [attribute] })
  })

  it('told with its value where that can be sent back as it came', () => {
    const copies = integer('copies', 0)
    const mixed = { ...integer('copies', 1), values: [1, 'two'] }
    const told = describeRefused([copies, mixed, keyword('unheard-of', 'x')], able)
    expect(told).toEqual([copies, unsupported('copies'), unsupported('unheard-of')])
  })

  it('what is there twice, both times', () => {
    const twice = [integer('copies', 1), integer('copies', 2)]
    expect(check(twice)).toEqual({ accepted: [], refused: twice })
  })

  it('what the printer would drop', () => {
    const asked = [range('page-ranges', { lower: 1, upper: 2 }), integer('number-up', 2)]
    expect(check(asked, GENERIC_CAPABILITIES)).toEqual({ accepted: [], refused: asked })
    expect(templateNames(GENERIC_CAPABILITIES)).not.toContain('page-ranges')
  })

  it('color where there is none', () => {
    const color = keyword('print-color-mode', 'color')
    expect(check([color], { ...able, color: false }).refused).toEqual([color])
  })
})
