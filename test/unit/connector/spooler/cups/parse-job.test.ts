// A job's attributes, honest or hostile, become the port's view of it.
import { describe, expect, it } from 'vitest'
import { goneJob, parseJob, parseRef, parseState } from '#connector/spooler/cups/parse-job.ts'
import { cleanText, cutBytes } from '#connector/spooler/cups/text.ts'
import { parseTicket } from '#connector/spooler/cups/ticket.ts'
import type { IppAttribute, IppGroup, IppValue } from '#connector/spooler/ipp/message.ts'
import { GROUP, TAG } from '#connector/spooler/ipp/tables.ts'

const INTAKE = 'ipp://localhost/printers/office'
const OUT = 'ipp://localhost/printers/office-out'
const ref = { queue: 'office', number: 7, uuid: 'urn:uuid:1' }

/** Attributes as pairs, so that a name may come twice. */
const jobOf = (...pairs: (readonly [string, ...IppValue[]])[]): IppGroup => ({
  tag: GROUP.job,
  attributes: pairs.map(([name, ...values]): IppAttribute => ({ name, tag: TAG.name, values })),
})
const base = [
  ['job-id', 7],
  ['job-uuid', 'urn:uuid:1'],
] as const

describe('where a job stands', () => {
  it.each([
    ['on the intake, pending', INTAKE, 3, 'no-hold', [], 'waiting'],
    ['on the intake, documents arriving', INTAKE, 4, 'no-hold', [], 'incoming'],
    ['on the intake, held by its user', INTAKE, 4, 'indefinite', [], 'incoming'],
    ['on the intake, marked by us before a crash', INTAKE, 4, 'indefinite', ['yes'], 'waiting'],
    ['on the out queue, held', OUT, 4, 'indefinite', ['yes'], 'sealed'],
    ['on the out queue, to be tried again', OUT, 4, 'no-hold', ['yes'], 'printing'],
    ['on the out queue, pending', OUT, 3, 'no-hold', ['yes'], 'printing'],
    ['on the out queue, processing', OUT, 5, 'no-hold', ['yes'], 'printing'],
    ['on the out queue, stopped', OUT, 6, 'no-hold', ['yes'], 'printing'],
    ['canceled', INTAKE, 7, 'indefinite', [], 'canceled'],
    ['aborted', OUT, 8, 'no-hold', [], 'aborted'],
    ['completed', OUT, 9, 'no-hold', [], 'completed'],
  ] as const)('%s', (_what, uri, state, hold, mark, expected) => {
    const job = jobOf(
      ...base,
      ['job-printer-uri', uri],
      ['job-state', state],
      ['job-hold-until', hold],
      ...mark.map((value) => ['spoolgate-sealing', value] as const),
    )
    expect(parseState(job)).toBe(expected)
  })
})

describe('whose job it is', () => {
  it.each([
    ['one name', [['alice']], 'alice', false],
    ['two names in two attributes', [['alice'], ['bob']], 'alice', true],
    ['two names in one attribute', [['alice', 'bob']], 'alice', true],
    ['the same name twice', [['alice'], ['alice']], 'alice', false],
    ['names that differ in case', [['alice'], ['Alice']], 'alice', true],
    ['no name', [], 'anonymous', false],
    ['a name of control characters', [['\u0000\u001b']], 'anonymous', false],
    ['a name that is a number', [[3]], 'anonymous', false],
  ] as const)('%s', (_what, names, userName, forged) => {
    const job = jobOf(
      ...base,
      ...names.map((values) => ['job-originating-user-name', ...values] as const),
    )
    expect(parseJob(ref, job)).toMatchObject({ userName, forged })
  })
})

describe('which queue it belongs to', () => {
  it.each([
    [INTAKE, 'office'],
    [OUT, 'office'],
    ['ipp://localhost/printers/other', null],
    ['ipp://localhost/printers/other-out', null],
    ['ipp://localhost/printers/%zz', null],
    ['ipp://localhost/classes/office', null],
    ['', null],
  ])('%s → %s', (uri, queue) => {
    const found = parseRef(jobOf(...base, ['job-printer-uri', uri]), new Set(['office']))
    expect(found).toEqual(queue === null ? null : { ...ref, queue })
  })

  it('is nobody’s without a name that lasts', () => {
    const job = jobOf(['job-id', 7], ['job-printer-uri', INTAKE])
    expect(parseRef(job, new Set(['office']))).toBeNull()
  })
})

