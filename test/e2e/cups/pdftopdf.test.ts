// The ticket arithmetic against CUPS's own filter: what `pdftopdf` emits is what `measure` counts.
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodePDFRawStream, PDFArray, PDFDocument, type PDFObject, PDFRawStream } from 'pdf-lib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseTicket } from '#connector/spooler/cups/ticket.ts'
import type { IppAttribute, IppRange, IppValue } from '#connector/spooler/ipp/message.ts'
import { GROUP, TAG } from '#connector/spooler/ipp/tables.ts'
import { analyzeBytes } from '#help/analyze-bytes.ts'
import { describeWith } from '#help/needs.ts'
import { type Chance, makeChance } from '#help/seeded.ts'
import { makeSamplePdf } from '#infra/local/demo/sample-documents.ts'
import { formatPageRanges } from '#shared/contracts/findings.ts'
import { measure } from '#shared/spool/measure.ts'

const FILTER = '/usr/lib/cups/filter/pdftopdf'
const TICKETS = 500
const SEED = 20_261_121
const AT_ONCE = 4
/** How CUPS writes a range without an end. */
const OPEN_END = 2_147_483_647
const UNCHANGED = { grayscale: false, duplex: false }

/** Who makes the copies: the device, as this PPD lets it; the filter, because the PPD says so or there is none. */
const DRIVERS = ['device copies', 'filter copies', 'no PPD'] as const
type Driver = (typeof DRIVERS)[number]

interface Document {
  readonly pages: number
  readonly color: readonly number[]
}
/** As a job holds them: "page-ranges" as ranges, words as they are. */
type Options = Readonly<Record<string, string | number | boolean | readonly IppRange[]>>

interface Emitted {
  readonly pages: number
  readonly blank: number
  readonly color: number
  /** How often the device is told to print what is emitted. */
  readonly deviceCopies: number
}

