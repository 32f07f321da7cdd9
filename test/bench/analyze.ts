// Reading documents: throughput against `indexOf`, color of PDF pages against renderers, memory and start-up.
import { type ExecFileSyncOptions, execFileSync, spawnSync } from 'node:child_process'
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { analyzeBytes, makeTools } from '#help/analyze-bytes.ts'
import { makeAssembly } from '#infra/local/assembly.ts'
import { makeSamplePdf } from '#infra/local/demo/sample-documents.ts'
import { makeMemorySource } from '#shared/spool/byte-source.ts'
import { PdfDocument } from '#shared/spool/pdf/document.ts'
import { walkPages } from '#shared/spool/pdf/page-tree.ts'
import { makeLargeDocuments, makeLongPdf, readRasterPages, writePdfSet } from './analyze-inputs.ts'
import { median, type Report } from './report.ts'

const ROUNDS = 5
const STARTS = 21
const COUNTED_PAGES = 1_000
const COUNT_TARGET_MS = 10
const LIMIT_BYTES = 256e6
/** A line feed each 75 bytes: what looking for line ends in text meets. */
const LIMIT_LINE_BYTES = 75
const BIG_JOB_BYTES = 1e9
const MEMORY_TARGET_MB = 120
const PROGRAM_TIMEOUT_MS = 300_000

export async function benchAnalyze(report: Report): Promise<void> {
  benchThroughput(report)
  await benchPageCount(report)
  const folder = mkdtempSync(join(tmpdir(), 'spoolgate-bench-'))
  try {
    const { connectorFile } = await makeAssembly({ log: (line) => console.error(line) })
    const analyzer = [connectorFile, 'analyze', '--json']
    await benchPdfColor(report, folder, analyzer)
    benchBigJob(report, folder, analyzer)
    benchStart(report, folder, analyzer)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Each in memory and on this thread; the limit is what one core does to bytes that it only looks for one value. */
function benchThroughput(report: Report): void {
  const limit = measureLimit()
  report({
    name: 'analyze: limit, indexOf of one byte',
    value: limit,
    unit: 'MB/s',
    against: null,
    ratio: null,
    n: ROUNDS,
  })
  for (const { name, bytes, pages, target } of makeLargeDocuments()) {
    const seconds = repeat(() => {
      const found = analyzeBytes(bytes)
      if (found.pages.value !== pages) {
        throw new Error(
          `${name}: ${found.pages.value} pages for ${pages}: ${found.problem?.detail}`,
        )
      }
    })
    const speed = bytes.length / 1e6 / seconds
    report({
      name: `analyze: ${name}`,
      value: speed,
      unit: 'MB/s',
      against: `indexOf, target ${target.toFixed(3)} of it`,
      ratio: speed / limit,
      n: ROUNDS,
    })
  }
}

function measureLimit(): number {
  const bytes = Buffer.alloc(LIMIT_BYTES, 'x')
  for (let at = LIMIT_LINE_BYTES - 1; at < bytes.length; at += LIMIT_LINE_BYTES) bytes[at] = 10
  let found = 0
  const seconds = repeat(() => {
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) found++
  })
  if (found === 0) throw new Error('nothing was looked for')
  return LIMIT_BYTES / 1e6 / seconds
}

async function benchPageCount(report: Report): Promise<void> {
  const source = makeMemorySource(await makeLongPdf(COUNTED_PAGES))
  const milliseconds =
    1_000 *
    repeat(() => {
      let pages = 0
      walkPages(new PdfDocument(source, makeTools()), () => pages++)
      if (pages !== COUNTED_PAGES) throw new Error(`${pages} pages for ${COUNTED_PAGES}`)
    }, STARTS)
  report({
    name: `analyze: PDF, page count of ${COUNTED_PAGES} pages`,
    value: milliseconds,
    unit: 'ms',
    against: `the target of ${COUNT_TARGET_MS} ms`,
    ratio: milliseconds / COUNT_TARGET_MS,
    n: STARTS,
  })
}

/**
 * Twice. Job by job, as beside a queue: ours runs already, a renderer is started for each document. And all documents in
 * one process each, ours started for them too.
 */
async function benchPdfColor(
  report: Report,
  folder: string,
  analyzer: readonly string[],
): Promise<void> {
  const { files, pages } = await writePdfSet(folder)
  const raster = ['-q', '-dNOPAUSE', '-dBATCH', '-sDEVICE=ppmraw', '-r36', '-o', '/dev/null']
  const features = ['draw', '-q', '-s', 'f', '-o', '/dev/null']
  const peers = [
    { name: 'mutool draw -s f', program: 'mutool', args: features, target: 5 },
    { name: 'gs, RGB at 36 dpi', program: 'gs', args: raster, target: 15 },
  ].filter(({ program }) => isInstalled(program))
  const documents = files.map((file) => Uint8Array.from(readFileSync(file)))
  const ways = [
    {
      way: 'job by job',
      own: () => documents.forEach((document) => void analyzeBytes(document)),
      peer: (program: string, args: readonly string[]) => {
        for (const file of files) run(program, [...args, file])
      },
    },
    {
      way: 'in one process',
      own: () => run(process.execPath, [...analyzer, ...files]),
      peer: (program: string, args: readonly string[]) => run(program, [...args, ...files]),
    },
  ]
  for (const { way, own, peer } of ways) {
    own()
    const ownPerSecond = pages / repeat(own)
    const row = (name: string, value: number, against: string | null, ratio: number | null) =>
      report({ name, value, unit: 'pages/s', against, ratio, n: ROUNDS })
    row(`analyze: PDF, color, ${pages} pages ${way}`, ownPerSecond, null, null)
    for (const { name, program, args, target } of peers) {
      const perSecond = pages / repeat(() => peer(program, args))
      const against = `ours over it, target ${target}`
      row(`analyze: the same by ${name}`, perSecond, against, ownPerSecond / perSecond)
    }
  }
}

function isInstalled(program: string): boolean {
  const isThere = spawnSync(program, ['-v']).error === undefined
  if (!isThere) console.error(`skipped for lack of ${program} (Debian: mupdf-tools, ghostscript)`)
  return isThere
}

function benchBigJob(report: Report, folder: string, analyzer: readonly string[]): void {
  const file = join(folder, 'big.pwg')
  const pages = writeBigRaster(file)
  const memoryFile = join(folder, 'memory')
  const hook = join(folder, 'memory.cjs')
  // The peak of this process alone: what `wait` tells of a child counts its parent's memory too.
  writeFileSync(
    hook,
    `process.on('exit', () => { const fs = require('node:fs')
    fs.writeFileSync(${JSON.stringify(memoryFile)}, fs.readFileSync('/proc/self/status')) })`,
  )
  const startedMs = performance.now()
  const line = run(process.execPath, ['--require', hook, ...analyzer, file])
  const seconds = (performance.now() - startedMs) / 1_000
  const found = JSON.parse(line) as { pages: { value: number } }
  if (found.pages.value !== pages) throw new Error(`${found.pages.value} pages for ${pages}`)
  const peakKib = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(memoryFile, 'utf8'))?.[1])
  const megabytes = (peakKib * 1_024) / 1e6
  report({
    name: 'analyze: 1 GB of PWG raster, peak memory',
    value: megabytes,
    unit: 'MB',
    against: `the target of ${MEMORY_TARGET_MB} MB`,
    ratio: megabytes / MEMORY_TARGET_MB,
    n: 1,
  })
  report({
    name: 'analyze: 1 GB of PWG raster, whole process',
    value: BIG_JOB_BYTES / 1e6 / seconds,
    unit: 'MB/s',
    against: null,
    ratio: null,
    n: 1,
  })
  rmSync(file)
}

