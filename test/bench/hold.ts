// lp return → first byte at the device: a managed queue against a plain one on the same cupsd.
import { execFile } from 'node:child_process'
import { mkdirSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { eventually } from '#help/eventually.ts'
import {
  lp,
  makeStateFolder,
  printedFiles,
  removeStateFolder,
  startProductUnderTest,
} from '#help/product.ts'
import { makeTextPdf } from '#infra/local/demo/sample-documents.ts'
import { median, percentile, type Report } from './report.ts'

const ROUNDS = 40
/** The log has whole milliseconds, and a job can be noticed before `lp` returns. */
const SLACK_MS = 15

export async function benchHold(report: Report): Promise<void> {
  const folder = makeStateFolder()
  const product = await startProductUnderTest(folder, ['--fresh'])
  try {
    const site = product.ready.sites[0]
    if (site === undefined) throw new Error(`bench hold needs CUPS: ${product.ready.notes.join()}`)
    const document = join(folder, 'one-page.pdf')
    writeFileSync(document, makeTextPdf(1))
    await addPlainQueue(String(site.cupsServer), 'demo:/device', join(folder, 'cups', 'demo.ppd'))
    const arrivals = watchArrivals(site.printedDir)
    const time = async (queue: string) => {
      const known = printedFiles(site.printedDir).length
      const arrival = arrivals.next()
      await lp(site.cupsServer, 'alice', ['-d', queue, document])
      const returnedAtMs = performance.timeOrigin + performance.now()
      await eventually(
        'the document is written',
        () => printedFiles(site.printedDir).length > known,
      )
      return { returnedAtMs, arrivedAtMs: await arrival }
    }
    for (const queue of ['office', 'plain', 'office', 'plain']) await time(queue)
    const managedRounds: Round[] = []
    const plainRounds: Round[] = []
    for (let round = 0; round < ROUNDS; round++) {
      managedRounds.push(await time('office'))
      plainRounds.push(await time('plain'))
    }
    const took = ({ returnedAtMs, arrivedAtMs }: Round) => arrivedAtMs - returnedAtMs
    const managed = managedRounds.map(took)
    const plain = plainRounds.map(took)
    arrivals.close()
    const row = (name: string, value: number) =>
      report({ name, value, unit: 'ms', against: null, ratio: null, n: ROUNDS })
    row('hold: plain queue, median', median(plain))
    row('hold: plain queue, p95', percentile(plain, 0.95))
    row('hold: managed queue, median', median(managed))
    row('hold: managed queue, p95', percentile(managed, 0.95))
    const added = median(managed) - median(plain)
    report({
      name: 'hold: added by management, median',
      value: added,
      unit: 'ms',
      against: 'the target of 60 ms',
      ratio: added / 60,
      n: ROUNDS,
    })
    for (const [step, samples] of Object.entries(stepsOf(product.log, managedRounds))) {
      row(`hold: of it ${step}, median`, median(samples))
    }
  } finally {
    await product.stop()
    removeStateFolder(folder)
  }
}

/** The same demo device behind a queue that nobody manages. */
async function addPlainQueue(cupsServer: string, deviceUri: string, ppd: string): Promise<void> {
  const args = ['-h', cupsServer, '-p', 'plain', '-E', '-v', deviceUri, '-P', ppd]
  await promisify(execFile)('lpadmin', args, { timeout: 30_000 })
}

/** Resolves with the time of the first file that appears after each `next()`. */
function watchArrivals(folder: string) {
  mkdirSync(folder, { recursive: true })
  let wake: ((atMs: number) => void) | null = null
  const watcher = watch(folder, () => {
    wake?.(performance.timeOrigin + performance.now())
    wake = null
  })
  return {
    next: () => new Promise<number>((resolve) => (wake = resolve)),
    close: () => watcher.close(),
  }
}

interface Round {
  /** Milliseconds since 1970, as in the connector's log. */
  readonly returnedAtMs: number
  readonly arrivedAtMs: number
}

/** Where the time of managed jobs went, by the times in the connector's log. */
function stepsOf(log: readonly string[], rounds: readonly Round[]): Record<string, number[]> {
  const events = log.flatMap((line) => {
    const start = line.indexOf('{')
    if (!line.startsWith('connector: ') || start < 0) return []
    const { event, time } = JSON.parse(line.slice(start)) as { event: string; time: string }
    return [{ event, atMs: Date.parse(time) }]
  })
  const steps: Record<string, number[]> = {}
  const add = (name: string, ms: number) => {
    steps[name] = [...(steps[name] ?? []), ms]
  }
  for (const { returnedAtMs, arrivedAtMs } of rounds) {
    const when = (event: string) =>
      events.find((one) => one.event === event && one.atMs >= returnedAtMs - SLACK_MS)?.atMs
    const [seen, decided, acted] = [when('job-seen'), when('job-decided'), when('job-acted')]
    if (seen === undefined || decided === undefined || acted === undefined) continue
    add('noticed, sealed, read', seen - returnedAtMs)
    add('asked and answered', decided - seen)
    add('altered and released', acted - decided)
    add('print system and device after that', arrivedAtMs - acted)
  }
  return steps
}