describeWith('pdftopdf', 'what pdftopdf emits', () => {
  let folder: string
  let ppds: Record<Driver, string | null>
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'spoolgate-pdftopdf-'))
    const ppd = readFileSync(
      new URL('../../../infra/local/site/demo.ppd', import.meta.url),
      'latin1',
    )
    const device = join(folder, 'device.ppd')
    const filter = join(folder, 'filter.ppd')
    writeFileSync(device, ppd, 'latin1')
    const manual = ppd.replace('*cupsManualCopies: False', '*cupsManualCopies: True')
    expect(manual).not.toBe(ppd)
    writeFileSync(filter, manual, 'latin1')
    ppds = { 'device copies': device, 'filter copies': filter, 'no PPD': null }
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const emit = (document: Document, options: Options, driver: Driver) =>
    runFilter(folder, document, options, ppds[driver])

  describe('for seven pages with color on 2 and 5', () => {
    const seven = { pages: 7, color: [2, 5] }
    const longEdge = { sides: 'two-sided-long-edge' }
    const range = (lower: number, upper = lower) => ({ lower, upper })

    // `emitted`: pages that come out of the filter when it makes the copies itself.
    it.each<{ options: Options; emitted: number; sides: number; sheets: number; color: number }>([
      { options: {}, emitted: 7, sides: 7, sheets: 7, color: 2 },
      { options: { copies: 3 }, emitted: 21, sides: 21, sheets: 21, color: 6 },
      { options: { copies: 3, Collate: true }, emitted: 21, sides: 21, sheets: 21, color: 6 },
      { options: longEdge, emitted: 7, sides: 7, sheets: 4, color: 2 },
      {
        options: { copies: 3, Collate: true, ...longEdge },
        emitted: 24,
        sides: 21,
        sheets: 12,
        color: 6,
      },
      {
        options: { copies: 3, Collate: false, ...longEdge },
        emitted: 24,
        sides: 21,
        sheets: 12,
        color: 6,
      },
      { options: { 'number-up': 2 }, emitted: 4, sides: 4, sheets: 4, color: 2 },
      { options: { 'number-up': 3 }, emitted: 3, sides: 3, sheets: 3, color: 2 },
      { options: { 'number-up': 4 }, emitted: 2, sides: 2, sheets: 2, color: 2 },
      { options: { 'number-up': 5 }, emitted: 7, sides: 7, sheets: 7, color: 2 },
      { options: { 'number-up': 6 }, emitted: 2, sides: 2, sheets: 2, color: 1 },
      { options: { 'number-up': 9 }, emitted: 1, sides: 1, sheets: 1, color: 1 },
      { options: { 'number-up': 16 }, emitted: 1, sides: 1, sheets: 1, color: 1 },
      { options: { 'page-ranges': [range(2, 4)] }, emitted: 3, sides: 3, sheets: 3, color: 1 },
      {
        options: { 'page-ranges': [range(1), range(3), range(5, 7)] },
        emitted: 5,
        sides: 5,
        sheets: 5,
        color: 1,
      },
      {
        options: { 'page-ranges': [range(5, OPEN_END)] },
        emitted: 3,
        sides: 3,
        sheets: 3,
        color: 1,
      },
      { options: { 'page-ranges': [range(6, 99)] }, emitted: 2, sides: 2, sheets: 2, color: 0 },
      {
        options: { 'page-ranges': [range(1, 3), range(2, 4)] },
        emitted: 4,
        sides: 4,
        sheets: 4,
        color: 1,
      },
      { options: { 'page-ranges': [range(9, 12)] }, emitted: 0, sides: 0, sheets: 0, color: 0 },
      {
        options: { 'number-up': 2, 'page-ranges': [range(1, 2)] },
        emitted: 2,
        sides: 2,
        sheets: 2,
        color: 1,
      },
      {
        options: { 'number-up': 2, 'page-ranges': [range(5, 7)] },
        emitted: 0,
        sides: 0,
        sheets: 0,
        color: 0,
      },
      {
        options: { 'number-up': 2, 'page-ranges': [range(3, 4)], 'page-set': 'odd' },
        emitted: 1,
        sides: 1,
        sheets: 1,
        color: 1,
      },
      {
        options: { 'input-page-ranges': '5-7', 'number-up': 2 },
        emitted: 4,
        sides: 4,
        sheets: 4,
        color: 2,
      },
      { options: { 'page-set': 'even' }, emitted: 4, sides: 3, sheets: 4, color: 1 },
      { options: { 'page-set': 'odd' }, emitted: 4, sides: 4, sheets: 4, color: 1 },
      {
        options: { 'page-set': 'even', 'number-up': 2 },
        emitted: 2,
        sides: 2,
        sheets: 2,
        color: 0,
      },
      { options: { booklet: true, ...longEdge }, emitted: 4, sides: 4, sheets: 2, color: 2 },
      {
        options: { OutputOrder: 'Reverse', ...longEdge },
        emitted: 8,
        sides: 7,
        sheets: 4,
        color: 2,
      },
    ])('$options: $emitted pages, $sides sides on $sheets sheets', async (row) => {
      const { emitted, ...expected } = { ...row, color: undefined, colorSides: row.color }
      expect((await emit(seven, row.options, 'filter copies')).pages).toBe(emitted)
      const { sides, sheets, colorSides } = expected
      expect(count(seven, row.options)).toMatchObject({ sides, sheets, colorSides })
    })
  })

  it(`is what is counted, for ${TICKETS} tickets`, async () => {
    const chance = makeChance(SEED)
    const drawn = Array.from({ length: TICKETS }, (_, number) => ({
      number,
      document: drawDocument(chance),
      options: drawOptions(chance),
      driver: DRIVERS[chance.below(DRIVERS.length)]!,
    }))
    const differences: unknown[] = []
    const compare = async () => {
      for (let next = drawn.pop(); next !== undefined; next = drawn.pop()) {
        const { document, options, driver } = next
        const emitted = await emit(document, options, driver)
        const counts = count(document, options)
        const seen = countEmitted(emitted, counts?.duplex ?? false)
        const { sides, sheets, colorSides } = counts ?? {}
        const isSame =
          sides === seen.sides && sheets === seen.sheets && colorSides === seen.colorSides
        if (!isSame) differences.push({ ...next, emitted, counts })
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, compare))
    expect(differences).toEqual([])
  })
})

/** Blank sides take paper but are no printed sides; a copy of the device's starts on a new sheet. */
function countEmitted({ pages, blank, color, deviceCopies }: Emitted, duplex: boolean) {
  return {
    sides: deviceCopies * (pages - blank),
    sheets: deviceCopies * Math.ceil(pages / (duplex ? 2 : 1)),
    colorSides: deviceCopies * color,
  }
}

function count({ pages, color }: Document, options: Options) {
  const attributes = Object.entries(options).map(([name, value]): IppAttribute => {
    const values: readonly IppValue[] = Array.isArray(value) ? value : [value as IppValue]
    return { name, tag: TAG.name, values }
  })
  return measure(
    {
      document: {
        count: 1,
        language: 'pdf',
        pages: { value: pages, known: 'exact' },
        colorPages: { value: color.length, known: 'exact', ranges: formatPageRanges(color) },
        pageSizes: [],
        bytes: 1,
        sha256: '0'.repeat(64),
        problem: null,
      },
      ticket: parseTicket({ tag: GROUP.job, attributes }),
    },
    UNCHANGED,
  )
}

function drawDocument(chance: Chance): Document {
  const pages = 1 + chance.below(13)
  const all = Array.from({ length: pages }, (_, index) => index + 1)
  return { pages, color: all.filter(() => chance.below(4) === 0) }
}

