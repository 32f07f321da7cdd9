// The demo's site: a print system, an enrolled connector, one managed queue with prices.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { printerIdOf } from '#shared/contracts/ids.ts'
import { PRINTER_POLICY_DEFAULT, type Printer } from '#shared/contracts/printer.ts'
import type { ApiClient } from '../demo/api-client.ts'
import { DEMO_PRINTER, DEMO_QUEUE, DEMO_SITE } from '../demo/demo-people.ts'
import type { SeededSite } from '../demo/seed.ts'
import type { Log } from '../doors.ts'
import {
  type ConnectorInstall,
  type ConnectorProcess,
  keepConnectorRunning,
  runConnectorCommand,
} from './connector-process.ts'
import { type DemoQueue, type DemoSpooler, makePrintCommand, startDemoQueue } from './demo-queue.ts'

export interface DemoSite {
  readonly connectorId: string
  readonly printers: readonly { id: string; name: string }[]
  readonly spooler: DemoSpooler
  /** Path for `lp -h`; null = there is no CUPS. */
  readonly cupsServer: string | null
  /** Of the built-in queue; null = there is a CUPS. */
  readonly ippUri: string | null
  /** Program and words that print a file as this user. */
  printCommand(user: string, file: string): readonly string[]
  /** One file for every document that reached the device. */
  readonly printedFolder: string
  readonly connectorPid: number | null
  stop(): Promise<void>
}

export async function startDemoSite(options: {
  api: string
  seeded: SeededSite
  spooler: DemoSpooler
  connectorFile: string
  folder: (name: string) => string
  log: Log
}): Promise<DemoSite> {
  const { api, seeded, folder, log } = options
  const printedFolder = folder('printed')
  const queue = await startDemoQueue(options.spooler, { folder, printedFolder, log })
  const install = {
    file: options.connectorFile,
    stateFolder: folder('connector'),
    log,
  }
  let connector: ConnectorProcess | null = null
  try {
    const connectorId = await ensureEnrolled(install, api, seeded)
    await ensureQueue(install, queue, api)
    const printerId = printerIdOf(DEMO_QUEUE, DEMO_SITE.slug)
    await ensurePrices(seeded.admin, printerId)
    connector = await keepConnectorRunning(install, api)
    return {
      connectorId,
      printers: [{ id: printerId, name: DEMO_QUEUE }],
      spooler: queue.spooler,
      cupsServer: queue.cupsServer,
      ippUri: queue.ippUri,
      printCommand: (user, file) =>
        makePrintCommand(
          queue.cupsServer,
          [process.execPath, install.file, '--state', install.stateFolder],
          user,
          file,
        ),
      printedFolder,
      connectorPid: connector.pid,
      async stop() {
        await connector?.stop()
        await queue.stop()
      },
    }
  } catch (error) {
    await connector?.stop()
    await queue.stop()
    throw error
  }
}

/** Enrolls once; a second start on the same state finds the identity on disk. */
async function ensureEnrolled(
  install: ConnectorInstall,
  api: string,
  seeded: SeededSite,
): Promise<string> {
  if (!existsSync(join(install.stateFolder, 'connector.json'))) {
    const created = (await seeded.admin.call('POST', 'enrollment-tokens', {
      siteId: seeded.siteId,
    })) as { token: string }
    await runConnectorCommand(install, ['enroll', '--api', api, '--token', created.token])
  }
  const status = JSON.parse(await runConnectorCommand(install, ['status', '--json']))
  return (status as { connectorId: string }).connectorId
}

async function ensureQueue(
  install: ConnectorInstall,
  demoQueue: DemoQueue,
  api: string,
): Promise<void> {
  const listed = JSON.parse(await runConnectorCommand(install, ['queues', 'list', '--json'])) as {
    queue: string
    spooler: string
  }[]
  const before = listed.find(({ queue }) => queue === DEMO_QUEUE)
  if (before?.spooler === demoQueue.spooler) return
  // The state folder was started with the other print system.
  if (before !== undefined) await runConnectorCommand(install, ['queues', 'remove', DEMO_QUEUE])
  const words = ['queues', 'add', DEMO_QUEUE, ...demoQueue.addWords, '--api', api]
  await runConnectorCommand(install, words)
}

/** Only a printer that still has the default prices gets the demo's: an admin's change stays. */
async function ensurePrices(admin: ApiClient, printerId: string): Promise<void> {
  const path = `printers/${encodeURIComponent(printerId)}`
  const printer = (await admin.call('GET', path)) as Printer
  const untouched = isDeepStrictEqual(printer.prices, PRINTER_POLICY_DEFAULT.prices)
  if (untouched) await admin.call('PATCH', path, DEMO_PRINTER)
}
