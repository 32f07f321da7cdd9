/** `queues add | adopt | remove | list`: which queues of the print system this connector manages. */
import { queueName } from '#shared/contracts/ids.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { loadFile } from '../disk/atomic-file.ts'
import { loadQueues, type ManagedQueue, saveQueues } from '../disk/site-state.ts'
import type { Made } from '../print-system.ts'
import { type CommandDoors, UsageError } from './doors.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { type ConnectorOptions, loadConnector } from './load-connector.ts'
import { withCloud } from './open-cloud.ts'

export interface QueueOptions extends ConnectorOptions {
  readonly identity: ManagedQueue['identity']
  readonly cupsSocket: string | null
}

export async function addQueue(
  name: string,
  options: QueueOptions & { readonly device: string; readonly ppd: string | null },
  doors: CommandDoors,
): Promise<ExitCode> {
  const printSystem = await doors.loadPrintSystem()
  const ppd = options.ppd === null ? null : await loadPpd(options.ppd)
  return await manage(name, options, doors, (queue) =>
    printSystem.addQueue({ queue, deviceUri: options.device, ...options, ppd }, doors.signal),
  )
}

export async function adoptQueue(
  name: string,
  options: QueueOptions,
  doors: CommandDoors,
): Promise<ExitCode> {
  const printSystem = await doors.loadPrintSystem()
  return await manage(name, options, doors, (queue) =>
    printSystem.adoptQueue({ queue, ...options }, doors.signal),
  )
}

export async function removeQueue(
  name: string,
  options: ConnectorOptions,
  doors: CommandDoors,
): Promise<ExitCode> {
  await loadConnector(options)
  const queues = await loadQueues(options.state)
  const queue = queues.find((each) => each.queue === name)
  if (queue === undefined) throw new Problem('queue-unknown', `\`${name}\` is not managed here`)
  await (await doors.loadPrintSystem()).removeQueue(queue, doors.signal)
  await saveQueues(
    options.state,
    queues.filter((each) => each !== queue),
  )
  doors.out(`removed ${name}`)
  return EXIT.good
}

export async function listQueues(
  options: { state: string; json: boolean },
  doors: CommandDoors,
): Promise<ExitCode> {
  const queues = await loadQueues(options.state)
  if (options.json) doors.out(JSON.stringify(queues))
  else
    for (const { queue, deviceUri, identity } of queues)
      doors.out(`${queue}\t${identity}\t${deviceUri}`)
  return EXIT.good
}

async function loadPpd(file: string): Promise<string> {
  const text = await loadFile(file)
  if (text === null) throw new Problem('file-unreadable', `\`${file}\` does not exist`)
  if (!text.startsWith('*PPD-Adobe:')) throw new UsageError(`\`${file}\` is not a PPD`)
  return text
}

/** The print system first, the cloud second, our own list last: whatever fails, the same command finishes the work. */
async function manage(
  name: string,
  options: QueueOptions,
  doors: CommandDoors,
  make: (queue: string) => Promise<Made>,
): Promise<ExitCode> {
  if (!queueName.safeParse(name).success) throw new UsageError(`\`${name}\` cannot name a queue`)
  const { state, identity, cupsSocket } = options
  const who = await loadConnector(options)
  if ((await loadQueues(state)).some((each) => each.queue === name)) {
    throw new Problem('queue-exists', `\`${name}\` is managed already`)
  }
  const { outQueue, deviceUri, color } = await make(name)
  const { printerId } = await withCloud(state, who, doors, (cloud) =>
    cloud.call('registerPrinter', { body: { queue: name, name, color }, signal: doors.signal }),
  )
  const queue = { queue: name, outQueue, deviceUri, identity, cupsSocket, printerId }
  await saveQueues(state, [...(await loadQueues(state)), queue])
  doors.out(`managing ${name} as printer ${printerId}`)
  return EXIT.good
}
