/** What the command prints: one line a file, and an exit code that only counts files nobody could read. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { analyzeFiles } from '#connector/analyze/analyze-command.ts'
import { type Analyzer, makeAnalyzer } from '#connector/analyze/analyzer.ts'
import { buildPages } from '#help/build-pdf.ts'
import type { JobTicket } from '#shared/contracts/job-facts.ts'
import type { Coverage } from '#shared/spool/coverage.ts'

const RED = '1 0 0 rg 0 0 9 9 re f'
let folder: string
let analyzer: Analyzer
const file = (name: string) => join(folder, name)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'spoolgate-analyze-command-'))
  analyzer = makeAnalyzer({ folder })
  writeFileSync(file('three.pdf'), buildPages(['', RED, '']))
  writeFileSync(file('broken.pdf'), '%PDF-1.7 and then nothing')
  writeFileSync(file('evil\x1b[2J.txt'), 'hello')
})
afterAll(async () => {
  await analyzer.close()
  rmSync(folder, { recursive: true, force: true })
})

async function run(
  files: string[],
  options: {
    json: boolean
    ticket?: JobTicket
    input?: Uint8Array
    coverageOf?: (file: string, pages: number | null) => Coverage
  },
) {
  const lines: string[] = []
  const complaints: string[] = []
  let ms = 0
  const { input = new Uint8Array(0), ...rest } = options
  const exitCode = await analyzeFiles(files, {
    ...rest,
    out: (line) => lines.push(line),
    complain: (line) => complaints.push(line),
    input: () => Readable.from([Buffer.from(input)]),
    analyzer,
    clock: { monotonicMs: () => (ms += 1.5) },
    signal: new AbortController().signal,
  })
  return { exitCode, lines, complaints }
}

it('prints one JSON line a file, in the order and shape that scripts rely on', async () => {
  const { exitCode, lines } = await run([file('three.pdf')], { json: true })
  expect(exitCode).toBe(0)
  expect(lines).toHaveLength(1)
  const line = JSON.parse(lines[0]!)
  expect(Object.keys(line)).toEqual([
    'file',
    'language',
    'pages',
    'colorPages',
    'pageSizes',
    'duplex',
    'copies',
    'sides',
    'sheets',
    'bytes',
    'sha256',
    'elapsedMs',
    'problem',
    'grayscale',
  ])
  expect(line).toMatchObject({
    file: file('three.pdf'),
    language: 'pdf',
    pages: { value: 3, known: 'exact' },
    colorPages: { value: [2], known: 'exact' },
    pageSizes: [{ widthPt: 200, heightPt: 300, pages: 3 }],
    duplex: null,
    copies: 1,
    sides: 3,
    sheets: 3,
    elapsedMs: 1.5,
    problem: null,
  })
})

it('exits 0 for a broken document, whose line says what is wrong', async () => {
  const { exitCode, lines } = await run([file('broken.pdf')], { json: true })
  expect(exitCode).toBe(0)
  expect(JSON.parse(lines[0]!)).toMatchObject({
    language: 'pdf',
    pages: { value: null, known: 'unknown' },
    sides: null,
    problem: { code: 'document-malformed' },
  })
})

it('exits 1 for a file that cannot be read, and reads the others', async () => {
  const { exitCode, lines, complaints } = await run([file('none'), file('three.pdf')], {
    json: true,
  })
  expect(exitCode).toBe(1)
  expect(lines).toHaveLength(1)
  expect(complaints).toEqual([`${file('none')}: \`${file('none')}\` cannot be read`])
})

it('reads standard input as `-`', async () => {
  const { lines } = await run(['-'], { json: true, input: buildPages([RED]) })
  expect(JSON.parse(lines[0]!)).toMatchObject({
    file: '-',
    pages: { value: 1 },
    colorPages: { value: [1] },
  })
})

it('counts sides and sheets with the ticket', async () => {
  const ticket = {
    copies: 2,
    duplex: true,
    grayscale: false,
    pagesPerSide: 1,
    pageRanges: '',
    collate: true,
  }
  const { lines } = await run([file('three.pdf')], { json: true, ticket })
  expect(JSON.parse(lines[0]!)).toMatchObject({ copies: 2, duplex: true, sides: 6, sheets: 4 })
})

it('prints a table for people, and lets no file name steer the terminal', async () => {
  const { lines } = await run([file('three.pdf'), file('evil\x1b[2J.txt')], { json: false })
  expect(lines[0]).toContain('color pages')
  expect(lines[1]).toMatch(/^three\.pdf +pdf +3 +2 +71x106 +1 +3 +3$/)
  expect(lines[2]).toContain('evil?[2J.txt')
  expect(lines[2]).toContain('~1')
})

it('has a column for ink where it is asked for: the mean of the pages that are known', async () => {
  const asked: (number | null)[] = []
  const known = { red: 0.5, green: 0, blue: 0.1 }
  const coverageOf = (_file: string, pages: number | null): Coverage => {
    asked.push(pages)
    return { value: [known, null, { ...known, red: 0 }], known: 'estimated' }
  }
  const { lines } = await run([file('three.pdf')], { json: false, coverageOf })
  expect(lines[0]).toContain('ink % of a page')
  expect(lines[1]).toMatch(/ 3 +~R25 G0 B10$/)
  const unknown: Coverage = { value: null, known: 'unknown' }
  const { lines: others } = await run([file('broken.pdf')], {
    json: false,
    coverageOf(_file, pages) {
      asked.push(pages)
      return unknown
    },
  })
  expect(others[1]).toMatch(/ \? {23}document-malformed/)
  expect(asked).toEqual([3, null])
})
