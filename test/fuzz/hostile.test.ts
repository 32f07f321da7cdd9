// Documents made to hang, to crash or to exhaust the analyzer, through the very thread that reads jobs.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Analyzer, makeAnalyzer, wallMsFor } from '#connector/analyze/analyzer.ts'
import { analyzeBytes } from '#help/analyze-bytes.ts'
import { type Findings, LANGUAGES } from '#shared/contracts/findings.ts'
import { type Bomb, MEGABYTE } from './bombs/bomb.ts'
import { PACKAGE_BOMBS } from './bombs/packages.ts'
import { PDF_BOMBS } from './bombs/pdf.ts'
import { PRINTER_BOMBS } from './bombs/printers.ts'
import { findFault } from './check-findings.ts'
import { documentSeeds } from './document-seeds.ts'
import { SHORT_DOCUMENTS } from './short-documents.ts'

/** Rejects unless it exits with 0. */
const run = promisify(execFile)
/** Longer documents are cut at fewer places. */
const LONGER_THAN = 3_000
const CUTS_MOST = 100
const SEED_BYTES_MOST = 60_000
const CLI = new URL('../../connector/cli.mjs', import.meta.url).pathname

let folder: string
let analyzer: Analyzer
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'spoolgate-hostile-'))
  // Less than a job gets: what ends by the clock ends the same way.
  analyzer = makeAnalyzer({ folder, wallMs: 2_000 })
})
afterAll(async () => {
  await analyzer.close()
  rmSync(folder, { recursive: true, force: true })
})

async function analyzeFile(bytes: Uint8Array): Promise<Findings> {
  const file = join(folder, 'document')
  writeFileSync(file, bytes)
  return analyzer.analyzeFile(file, { signal: AbortSignal.timeout(60_000) })
}

describe.each([
  ['PDF', PDF_BOMBS],
  ['a printer language', PRINTER_BOMBS],
  ['an archive or a picture', PACKAGE_BOMBS],
])('%s', (_, bombs: readonly Bomb[]) => {
  it.each(bombs)('survives $what', async ({ bytes, pages }) => {
    const document = bytes()
    const findings = await analyzeFile(document)
    expect(findFault(findings, document.length)).toBeNull()
    expect(findings.problem?.detail).not.toBe('the document needs too much memory')
    if (findings.pages.known === 'exact') expect(findings.pages.value).toBe(pages)
  })
})

describe('the command', () => {
  it.each(['forms ten to the eleventh', 'a page tree that hangs in itself'])(
    'says one line about %s, and that it went well',
    async (what) => {
      const file = join(folder, 'hostile.pdf')
      writeFileSync(file, PDF_BOMBS.find((bomb) => bomb.what === what)!.bytes())
      const { stdout } = await run(process.execPath, [CLI, 'analyze', '--json', file])
      expect(stdout.trimEnd().split('\n')).toHaveLength(1)
      expect(JSON.parse(stdout)).toMatchObject({ file, language: 'pdf' })
    },
  )
})

it('gives a small document less than five seconds, and a large one its time', () => {
  expect(wallMsFor(0)).toBeLessThanOrEqual(4_000)
  expect(wallMsFor(4 * MEGABYTE)).toBeLessThan(5_000)
  expect(wallMsFor(1_000 * MEGABYTE)).toBeGreaterThan(60_000)
  expect(wallMsFor(1e15)).toBeLessThanOrEqual(120_000)
})

describe('cut short', () => {
  const cutAt = (bytes: Uint8Array, stride: number) => {
    const whole = analyzeBytes(bytes)
    for (let length = 0; length < bytes.length; length += stride) {
      const findings = analyzeBytes(bytes.slice(0, length))
      expect(findFault(findings, length), `cut at ${length}`).toBeNull()
      if (findings.pages.known !== 'exact' || whole.pages.value === null) continue
      expect(findings.pages.value, `cut at ${length}`).toBeLessThanOrEqual(whole.pages.value)
    }
  }

  it('is tried with small documents of every language', () => {
    const languages = SHORT_DOCUMENTS.map(({ bytes }) => analyzeBytes(bytes).language)
    const known = LANGUAGES.filter((name) => name !== 'unknown')
    expect(languages).toEqual(expect.arrayContaining(known))
    expect(SHORT_DOCUMENTS.length).toBeGreaterThanOrEqual(40)
  })

  it.each(SHORT_DOCUMENTS)(
    '$name, at every byte: never more pages than whole, for certain',
    ({ bytes }) => cutAt(bytes, 1),
  )

  const longer = [...LANGUAGES, 'gzip', 'pjl'].flatMap((name) =>
    documentSeeds(name)
      .map((seed) => Uint8Array.from(seed.build(seed.parts)))
      .filter(({ length }) => length > LONGER_THAN && length <= SEED_BYTES_MOST)
      .map((bytes, at) => ({ name: `${name} ${at + 1}`, bytes })),
  )
  it.each(longer)('$name, at many bytes', ({ bytes }) =>
    cutAt(bytes, Math.ceil(bytes.length / CUTS_MOST)),
  )
})
