// What was stored before a restriction was known does not restrict by it, and what nobody can mean is refused by name.
import { describe, expect, it } from 'vitest'
import { paperSizeOf } from '#shared/contracts/paper-sizes.ts'
import {
  PRINTER_POLICY_DEFAULT,
  printerPatch,
  printerRestrictions,
} from '#shared/contracts/printer.ts'
import { tenantSettings } from '#shared/contracts/tenant.ts'

describe('restrictions', () => {
  it('of an older row get what does not restrict', () => {
    const old = { maxPages: 20, colorAllowed: ['teachers'] }
    expect(printerRestrictions.parse(old)).toEqual({
      ...PRINTER_POLICY_DEFAULT.restrictions,
      ...old,
    })
  })

  it.each<[string, object]>([
    ['maxPages', { maxPages: 0 }],
    ['maxCopies', { maxCopies: -1 }],
    ['maxCost', { maxCost: '-0.01' }],
    ['maxMegabytes', { maxMegabytes: Number.NaN }],
    ['maxMegabytes', { maxMegabytes: Number.POSITIVE_INFINITY }],
    ['paperSizes', { paperSizes: [] }],
    ['paperSizes.0', { paperSizes: ['A99'] }],
    ['deniedNames.1', { deniedNames: ['*.exe', '*\n*'] }],
    ['duplicateSeconds', { duplicateSeconds: 1e9 }],
    ['scope', { scope: 'some' }],
  ])('are refused by the name of the field: %s', (field, change) => {
    const all = { ...PRINTER_POLICY_DEFAULT.restrictions, ...change }
    const paths = printerRestrictions.safeParse(all).error?.issues.map(({ path }) => path.join('.'))
    expect(paths).toEqual([field])
  })
})

describe('a patch', () => {
  it('brings nothing that it does not name', () => {
    expect(printerPatch.parse({ disabled: true })).toEqual({ disabled: true })
  })
})

describe('settings', () => {
  it.each([
    ['Europe/Berlin', true],
    ['UTC', true],
    ['Berlin', false],
    ['../etc/localtime', false],
    ['', false],
  ])('take the time zone %s: %s', (timeZone, good) => {
    expect(tenantSettings.safeParse({ timeZone }).success).toBe(good)
  })

  it.each<[object, boolean]>([
    [{}, true],
    [{ retentionDays: 29 }, false],
    [{ retentionDays: 30 }, true],
    [{ retentionDays: 3650 }, true],
    [{ retentionDays: 3651 }, false],
    [{ retentionDays: 30.5 }, false],
    [{ language: 'fr' }, true],
    [{ language: 'en-x-long' }, false],
  ])('take %j: %s', (settings, good) => {
    expect(tenantSettings.safeParse(settings).success).toBe(good)
  })
})

describe('the name of a paper size', () => {
  it.each<[number, number, string | null]>([
    [595, 842, 'A4'],
    [842, 595, 'A4'],
    [595.28, 841.89, 'A4'],
    [612, 792, 'Letter'],
    [612, 1008, 'Legal'],
    [842, 1191, 'A3'],
    [792, 1224, 'Tabloid'],
    [298, 420, 'A6'],
    [590, 842, 'A4'],
    [580, 842, null],
    [0, 0, null],
    [100_000, 100_000, null],
  ])('of %d × %d points is %s', (widthPt, heightPt, name) => {
    expect(paperSizeOf(widthPt, heightPt)).toBe(name)
  })
})
