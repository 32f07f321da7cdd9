// The built-in queue taking jobs: against CUPS' own sample printer, with clients that never finish, and with large jobs.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { build } from 'esbuild'
import { makeAttribute } from '#connector/spooler/ipp/message.ts'
import { eventually } from '#help/eventually.ts'
import { makeBytes, send } from '#help/ipp-client.ts'
import { makeTextPdf } from '#infra/local/demo/sample-documents.ts'
import { median, percentile, type Report } from './report.ts'

const EVE = '/usr/sbin/ippeveprinter'
const ROUNDS = 5
const ROUND_MS = 1_500
const WARM_JOBS = 200
/** What it did when it could be started: it needs an avahi-daemon. */
const EVE_KNOWN: Readonly<Record<number, number>> = { 1: 399, 8: 331 }
const HALF_OPEN = 200
const LOOKS = 200
const LARGE_BYTES = 500 * 1024 * 1024
const HELD_JOBS = 2_000
const WAIT_MS = 5_000

export async function benchPrintJob(report: Report): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'spoolgate-bench-'))
  const program = await bundleQueue(folder)
  const ours = await startOurs(program, folder)
  const eve = await startEve(folder)
  try {
    await printMany(ours.uri, makeTextPdf(1), 4, { jobs: WARM_JOBS })
    for (const connections of [1, 8]) await reportSpeed(ours, eve, connections, report)
    await reportHalfOpen(ours.uri, report)
    await reportLarge(program, folder, report)
    await reportHeld(program, folder, report)
  } finally {
    await ours.stop()
    await eve?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** In turns, so that whatever else the machine does falls on both. */
async function reportSpeed(
  ours: Printer,
  eve: Printer | null,
  connections: number,
  report: Report,
): Promise<void> {
  const pdf = makeTextPdf(1)
  const own: number[] = []
  const other: number[] = []
  let jobs = 0
  for (let round = 0; round < ROUNDS; round++) {
    const { perSecond, count } = await printMany(ours.uri, pdf, connections)
    own.push(perSecond)
    jobs += count
    if (eve !== null) other.push((await printMany(eve.uri, pdf, connections)).perSecond)
  }
  const against = eve === null ? (EVE_KNOWN[connections] ?? Number.NaN) : median(other)
  report({
    name: `print-job: ${connections} connection(s), on disk`,
    value: median(own),
    unit: 'jobs/s',
    against: `ippeveprinter, ${against.toFixed(0)}/s${eve === null ? ' as measured elsewhere' : ''}`,
    ratio: median(own) / against,
    n: jobs,
  })
}

interface Printer {
  readonly uri: string
  readonly pid: number
  stop(): Promise<void>
}

/** In one file, as it is shipped: reading types away takes memory of its own. */
async function bundleQueue(folder: string): Promise<string> {
  const outfile = join(folder, 'queue.cjs')
  const entry = new URL('../help/ipp-queue-process.ts', import.meta.url).pathname
  await build({ entryPoints: [entry], bundle: true, platform: 'node', format: 'cjs', outfile })
  return outfile
}

async function startOurs(program: string, folder: string): Promise<Printer> {
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const uri of createInterface(child.stdout)) return printerOf(child, uri)
  throw new Error('the queue did not start')
}

/** null where it does not run. */
async function startEve(folder: string): Promise<Printer | null> {
  if (!existsSync(EVE)) return null
  const port = await findFreePort()
  const args = ['-r', 'off', '-c', '/bin/true', '-d', folder, '-p', `${port}`, '-n', 'localhost']
  const child = spawn(EVE, [...args, '-f', 'application/pdf', 'bench'], { stdio: 'ignore' })
  const uri = `ipp://localhost:${port}/ipp/print`
  try {
    await eventually('ippeveprinter answers', () => answers(uri), 5_000)
    return printerOf(child, uri)
  } catch {
    child.kill('SIGKILL')
    return null
  }
}

function printerOf(child: ChildProcess, uri: string): Printer {
  return {
    uri,
    pid: child.pid ?? 0,
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      const overdue = setTimeout(() => child.kill('SIGKILL'), 5_000)
      await gone
      clearTimeout(overdue)
    },
  }
}

function answers(uri: string): Promise<boolean> {
  return send(uri, makeBytes('Get-Printer-Attributes', uri)).then(
    ({ status }) => status === 0,
    () => false,
  )
}

