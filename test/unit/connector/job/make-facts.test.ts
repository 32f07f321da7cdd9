// What is asked fits its contract whatever a job or a document says of itself.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanText } from '#connector/job/clean-text.ts'
import { makeFacts, makeJobId } from '#connector/job/make-facts.ts'
import type { SpoolJob } from '#connector/spooler/spooler.ts'
import { fakeFindings } from '#help/fake-answer.ts'
import { LANGUAGES } from '#shared/contracts/findings.ts'
import { ulid, ulidTimeMs } from '#shared/contracts/ids.ts'
import { jobFacts } from '#shared/contracts/job-facts.ts'

const siteId = '01J00000000000000000000001'
const context = {
  jobId: '01J00000000000000000000009',
  siteSlug: 'main',
  identity: 'claimed' as const,
  printsSeveralDocuments: true,
}
const ticket = {
  copies: 1,
  duplex: false,
  grayscale: false,
  pagesPerSide: 1,
  pageRanges: '',
  collate: true,
}
const job: SpoolJob = {
  ref: { queue: 'office', number: 7, uuid: 'urn:uuid:7' },
  state: 'sealed',
  userName: 'alice',
  forged: false,
  documentName: 'Report',
  documentsCount: 1,
  ticket,
  createdMs: Date.UTC(2026, 0, 1),
  sidesDone: null,
  detail: '',
}
const one = fakeFindings(Buffer.from('a'))
const exact = <T>(value: T) => ({ value, known: 'exact' as const })

describe('makeFacts', () => {
  it('numbers the pages of the second document after those of the first', () => {
    const { document } = makeFacts(
      { ...job, documentsCount: 2 },
      [
        { ...one, pages: exact(3), colorPages: exact([1, 3]) },
        { ...one, pages: { value: 4, known: 'estimated' }, colorPages: exact([1, 2, 4]) },
      ],
      context,
    )
    expect(document.pages).toEqual({ value: 7, known: 'estimated' })
    expect(document.colorPages).toEqual({ value: 5, known: 'exact', ranges: '1,3-5,7' })
    expect(document.pageSizes).toEqual([{ widthPt: 595, heightPt: 842, pages: 2 }])
    expect(document.bytes).toBe(2)
    expect(document.sha256).not.toBe(one.sha256)
  })

  it('knows nothing of the whole when it knows nothing of a part', () => {
    const unknown = { value: null, known: 'unknown' as const }
    const { document } = makeFacts(
      job,
      [one, { ...one, language: 'pdf', pages: unknown, colorPages: unknown }],
      context,
    )
    expect(document).toMatchObject({
      language: 'unknown',
      pages: unknown,
      colorPages: { ...unknown, ranges: '' },
    })
  })

  it('never says 0 pages of a job without documents', () => {
    const { document } = makeFacts({ ...job, documentsCount: 0 }, [], context)
    expect(document).toMatchObject({ count: 0, pages: { value: null, known: 'unknown' }, bytes: 0 })
  })

  it('takes copies from one layer, the larger', () => {
    const facts = makeFacts(
      { ...job, ticket: { ...ticket, copies: 3 } },
      [{ ...one, copies: 2 }],
      context,
    )
    expect(facts.ticket.copies).toBe(3)
  })

  it('fits the contract for any job and any findings', () => {
    const number = fc.oneof(
      fc.double(),
      fc.integer(),
      fc.constantFrom(Number.NaN, Infinity, -1, 1e300),
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3_000 }),
      fc
        .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 600 })
        .map((units) => String.fromCharCode(...units)),
    )
    const known = fc.constantFrom('exact' as const, 'estimated' as const, 'unknown' as const)
    const findings = fc.record({
      language: fc.constantFrom(...LANGUAGES),
      pages: fc.record({ value: fc.option(number), known }),
      colorPages: fc.record({ value: fc.option(fc.array(fc.nat())), known }),
      pageSizes: fc.array(fc.record({ widthPt: number, heightPt: number, pages: number }), {
        maxLength: 40,
      }),
      duplex: fc.option(fc.boolean()),
      grayscale: fc.boolean(),
      copies: number,
      sides: fc.constant(null),
      sheets: fc.constant(null),
      bytes: number,
      sha256: fc.constant(one.sha256),
      problem: fc.option(fc.record({ code: text, detail: text, at: fc.constant(null) })),
    })
    fc.assert(
      fc.property(
        fc.record({
          documentName: text,
          userName: text,
          documentsCount: number,
          createdMs: number,
        }),
        fc.record({ copies: number, pagesPerSide: number, pageRanges: text }),
        fc.array(findings, { maxLength: 4 }),
        (jobPart, ticketPart, all) => {
          const hostile = { ...job, ...jobPart, ticket: { ...ticket, ...ticketPart } }
          const facts = makeFacts(hostile, all, { ...context, jobId: makeJobId(siteId, hostile) })
          expect(jobFacts.parse(facts)).toEqual(facts)
          expect(facts.documentName.isWellFormed()).toBe(true)
        },
      ),
      { seed: 7, numRuns: 500 },
    )
  })
})

describe('makeJobId', () => {
  it('is the same for the same job, and another for another site or uuid', () => {
    const id = makeJobId(siteId, job)
    expect(ulid.parse(id)).toBe(id)
    expect(ulidTimeMs(id)).toBe(job.createdMs)
    expect(makeJobId(siteId, { ...job, documentName: 'x' })).toBe(id)
    expect(makeJobId('01J00000000000000000000002', job)).not.toBe(id)
    expect(makeJobId(siteId, { ...job, ref: { ...job.ref, uuid: 'urn:uuid:8' } })).not.toBe(id)
  })
})

describe('cleanText', () => {
  it.each([
    ['leaves a good name alone', 'Übung ١٢٣ 😀.pdf', 'Übung ١٢٣ 😀.pdf'],
    ['turns control characters into one space', 'a\r\n\tb\u0000c', 'a b c'],
    ['replaces half a surrogate pair', 'a\ud83d', 'a\ufffd'],
    ['cuts with an ellipsis', 'x'.repeat(21), `${'x'.repeat(19)}…`],
    ['does not cut a character in two', `${'x'.repeat(18)}😀x`, `${'x'.repeat(18)}…`],
    ['says that it cut what was almost only control characters', '\u0001'.repeat(5_000), '…'],
  ])('%s', (_, text, expected) => {
    expect(cleanText(text, 20)).toBe(expected)
  })
})
