// A private cupsd with one managed queue and a device that keeps what it prints, for tests.
import { execFile } from 'node:child_process'
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { PDFDocument } from 'pdf-lib'
import { type Log, makeClock, makeLog } from '#connector/doors.ts'
import { makeCupsSpooler } from '#connector/spooler/cups/cups-spooler.ts'
import { addQueue, type QueueAdmin } from '#connector/spooler/cups/queues.ts'
import { makeTransport, type Transport } from '#connector/spooler/cups/transport.ts'
import type { Spooler, SpoolJobRef } from '#connector/spooler/spooler.ts'
import { type PrivateCups, startPrivateCups } from '#infra/local/site/private-cups.ts'
import type { CupsIdentity } from '#shared/contracts/cups-policy.ts'
import { eventually } from './eventually.ts'

export const QUEUE = 'office'
/** For `describe.skipIf(!hasCups())`: the name says what the machine lacks. */
export const CUPS_NEEDED = 'needs cupsd and lp (Debian: cups-daemon, cups-client)'
const COMMAND_TIMEOUT_MS = 20_000
const TEST_LIMIT_MS = 120_000

export function hasCups(): boolean {
  return ['/usr/sbin/cupsd', '/usr/lib/cups/daemon/cups-exec', '/usr/bin/lp'].every((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** With the filter package every document becomes PDF and PPD options are baked in. */
export const hasFilters = () => existsSync('/usr/lib/cups/filter/pdftopdf')

export interface CupsRig {
  readonly folder: string
  readonly socketPath: string
  readonly identity: CupsIdentity
  readonly user: string
  readonly transport: Transport
  readonly admin: QueueAdmin
  readonly signal: AbortSignal
  readonly log: Log
  readonly cups: PrivateCups
  makeSpooler(): Spooler
  /** Makes another managed queue on the same device, and a print system that manages both. */
  addSecondQueue(name: string): Promise<Spooler>
  /** File names of the documents that reached the device. */
  printed(): readonly string[]
  /** What the device was told with each document, by name: `options`, `copies`, `user` …. */
  told(file: string): Readonly<Record<string, string>>
  /** Stops cupsd and starts it again on the same folder. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export async function startCupsRig(identity: CupsIdentity, port?: number): Promise<CupsRig> {
  const folder = mkdtempSync(join(tmpdir(), 'sg-'))
  chmodSync(folder, 0o755)
  const printedDir = join(folder, 'printed')
  const user = userInfo().username
  const clock = makeClock()
  const lines: string[] = []
  const log = makeLog((line) => lines.push(line), clock, 'debug')
  const signal = AbortSignal.timeout(TEST_LIMIT_MS)
  const start = () =>
    startPrivateCups({
      folder: join(folder, 'cups'),
      connectorUser: user,
      identity,
      printedDir,
      ...(port === undefined ? {} : { port }),
      log: (line) => lines.push(line),
    })
  let cups = await start()
  const { socketPath } = cups
  const transport = makeTransport({ socketPath, user })
  const admin = { transport, clock }
  const driver = { kind: 'ppd', text: readFileSync(cups.ppdFile, 'utf8') } as const
  await addQueue(admin, { name: QUEUE, deviceUri: cups.deviceUri, driver }, signal)
  return {
    ...{ folder, socketPath, identity, user, transport, admin, signal, log },
    get cups() {
      return cups
    },
    makeSpooler: () => makeCupsSpooler({ socketPath, user, queues: [QUEUE], identity, clock, log }),
    async addSecondQueue(name) {
      await addQueue(admin, { name, deviceUri: cups.deviceUri, driver }, signal)
      return makeCupsSpooler({ socketPath, user, queues: [QUEUE, name], identity, clock, log })
    },
    printed: () => readdirSync(printedDir).filter((name) => name !== 'meta'),
    told(file) {
      const name = file.replace(/\.[a-z]+$/, '')
      const text = readFileSync(join(printedDir, 'meta', `${name}.txt`), 'utf8')
      return Object.fromEntries(
        text
          .trim()
          .split('\n')
          .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
      )
    },
    async restart() {
      await cups.stop()
      cups = await start()
    },
    async stop() {
      transport.close()
      await cups.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export interface CommandResult {
  readonly code: number
  readonly text: string
}

/** A CUPS client command against the rig, as an ordinary program would run it. Never throws. */
export function runClient(
  rig: Pick<CupsRig, 'socketPath'>,
  command: string,
  args: readonly string[],
  options: { user?: { uid: number; gid: number }; input?: Uint8Array } = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = execFile(
      command,
      ['-h', rig.socketPath, ...args],
      {
        timeout: COMMAND_TIMEOUT_MS,
        env: { PATH: '/usr/bin:/bin:/usr/sbin', LC_ALL: 'C.UTF-8', HOME: '/nonexistent' },
        cwd: '/',
        ...(options.user ?? {}),
      },
      (error, out, err) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
        resolve({ code, text: `${out}${err}` })
      },
    )
    child.stdin?.on('error', () => {})
    child.stdin?.end(options.input)
  })
}

export interface RefCollector {
  /** Resolves when the watch has told of the job. */
  next(number: number): Promise<SpoolJobRef>
  /** How often the watch told of the job. */
  count(number: number): number
  stop(): Promise<void>
}

/** Watches on behalf of a test. */
export function collectRefs(spooler: Spooler): RefCollector {
  const abort = new AbortController()
  const refs: SpoolJobRef[] = []
  const watching = (async () => {
    for await (const ref of spooler.watch(abort.signal)) refs.push(ref)
  })()
  return {
    next: (number) =>
      eventually(`the watch tells of job ${number}`, () =>
        refs.findLast((ref) => ref.number === number),
      ),
    count: (number) => refs.filter((ref) => ref.number === number).length,
    async stop() {
      abort.abort()
      await watching
      await spooler.close()
    },
  }
}

/** A PDF of so many pages, in a file that every user may read. */
export async function writePdf(folder: string, name: string, pages: number): Promise<string> {
  const document = await PDFDocument.create()
  for (let page = 1; page <= pages; page += 1)
    document.addPage([595, 842]).drawText(`${name} ${page}`)
  const path = join(folder, name)
  writeFileSync(path, await document.save(), { mode: 0o644 })
  return path
}

/** `lp`; returns the job's number. */
export async function submit(
  rig: Pick<CupsRig, 'socketPath'>,
  args: readonly string[],
  options: { user?: { uid: number; gid: number } } = {},
): Promise<number> {
  const result = await runClient(rig, 'lp', ['-d', QUEUE, ...args], options)
  const number = /request id is \S+-(\d+) /.exec(result.text)?.[1]
  if (number === undefined) throw new Error(`lp said: ${result.text}`)
  return Number(number)
}