/** Only jobs that were accepted count; a busy printer is asked again at once. */
async function printMany(
  uri: string,
  pdf: Uint8Array,
  connections: number,
  { jobs = Number.POSITIVE_INFINITY } = {},
): Promise<{ perSecond: number; count: number }> {
  const format = makeAttribute('document-format', 'application/pdf')
  const message = makeBytes('Print-Job', uri, [makeAttribute('job-name', 'bench'), format])
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections })
  const startedMs = performance.now()
  let count = 0
  const work = async () => {
    while (performance.now() - startedMs < ROUND_MS && count < jobs) {
      const { status } = await send(uri, message, pdf, { agent })
      if (status === 0) count++
    }
  }
  await Promise.all(Array.from({ length: connections }, work))
  agent.destroy()
  return { perSecond: (count * 1_000) / (performance.now() - startedMs), count }
}

/** Clients that send half a request and stay. */
async function reportHalfOpen(uri: string, report: Report): Promise<void> {
  const before = await lookOften(uri)
  const { hostname, port } = new URL(uri)
  const sockets = await Promise.all(
    Array.from({ length: HALF_OPEN }, () => openHalf(hostname, Number(port))),
  )
  const during = await lookOften(uri)
  for (const socket of sockets) socket.destroy()
  for (const [what, share] of [
    ['median', 0.5],
    ['p99', 0.99],
  ] as const) {
    report({
      name: `print-job: added by ${HALF_OPEN} half-open clients, ${what}`,
      value: percentile(during, share) - percentile(before, share),
      unit: 'ms',
      against: 'the limit of 50 ms',
      ratio: (percentile(during, share) - percentile(before, share)) / 50,
      n: LOOKS,
    })
  }
}

async function lookOften(uri: string): Promise<number[]> {
  const took: number[] = []
  for (let look = 0; look < LOOKS; look++) {
    const startedMs = performance.now()
    // A connection of its own each time: it must be let in, too.
    await send(uri, makeBytes('Get-Printer-Attributes', uri), undefined, { agent: false })
    took.push(performance.now() - startedMs)
  }
  return took
}

function openHalf(host: string, port: number): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const head = `POST /ipp/print/office HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/ipp\r\nContent-Length: 5000\r\n\r\n`
    const socket = net.connect(port, host, () =>
      socket.write(`${head}\x02\0`, () => resolve(socket)),
    )
    socket.once('error', reject)
    socket.on('error', () => {})
  })
}

async function reportLarge(program: string, folder: string, report: Report): Promise<void> {
  const ours = await startOurs(program, join(folder, 'large'))
  try {
    const before = memoryOf(ours.pid, 'VmHWM')
    const chunk = Buffer.alloc(256 * 1024, '%PDF-1.4 ')
    const chunks = function* () {
      for (let sent = 0; sent < LARGE_BYTES; sent += chunk.length) yield chunk
    }
    const startedMs = performance.now()
    const message = makeBytes('Print-Job', ours.uri)
    const { status } = await send(ours.uri, message, Readable.from(chunks()))
    if (status !== 0) throw new Error(`the large job was answered with 0x${status.toString(16)}`)
    const seconds = (performance.now() - startedMs) / 1_000
    const peak = memoryOf(ours.pid, 'VmHWM')
    const row = { against: null, ratio: null, n: 1 }
    report({ name: 'print-job: 500 MB, sealed and on disk', value: seconds, unit: 's', ...row })
    report({
      name: 'print-job: memory added by it, at most',
      value: peak - before,
      unit: 'MB',
      ...row,
    })
    const limit = { against: 'the limit of 120 MB', ratio: peak / 120, n: 1 }
    report({ name: 'print-job: all memory, at most', value: peak, unit: 'MB', ...limit })
  } finally {
    await ours.stop()
  }
}

/** A queue of its own, so that nothing but the jobs that wait is counted. */
async function reportHeld(program: string, folder: string, report: Report): Promise<void> {
  const ours = await startOurs(program, join(folder, 'held'))
  try {
    await printMany(ours.uri, makeTextPdf(1), 8, { jobs: HELD_JOBS })
    await sleep(1_000)
    const before = cpuMs(ours.pid)
    await sleep(WAIT_MS)
    const row = { against: null, ratio: null, n: HELD_JOBS }
    report({
      name: `print-job: processor while ${HELD_JOBS} jobs wait`,
      value: ((cpuMs(ours.pid) - before) / WAIT_MS) * 100,
      unit: '%',
      ...row,
    })
    report({
      name: `print-job: memory while ${HELD_JOBS} jobs wait`,
      value: memoryOf(ours.pid, 'VmRSS'),
      unit: 'MB',
      ...row,
    })
  } finally {
    await ours.stop()
  }
}

function memoryOf(pid: number, field: string): number {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(text)?.[1]) / 1024
}

/** Fields 14 and 15 of proc(5) `stat`, in hundredths of a second. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

async function findFreePort(): Promise<number> {
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as net.AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
