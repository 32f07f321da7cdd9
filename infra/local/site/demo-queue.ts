// What users print into at the demo's site: a private cupsd, or the queue that is built into the connector.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { DEMO_QUEUE } from '../demo/demo-people.ts'
import type { Log } from '../doors.ts'
import { findFreePort, isFreePort } from '../port.ts'
import { startPrivateCups } from './private-cups.ts'

export type DemoSpooler = 'cups' | 'ipp-queue'

export interface DemoQueue {
  readonly spooler: DemoSpooler
  /** What `queues add` is told on top of the queue's name. */
  readonly addWords: readonly string[]
  /** Path for `lp -h`; null = there is no CUPS. */
  readonly cupsServer: string | null
  /** Of the built-in queue; null = there is a CUPS. */
  readonly ippUri: string | null
  stop(): Promise<void>
}

export interface DemoQueueOptions {
  readonly folder: (name: string) => string
  /** Receives one file for every document that reaches the printer. */
  readonly printedFolder: string
  readonly log: Log
}

export async function startDemoQueue(
  spooler: DemoSpooler,
  options: DemoQueueOptions,
): Promise<DemoQueue> {
  return spooler === 'cups' ? await startCups(options) : await chooseBuiltIn(options)
}

async function startCups({ folder, printedFolder, log }: DemoQueueOptions): Promise<DemoQueue> {
  const cups = await startPrivateCups({
    folder: folder('cups'),
    connectorUser: userInfo().username,
    identity: 'claimed',
    printedDir: printedFolder,
    log,
  })
  return {
    spooler: 'cups',
    addWords: [
      ...['--device', cups.deviceUri, '--ppd', cups.ppdFile],
      ...['--identity', 'claimed', '--cups-socket', cups.socketPath],
    ],
    cupsServer: cups.socketPath,
    ippUri: null,
    stop: () => cups.stop(),
  }
}

/** The connector does everything; only its port is chosen here: the one it had before, if nobody has taken that. */
async function chooseBuiltIn({ folder, printedFolder }: DemoQueueOptions): Promise<DemoQueue> {
  const settingsFile = join(folder('connector'), 'ipp-queue.json')
  const before = loadPort(settingsFile)
  const port = before !== null && (await isFreePort(before)) ? before : await findFreePort()
  const settings = { host: '127.0.0.1', port, advertise: false }
  writeFileSync(settingsFile, `${JSON.stringify(settings)}\n`, { mode: 0o600 })
  return {
    spooler: 'ipp-queue',
    addWords: ['--spooler', 'ipp-queue', '--device', `dir:${encodeURI(printedFolder)}`],
    cupsServer: null,
    ippUri: `ipp://127.0.0.1:${port}/ipp/print/${DEMO_QUEUE}`,
    async stop() {},
  }
}

function loadPort(settingsFile: string): number | null {
  if (!existsSync(settingsFile)) return null
  const { port } = JSON.parse(readFileSync(settingsFile, 'utf8')) as { port?: unknown }
  return typeof port === 'number' ? port : null
}

/** `lp` where there is CUPS, the connector's own `print` where there is none: for people to copy. */
export function makePrintCommand(
  cupsServer: string | null,
  connectorWords: readonly string[],
  user: string,
  file: string,
): readonly string[] {
  return cupsServer === null
    ? [...connectorWords, 'print', file, '--queue', DEMO_QUEUE, '--user', user]
    : ['lp', '-h', cupsServer, '-U', user, '-d', DEMO_QUEUE, file]
}
