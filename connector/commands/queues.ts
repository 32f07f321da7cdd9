/** `queues add | adopt | remove | list`: which queues of the print system this connector manages. */
import { hostname } from 'node:os'
import * as z from 'zod'
import { queueName } from '#shared/contracts/ids.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { loadFile } from '../disk/atomic-file.ts'
import {
  type IppQueueSettings,
  loadIppQueueSettings,
  loadQueues,
  type ManagedQueue,
  saveQueues,
} from '../disk/site-state.ts'
import type { Made, SpoolerName } from '../print-system.ts'
import { isLoopback } from '../spooler/ipp-queue/discovery/loopback.ts'
import { type CommandDoors, UsageError } from './doors.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { type ConnectorOptions, loadConnector } from './load-connector.ts'
import { withCloud } from './open-cloud.ts'

export interface QueueOptions extends ConnectorOptions {
  readonly identity: ManagedQueue['identity']
  readonly cupsSocket: string | null
  /** Absent = CUPS. */
  readonly spooler?: SpoolerName
}

export async function addQueue(
  name: string,
  options: QueueOptions & {
    readonly device: string
    readonly ppd: string | null
    /** Of the built-in queue: address and port, and whether the network is told. */
    readonly listen?: string
    readonly advertise?: boolean
  },
  doors: CommandDoors,
): Promise<ExitCode> {
  const printSystem = await doors.loadPrintSystem()
  const ppd = options.ppd === null ? null : await loadPpd(options.ppd)
  const listen = parseListen(options.listen, options.advertise ?? true)
  return await manage(name, options, doors, (queue) =>
    printSystem.addQueue(
      { queue, deviceUri: options.device, ...options, ppd, listen },
      doors.signal,
    ),
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
  options: { state: string; json: boolean; dns?: string; target?: string },
  doors: CommandDoors,
): Promise<ExitCode> {
  const queues = await loadQueues(options.state)
  if (options.dns !== undefined) {
    await listDns(queues, { ...options, dns: options.dns }, doors)
  } else if (options.json) doors.out(JSON.stringify(queues))
  else {
    const { SETTINGS_DEFAULT, uriOf } = await import('../ipp-queue-print-system.ts')
    const settings = (await loadIppQueueSettings(options.state)) ?? SETTINGS_DEFAULT
    for (const { queue, deviceUri, identity, spooler } of queues) {
      const uri = spooler === 'ipp-queue' ? `\t${uriOf(settings, queue)}` : ''
      doors.out(`${queue}\t${identity}\t${deviceUri}${uri}`)
    }
  }
  return EXIT.good
}

/** After somebody made sure that the printer which shows a new key is the right one. */
export async function trustQueue(
  name: string,
  options: { state: string },
  doors: CommandDoors,
): Promise<ExitCode> {
  const queue = (await loadQueues(options.state)).find((each) => each.queue === name)
  if (queue === undefined) throw new Problem('queue-unknown', `\`${name}\` is not managed here`)
  const { trustPrinter } = await import('../ipp-queue-print-system.ts')
  await trustPrinter(queue, options.state)
  doors.out(`the key that the printer of ${name} shows next is trusted`)
  return EXIT.good
}

/** Lines of a zone file: how clients find the built-in queues where multicast does not reach. */
async function listDns(
  queues: readonly ManagedQueue[],
  options: { state: string; dns: string; target?: string },
  doors: CommandDoors,
): Promise<void> {
  const own = queues.filter(({ spooler }) => spooler === 'ipp-queue')
  const { describeAdvertised, SETTINGS_DEFAULT } = await import('../ipp-queue-print-system.ts')
  const { makeDnsZone } = await import('../spooler/ipp-queue/discovery/dns-zone.ts')
  const settings = (await loadIppQueueSettings(options.state)) ?? SETTINGS_DEFAULT
  const { key } = await loadConnector(options)
  const advertised = await describeAdvertised(own, settings, options.state, key)
  const target = options.target ?? hostname()
  for (const line of makeDnsZone(advertised, options.dns, target)) doors.out(line)
}

/** `192.0.2.10:631`, `[2001:db8::10]:631`; null = as it is. */
function parseListen(text: string | undefined, advertise: boolean): IppQueueSettings | null {
  if (text === undefined) return null
  const [, host6, host4, portText] = /^(?:\[([0-9a-f:]+)\]|([0-9.]+)):(\d{1,5})$/i.exec(text) ?? []
  const [host, port] = [host6 ?? host4 ?? '', Number(portText)]
  if (!isAddress(host) || !(port >= 1 && port <= 65_535)) {
    throw new UsageError(`--listen \`${text}\` is not like 192.0.2.10:631 or [2001:db8::10]:631`)
  }
  return { host, port, advertise: advertise && !isLoopback(host) }
}

const isAddress = (host: string) => z.union([z.ipv4(), z.ipv6()]).safeParse(host).success

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
  const { state, identity, cupsSocket, spooler = 'cups' } = options
  if (identity === 'address' && spooler === 'cups') {
    throw new UsageError('--identity address is for the built-in queue (--spooler ipp-queue)')
  }
  const who = await loadConnector(options)
  if ((await loadQueues(state)).some((each) => each.queue === name)) {
    throw new Problem('queue-exists', `\`${name}\` is managed already`)
  }
  const { outQueue, deviceUri, color } = await make(name)
  const { printerId } = await withCloud(state, who, doors, (cloud) =>
    cloud.call('registerPrinter', { body: { queue: name, name, color }, signal: doors.signal }),
  )
  const queue = { queue: name, outQueue, deviceUri, identity, cupsSocket, printerId, spooler }
  await saveQueues(state, [...(await loadQueues(state)), queue])
  doors.out(`managing ${name} as printer ${printerId}`)
  return EXIT.good
}
