/** The analyzer's promises: nothing left on disk, nothing thrown for what a document does, nothing on the main thread. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Analyzer, type AnalyzerOptions, makeAnalyzer } from '#connector/analyze/analyzer.ts'
import { buildPages } from '#help/build-pdf.ts'

const never = new AbortController().signal
const pdf = Buffer.from(buildPages(['', '1 0 0 rg 0 0 9 9 re f']))
const sha256 = createHash('sha256').update(pdf).digest('hex')
let folder: string
let analyzers: Analyzer[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spoolgate-analyze-'))
  analyzers = []
})
afterEach(async () => {
  await Promise.all(analyzers.map((analyzer) => analyzer.close()))
  rmSync(folder, { recursive: true, force: true })
})

function open(options: Partial<AnalyzerOptions> = {}): Analyzer {
  const analyzer = makeAnalyzer({ folder, ...options })
  analyzers.push(analyzer)
  return analyzer
}

/** A worker that does what `code` says when it gets a document. */
function worker(code: string): URL {
  const text = `import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { ${code} })`
  return new URL(`data:text/javascript,${encodeURIComponent(text)}`)
}

describe('a document', () => {
  it('is hashed, counted and read in one pass, and gone afterwards', async () => {
    const findings = await open().analyze(
      Readable.from([pdf.subarray(0, 100), pdf.subarray(100)]),
      { signal: never },
    )
    expect(findings).toMatchObject({
      language: 'pdf',
      pages: { value: 2, known: 'exact' },
      colorPages: { value: [2], known: 'exact' },
      bytes: pdf.length,
      sha256,
      problem: null,
    })
    expect(readdirSync(folder)).toEqual([])
  })

  it('has no name on disk while it is read, and nobody else may look into the folder', async () => {
    const inside = join(folder, 'inside')
    const seen: string[][] = []
    async function* chunks() {
      yield pdf.subarray(0, 100)
      seen.push(readdirSync(inside))
      yield pdf.subarray(100)
    }
    await open({ folder: inside }).analyze(Readable.from(chunks()), { signal: never })
    expect(seen).toEqual([[]])
    expect(statSync(inside).mode & 0o777).toBe(0o700)
  })

  it('of no bytes is unknown, not zero pages', async () => {
    const findings = await open().analyze(Readable.from([]), { signal: never })
    expect(findings).toMatchObject({ pages: { value: null, known: 'unknown' }, bytes: 0 })
    expect(findings.problem?.code).toBe('document-empty')
  })

  it('is one of many at once, each with its own answer', async () => {
    const analyzer = open()
    const jobs = Array.from({ length: 8 }, (_, i) => buildPages(Array(i + 1).fill('')))
    const all = await Promise.all(
      jobs.map((job) => analyzer.analyze(Readable.from([Buffer.from(job)]), { signal: never })),
    )
    expect(all.map(({ pages }) => pages.value)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('that lies in a file is read in place', async () => {
    const path = join(folder, 'document.pdf')
    writeFileSync(path, pdf)
    const findings = await open().analyzeFile(path, { signal: never })
    expect(findings).toMatchObject({ pages: { value: 2 }, bytes: pdf.length, sha256 })
  })

  it.each(['missing', '.'])('that is no file (%s) is a problem', async (name) => {
    const reading = open().analyzeFile(join(folder, name), { signal: never })
    await expect(reading).rejects.toMatchObject({ code: 'file-unreadable' })
  })
})

describe('a worker that', () => {
  const analyze = (analyzer: Analyzer, signal = never) =>
    analyzer.analyze(Readable.from([pdf]), { signal })

  it.each([
    ['dies', 'process.exit(3)', 'analyzer-failed'],
    ['throws', 'throw new Error("boom")', 'analyzer-failed'],
    ['never answers', 'for (;;);', 'budget-exceeded'],
    [
      'eats memory',
      'const all = []; for (;;) all.push(new Array(1e6).fill(1.5))',
      'budget-exceeded',
    ],
  ])('%s gives unknown', async (_, code, problem) => {
    const analyzer = open({ workerFile: worker(code), wallMs: 3_000, memoryMb: 32 })
    const findings = await analyze(analyzer)
    expect(findings).toMatchObject({
      language: 'unknown',
      pages: { value: null, known: 'unknown' },
      bytes: pdf.length,
      sha256,
    })
    expect(findings.problem?.code).toBe(problem)
    expect(readdirSync(folder)).toEqual([])
  })

  it('cannot be found gives unknown', async () => {
    const findings = await analyze(open({ workerFile: join(folder, 'no-worker.cjs') }))
    expect(findings.problem?.code).toBe('analyzer-failed')
  })

  it('died is replaced for the next document', async () => {
    const once = `
      import { existsSync, writeFileSync } from 'node:fs'
      import { parentPort } from 'node:worker_threads'
      parentPort.on('message', () => {
        const mark = ${JSON.stringify(join(folder, 'mark'))}
        if (!existsSync(mark)) { writeFileSync(mark, ''); process.exit(1) }
        parentPort.postMessage({ kind: 'findings', findings: { language: 'text' } })
      })`
    const workerFile = new URL(`data:text/javascript,${encodeURIComponent(once)}`)
    const analyzer = open({ workerFile, workers: 1 })
    expect((await analyze(analyzer)).problem?.code).toBe('analyzer-failed')
    expect((await analyze(analyzer)).language).toBe('text')
  })

  it('is at work is ended when nobody waits any more', async () => {
    const analyzer = open({ workerFile: worker('for (;;);') })
    const controller = new AbortController()
    const running = analyze(analyzer, controller.signal)
    setTimeout(() => controller.abort(new Error('stopped')), 50)
    await expect(running).rejects.toThrow('stopped')
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('a stream that fails', () => {
  it('passes its error on and leaves nothing behind', async () => {
    async function* broken() {
      yield pdf.subarray(0, 100)
      throw new Error('connection lost')
    }
    const running = open().analyze(Readable.from(broken()), { signal: never })
    await expect(running).rejects.toThrow('connection lost')
    expect(readdirSync(folder)).toEqual([])
  })
})
