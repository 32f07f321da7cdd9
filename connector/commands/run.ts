/** `run`: works until it is told to stop, and begins anew by itself when the list of queues changes. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { makeAnalyzer } from '../analyze/analyzer.ts'
import { loadQueues, statePaths } from '../disk/site-state.ts'
import { runSite } from '../run-site.ts'
import { VERSION } from '../version.ts'
import type { CommandDoors } from './doors.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { type ConnectorOptions, loadConnector } from './load-connector.ts'
import { readProxy } from './open-cloud.ts'

/** Between two looks at the file that `queues` writes. */
const QUEUES_POLL_MS = 2_000

export async function run(options: ConnectorOptions, doors: CommandDoors): Promise<ExitCode> {
  const { state } = options
  const { clock, random, log, signal, pid } = doors
  const identity = await loadConnector(options)
  const printSystem = await doors.loadPrintSystem()
  while (!signal.aborted) {
    const version = await queuesVersion(state)
    const queues = await loadQueues(state)
    const site = await runSite({
      folder: state,
      identity,
      openSpoolers: (people) =>
        printSystem.openSpoolers(queues, {
          ...{ clock, random, log, state, people },
          deviceKey: identity.key,
        }),
      wantsAddresses: queues.some((each) => each.identity === 'address'),
      spoolerName: [...new Set(queues.map(({ spooler }) => spooler))].join(' ') || printSystem.name,
      analyzer: makeAnalyzer({ folder: join(state, 'documents') }),
      clock,
      random,
      log,
      pid,
      proxy: readProxy(doors.environment),
    })
    const names = queues.map(({ queue }) => queue).join(' ')
    log.info('ready', { version: VERSION, connectorId: identity.connectorId, queues: names, pid })
    try {
      while ((await queuesVersion(state)) === version) await clock.sleep(QUEUES_POLL_MS, signal)
      log.info('queues-changed')
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      await site.stop()
    }
  }
  log.info('stopped')
  return EXIT.good
}

async function queuesVersion(state: string): Promise<string> {
  const file = await stat(statePaths(state).queues).catch(() => null)
  return file === null ? '' : `${file.mtimeMs} ${file.ino}`
}