/** Each option in about every second ticket. */
function drawOptions(chance: Chance): Options {
  const oneOf = <Value>(...values: Value[]) => values[chance.below(values.length)]!
  const maybe = (options: Options) => (chance.below(2) === 0 ? options : {})
  const isBooklet = chance.below(6) === 0
  const isTwoSided = isBooklet || chance.below(2) === 0
  return {
    ...maybe({ copies: 1 + chance.below(4) }),
    ...maybe({ 'number-up': oneOf(1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 16) }),
    ...maybe({ 'page-ranges': drawRanges(chance) }),
    ...(chance.below(4) === 0 ? { 'page-set': oneOf('all', 'even', 'odd') } : {}),
    // Folded sheets are printed on both sides; on one side a booklet is pages that nobody can bind.
    ...(isBooklet ? { booklet: true } : {}),
    sides: isTwoSided ? oneOf('two-sided-long-edge', 'two-sided-short-edge') : 'one-sided',
    ...maybe(
      oneOf<Options>(
        { Collate: true },
        { Collate: false },
        { 'multiple-document-handling': 'separate-documents-collated-copies' },
        { 'multiple-document-handling': 'separate-documents-uncollated-copies' },
        { 'sheet-collate': 'collated' },
      ),
    ),
    ...(chance.below(6) === 0 ? { OutputOrder: 'Reverse' } : {}),
  }
}

/** Ascending and apart, as cupsd demands; the last one may be open. */
function drawRanges(chance: Chance): IppRange[] {
  const ranges: IppRange[] = []
  for (let lower = 1 + chance.below(5); ranges.length < 3 && lower < 14; ) {
    const upper = chance.below(6) === 0 ? OPEN_END : lower + chance.below(5)
    ranges.push({ lower, upper })
    lower = upper + 1 + chance.below(4)
  }
  return ranges
}

async function runFilter(
  folder: string,
  document: Document,
  options: Options,
  ppd: string | null,
): Promise<Emitted> {
  const file = join(folder, `${document.pages}-${document.color.join('-')}.pdf`)
  // Once: another run of the filter may be reading it.
  if (!existsSync(file)) writeFileSync(file, makePdf(document))
  // As cupsd starts a filter: job, user, title, copies, options, file.
  const args = ['1', 'user', 'title', `${options.copies ?? 1}`, formatOptions(options), file]
  const env = ppd === null ? {} : { PPD: ppd }
  const bytes = await new Promise<Buffer>((resolve, reject) =>
    execFile(FILTER, args, { env, encoding: 'buffer', timeout: 30_000 }, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    ),
  )
  return readEmitted(bytes)
}

function makePdf({ pages, color }: Document): Uint8Array {
  const texts = Array.from({ length: pages }, (_, index) => ({
    text: `Page ${index + 1}`,
    color: color.includes(index + 1),
  }))
  return makeSamplePdf(texts)
}

/** As cupsd writes a job's attributes for its filters. */
function formatOptions(options: Options): string {
  const format = (value: Options[string]) =>
    typeof value === 'object'
      ? value
          .map(({ lower, upper }) => (lower === upper ? `${lower}` : `${lower}-${upper}`))
          .join(',')
      : `${value}`
  return Object.entries(options)
    .filter(([name]) => name !== 'copies')
    .map(([name, value]) => `${name}=${format(value)}`)
    .join(' ')
}

/** A job of no pages is no document at all. */
async function readEmitted(bytes: Buffer): Promise<Emitted> {
  if (bytes.length === 0) return { pages: 0, blank: 0, color: 0, deviceCopies: 1 }
  const deviceCopies = /%%PDFTOPDFNumCopies : (\d+)/.exec(bytes.toString('latin1'))?.[1]
  const pages = (await PDFDocument.load(bytes)).getPages()
  const { colorPages } = analyzeBytes(bytes)
  return {
    pages: pages.length,
    blank: pages.filter(({ node }) => isBlank(node.Contents(), (each) => node.context.lookup(each)))
      .length,
    color: colorPages.value?.length ?? Number.NaN,
    deviceCopies: Number(deviceCopies ?? 1),
  }
}

/** Whether nothing is drawn: no form, which is how the filter places a page, and no text. */
function isBlank(
  contents: PDFObject | undefined,
  lookup: (object: PDFObject) => PDFObject | undefined,
): boolean {
  if (contents instanceof PDFArray) {
    return contents.asArray().every((part) => isBlank(lookup(part), lookup))
  }
  if (!(contents instanceof PDFRawStream)) return true
  const operators = Buffer.from(decodePDFRawStream(contents).decode()).toString('latin1')
  return !/\b(?:Do|Tj)\b/.test(operators)
}
