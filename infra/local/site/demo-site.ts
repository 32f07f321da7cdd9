// The demo's site: a private cupsd, an enrolled connector, one managed queue with prices.
import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
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
import { type PrivateCups, startPrivateCups } from './private-cups.ts'

export interface DemoSite {
  readonly connectorId: string
  readonly printers: readonly { id: string; name: string }[]
  /** Path for `lp -h`. */
  readonly cupsServer: string
  /** One file for every document that reached the device. */
  readonly printedFolder: string
  readonly connectorPid: number | null
  stop(): Promise<void>
}

export async function startDemoSite(options: {
  api: string
  seeded: SeededSite
  connectorFile: string
  folder: (name: string) => string
  log: Log
}): Promise<DemoSite> {
  const { api, seeded, folder, log } = options
  const printedFolder = folder('printed')
  const cups = await startPrivateCups({
    folder: folder('cups'),
    connectorUser: userInfo().username,
    identity: 'claimed',
    printedDir: printedFolder,
    log,
  })
  const install = {
    file: options.connectorFile,
    stateFolder: folder('connector'),
    log,
  }
  let connector: ConnectorProcess | null = null
  try {
    const connectorId = await ensureEnrolled(install, api, seeded)
    await ensureQueue(install, cups, api)
    const printerId = printerIdOf(DEMO_QUEUE, DEMO_SITE.slug)
    await ensurePrices(seeded.admin, printerId)
    connector = await keepConnectorRunning(install, api)
    return {
      connectorId,
      printers: [{ id: printerId, name: DEMO_QUEUE }],
      cupsServer: cups.socketPath,
      printedFolder,
      connectorPid: connector.pid,
      async stop() {
        await connector?.stop()
        await cups.stop()
      },
    }
  } catch (error) {
    await connector?.stop()
    await cups.stop()
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
  cups: PrivateCups,
  api: string,
): Promise<void> {
  const listed = JSON.parse(await runConnectorCommand(install, ['queues', 'list', '--json'])) as {
    queue: string
  }[]
  if (listed.some(({ queue }) => queue === DEMO_QUEUE)) return
  await runConnectorCommand(install, [
    ...['queues', 'add', DEMO_QUEUE, '--device', cups.deviceUri, '--ppd', cups.ppdFile],
    ...['--identity', 'claimed', '--cups-socket', cups.socketPath, '--api', api],
  ])
}

/** Only a printer that still has the default prices gets the demo's: an admin's change stays. */
async function ensurePrices(admin: ApiClient, printerId: string): Promise<void> {
  const path = `printers/${encodeURIComponent(printerId)}`
  const printer = (await admin.call('GET', path)) as Printer
  const untouched = isDeepStrictEqual(printer.prices, PRINTER_POLICY_DEFAULT.prices)
  if (untouched) await admin.call('PATCH', path, DEMO_PRINTER)
}