describe('what it asks for', () => {
  it.each([
    ['nothing', [], {}],
    ['copies beyond any printer', [['copies', 2_147_483_647]], { copies: 9_999 }],
    ['no copies', [['copies', 0]], { copies: 1 }],
    ['two sides by IPP', [['sides', 'two-sided-short-edge']], { duplex: true }],
    [
      'a PPD option against IPP',
      [
        ['sides', 'two-sided-long-edge'],
        ['Duplex', 'None'],
      ],
      { duplex: false },
    ],
    ['gray by IPP', [['print-color-mode', 'monochrome']], { grayscale: true }],
    [
      'gray by PPD against IPP',
      [
        ['print-color-mode', 'color'],
        ['ColorModel', 'KGray'],
      ],
      { grayscale: true },
    ],
    [
      'color by PPD against IPP',
      [
        ['print-color-mode', 'monochrome'],
        ['ColorModel', 'RGB'],
      ],
      { grayscale: false },
    ],
    ['four pages a side', [['number-up', 4]], { pagesPerSide: 4 }],
    [
      'ranges',
      [['page-ranges', { lower: 1, upper: 3 }, { lower: 7, upper: 7 }]],
      { pageRanges: '1-3,7' },
    ],
    [
      'ranges that are none',
      [['page-ranges', { lower: 5, upper: 2 }, { lower: -1, upper: 4 }]],
      { pageRanges: '' },
    ],
    [
      'an open range',
      [['page-ranges', { lower: 5, upper: 2_147_483_647 }]],
      { pageRanges: '5-2147483647' },
    ],
    ['even sides', [['page-set', 'even']], { pageSet: 'even' }],
    ['a set of sides that is none', [['page-set', 'prime']], {}],
    ['a booklet', [['booklet', true]], { booklet: true }],
    ['a booklet by a word', [['booklet', 'On']], { booklet: true }],
    ['no booklet', [['booklet', false]], {}],
    [
      'fewer sides of what no filter will touch',
      [
        ['document-format', 'application/vnd.cups-raw'],
        ['number-up', 16],
        ['page-ranges', { lower: 1, upper: 1 }],
        ['page-set', 'odd'],
        ['booklet', true],
        ['copies', 2],
      ],
      { copies: 2 },
    ],
    ['collated by a boolean', [['Collate', true]], { collate: true }],
    [
      'collated by IPP',
      [['multiple-document-handling', 'separate-documents-collated-copies']],
      { collate: true },
    ],
    [
      'uncollated by IPP',
      [['multiple-document-handling', 'separate-documents-uncollated-copies']],
      { collate: false },
    ],
    ['collated by sheets', [['sheet-collate', 'collated']], { collate: true }],
  ] as const)('%s', (_what, pairs, expected) => {
    const plain = {
      copies: 1,
      duplex: false,
      grayscale: false,
      pagesPerSide: 1,
      pageRanges: '',
      collate: false,
    }
    const job = jobOf(...(pairs as unknown as (readonly [string, ...IppValue[]])[]))
    expect(parseTicket(job)).toEqual({ ...plain, ...expected })
  })

  it('is all pages when the ranges are too many to tell', () => {
    const ranges = Array.from({ length: 500 }, (_, index) => ({
      lower: index * 2 + 1,
      upper: index * 2 + 1,
    }))
    expect(parseTicket(jobOf(['page-ranges', ...ranges])).pageRanges).toBe('')
  })
})

describe('text', () => {
  it.each([
    ['control characters', 'a\u0000\u001b[2Jb\nc', 'a [2Jb c'],
    ['marks that reorder', 'x\u202Efdp.exe', 'x fdp.exe'],
    ['a lone surrogate', 'a\ud800b', 'a\ufffdb'],
    ['a long name, cut between characters', `${'x'.repeat(8)}😀y`, `${'x'.repeat(8)}…`],
    ['right to left and emoji, kept', 'שלום 😀', 'שלום 😀'],
  ])('%s', (_what, text, expected) => {
    expect(cleanText(text, 10)).toBe(expected)
  })

  it('is cut to bytes without breaking a character', () => {
    expect(cutBytes('aé😀', 7)).toBe('aé😀')
    expect(cutBytes('aé😀', 6)).toBe('aé')
    expect(cutBytes('aé😀', 2)).toBe('a')
  })
})

it('a job that is gone still has a whole view', () => {
  expect(goneJob(ref)).toMatchObject({ ref, state: 'gone', documentsCount: 0, sidesDone: null })
})