function writeBigRaster(path: string): number {
  const { head, body, pages } = readRasterPages()
  const times = Math.ceil(BIG_JOB_BYTES / body.length)
  const file = openSync(path, 'w')
  writeSync(file, head)
  for (let time = 0; time < times; time++) writeSync(file, body)
  closeSync(file)
  return times * pages
}

/** In turns, so that what else the machine does meets both. */
function benchStart(report: Report, folder: string, analyzer: readonly string[]): void {
  const file = join(folder, 'tiny.pdf')
  writeFileSync(file, makeSamplePdf([{ text: 'Hello', color: false }]))
  const own: number[] = []
  const empty: number[] = []
  for (let start = 0; start < STARTS; start++) {
    own.push(time(() => run(process.execPath, [...analyzer, file])))
    empty.push(time(() => run(process.execPath, ['-e', '0'])))
  }
  report({
    name: 'analyze: start-up, one page',
    value: 1_000 * median(own),
    unit: 'ms',
    against: `\`node -e 0\`, ${(1_000 * median(empty)).toFixed(1)} ms, target 2`,
    ratio: median(own) / median(empty),
    n: STARTS,
  })
}

/** Seconds, the best: what else the machine does can only add to them. */
function repeat(work: () => void, rounds = ROUNDS): number {
  return Math.min(...Array.from({ length: rounds }, () => time(work)))
}

function time(work: () => void): number {
  const startedMs = performance.now()
  work()
  return (performance.now() - startedMs) / 1_000
}

function run(program: string, args: readonly string[]): string {
  const options: ExecFileSyncOptions = {
    timeout: PROGRAM_TIMEOUT_MS,
    maxBuffer: 64e6,
    stdio: ['ignore', 'pipe', 'ignore'],
  }
  return execFileSync(program, [...args], options).toString()
}
