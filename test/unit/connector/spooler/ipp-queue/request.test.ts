// What every request must be, before any operation looks at it.
import { describe, expect, it } from 'vitest'
import { keyword, naturalLanguage } from '#connector/spooler/ipp/attributes.ts'
import {
  type IppAttribute,
  type IppMessage,
  makeAttribute,
  makeRequest,
} from '#connector/spooler/ipp/message.ts'
import { GROUP, STATUS, TAG } from '#connector/spooler/ipp/tables.ts'
import { parsePath, parseRequest } from '#connector/spooler/ipp-queue/request.ts'

const PATH = '/ipp/print/office'
const URI = `ipp://printer.local:631${PATH}`
const good = (...more: readonly IppAttribute[]): IppMessage =>
  makeRequest('Get-Printer-Attributes', 7, [makeAttribute('printer-uri', URI), ...more])
const ask = (message: IppMessage, path = PATH) => parseRequest(message, path, null)
const withGroups = (groups: IppMessage['groups']): IppMessage => ({ ...good(), groups })
const [leading] = good().groups
const { attributes = [] } = leading ?? {}
const operation = (...list: readonly (IppAttribute | undefined)[]) => ({
  tag: GROUP.operation,
  attributes: list.filter((each) => each !== undefined),
})

it('reads a good request', () => {
  const twice = { name: 'requesting-user-name', tag: TAG.name, values: ['alice', 'bob'] }
  expect(ask(good(twice))).toMatchObject({
    queue: 'office',
    jobNumber: null,
    claimedNames: ['alice', 'bob'],
  })
})

it.each([
  'http://10.0.0.1/ipp/print/office',
  'https://[fe80::1]:8443/ipp/print/office',
  'ipps://printer/ipp/print/office/',
  'IPP://printer/ipp/print/office',
])('is the same printer by %s', (uri) => {
  const message = makeRequest('Get-Jobs', 1, [makeAttribute('printer-uri', uri)])
  expect(ask(message)).toMatchObject({ queue: 'office' })
})

it('finds a job by its number or its address', () => {
  const byNumber = makeRequest('Cancel-Job', 1, [
    makeAttribute('printer-uri', URI),
    makeAttribute('job-id', 12),
  ])
  const byUri = makeRequest('Cancel-Job', 1, [makeAttribute('job-uri', `${URI}/12`)])
  expect(ask(byNumber)).toMatchObject({ jobNumber: 12 })
  expect(ask(byUri)).toMatchObject({ jobNumber: 12 })
})

const REFUSED: readonly (readonly [string, IppMessage, number])[] = [
  ['of version 0.0', { ...good(), version: 0 }, STATUS.versionNotSupported],
  ['of version 3.0', { ...good(), version: 0x0300 }, STATUS.versionNotSupported],
  ['number 0', { ...good(), requestId: 0 }, STATUS.badRequest],
  ['number -1', { ...good(), requestId: -1 }, STATUS.badRequest],
  ['without groups', withGroups([]), STATUS.badRequest],
  ['of another first group', withGroups([{ tag: GROUP.job, attributes }]), STATUS.badRequest],
  [
    'with operation attributes twice',
    withGroups([operation(...attributes), operation()]),
    STATUS.badRequest,
  ],
  ['without charset', withGroups([operation(...attributes.slice(1))]), STATUS.badRequest],
  [
    'in another order',
    withGroups([operation(attributes[1], attributes[0], attributes[2])]),
    STATUS.badRequest,
  ],
  [
    'in another charset',
    withGroups([operation({ ...attributes[0]!, values: ['utf-16'] }, ...attributes.slice(1))]),
    STATUS.charsetNotSupported,
  ],
  [
    'with two languages',
    withGroups([
      operation(
        attributes[0],
        naturalLanguage('attributes-natural-language', 'en', 'de'),
        attributes[2],
      ),
    ]),
    STATUS.badRequest,
  ],
  ['of an unknown operation', { ...good(), code: 0x4001 }, STATUS.operationNotSupported],
  ['to hold a job', { ...good(), code: 0x000c }, STATUS.operationNotSupported],
  ['to release a job', { ...good(), code: 0x000d }, STATUS.operationNotSupported],
  ['to fetch an address', { ...good(), code: 0x0003 }, STATUS.operationNotSupported],
  ['without printer', withGroups([operation(...attributes.slice(0, 2))]), STATUS.badRequest],
  ['with two printers', good(makeAttribute('printer-uri', URI)), STATUS.badRequest],
  [
    'with a printer of another kind',
    withGroups([operation(...attributes.slice(0, 2), keyword('printer-uri', URI))]),
    STATUS.badRequest,
  ],
  [
    'with an attribute twice',
    good(keyword('color', 'a'), keyword('color', 'b')),
    STATUS.badRequest,
  ],
]
it.each(REFUSED)('refuses a request %s', (_, message, status) => {
  expect(ask(message)).toMatchObject({ status })
})

it.each([
  'ipp://printer/ipp/print/other',
  'ipp://printer/ipp/print/office/../other',
  'ipp://printer/ipp/print/office%2f..%2fother',
  'ipp://printer/printers/office',
  'file:///ipp/print/office',
  'ipp:/ipp/print/office',
  'office',
])('refuses the printer `%s` at the path of another', (uri) => {
  const message = makeRequest('Get-Jobs', 1, [makeAttribute('printer-uri', uri)])
  expect(ask(message)).toMatchObject({ status: STATUS.notFound })
})

describe('a path', () => {
  it.each([
    ['/ipp/print/office', { queue: 'office', jobNumber: null }],
    ['/ipp/print/office/', { queue: 'office', jobNumber: null }],
    ['/ipp/print/office/12', { queue: 'office', jobNumber: 12 }],
    ['/ipp/print/o%66fice', { queue: 'office', jobNumber: null }],
    ['/ipp/print', null],
    ['/ipp/print/office/12/13', null],
    ['/ipp/print/office/99999999999', null],
    ['/ipp/print/office/9999999999', null],
    ['/ipp/print/%zz', null],
    ['/', null],
    ['//ipp/print/office', null],
  ])('%s', (path, expected) => {
    expect(parsePath(path, null)).toEqual(expected)
  })

  it('without a queue is the only one', () => {
    expect(parsePath('/ipp/print', 'office')).toEqual({ queue: 'office', jobNumber: null })
    expect(parsePath('/ipp/print/', 'office')).toEqual({ queue: 'office', jobNumber: null })
  })
})
