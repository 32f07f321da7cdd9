/** The built-in print queue as the commands and `run` need it. */
import type { KeyObject } from 'node:crypto'
import { Problem } from '#shared/contracts/problem.ts'
import { makePinStore } from './disk/printer-pins.ts'
import { makeSpoolKey } from './disk/sealed-file.ts'
import {
  type IppQueueSettings,
  loadIppQueueSettings,
  type ManagedQueue,
  saveIppQueueSettings,
  statePaths,
} from './disk/site-state.ts'
import type { Clock, Log } from './doors.ts'
import type { PrintSystem, QueueFlaw, Site, SpoolerDoors } from './print-system.ts'
import type { OpenSpooler } from './run-site.ts'
import type { Device } from './spooler/ipp-queue/device/device.ts'
import { openIppConnection } from './spooler/ipp-queue/device/ipp-connection.ts'
import { makeIppPrinter } from './spooler/ipp-queue/device/ipp-printer.ts'
import { openDevice } from './spooler/ipp-queue/device/open-device.ts'
import type { AdvertisedQueue } from './spooler/ipp-queue/discovery/service-record.ts'
import {
  makeAddressIdentity,
  makeClaimedIdentity,
  makeProvedIdentity,
} from './spooler/ipp-queue/identity.ts'
import { type IppQueue, openIppQueue, printerUuidOf } from './spooler/ipp-queue/ipp-queue.ts'
import { makePasswordCheck } from './spooler/ipp-queue/password-check.ts'
import { loadSavedCapabilities } from './spooler/ipp-queue/saved-capabilities.ts'

/** Of this machine only, until somebody says otherwise. */
export const SETTINGS_DEFAULT: IppQueueSettings = {
  host: '127.0.0.1',
  port: 8_631,
  advertise: false,
}

export function makeIppQueuePrintSystem(clock: Clock, log: Log): PrintSystem {
  async function withDevice<T>(
    { deviceUri, state }: { deviceUri: string; state: string },
    work: (device: Device) => Promise<T>,
  ): Promise<T> {
    const device = openDevice(deviceUri, { clock, log, stateFolder: state })
    try {
      return await work(device)
    } finally {
      await device.close()
    }
  }

  async function inspect(
    { queue, deviceUri }: ManagedQueue,
    { state }: Site,
    signal: AbortSignal,
  ): Promise<QueueFlaw[]> {
    const status = await withDevice({ deviceUri, state }, (device) => device.fetchStatus(signal))
    if (status.state !== 'offline') return []
    const isStranger = status.reasons.includes('identity-changed-error')
    return [
      {
        name: `${queue} ${isStranger ? 'printer-identity' : 'printer-reachable'}`,
        detail: `${status.detail}.`,
        cure: isStranger
          ? `Make sure that it is the right printer, then run \`queues trust ${queue}\`.`
          : `Switch the printer on, or add the queue anew with the address that it has now; it is \`${deviceUri}\`.`,
      },
    ]
  }

  return {
    name: 'ipp-queue',
    async addQueue({ queue, deviceUri, state, listen }, signal) {
      const { color } = await withDevice({ deviceUri, state }, (device) =>
        device.fetchCapabilities(signal),
      )
      const settings = listen ?? (await loadIppQueueSettings(state)) ?? SETTINGS_DEFAULT
      await saveIppQueueSettings(state, settings)
      return { outQueue: queue, deviceUri, color }
    },
    async adoptQueue({ queue }) {
      throw new Problem('queue-unknown', `\`${queue}\`: only queues of CUPS can be adopted`)
    },
    removeQueue: ({ deviceUri }, signal) => {
      signal.throwIfAborted()
      return Promise.resolve(void deviceUri)
    },
    async ping(queues, { state }, signal) {
      const settings = (await loadIppQueueSettings(state)) ?? SETTINGS_DEFAULT
      for (const { queue } of queues) {
        await withPrinter(uriOf(settings, queue), state, (printer) =>
          printer.fetchPrinter(['printer-name'], signal),
        )
      }
    },
    async inspectQueues(queues, site, signal) {
      return (await Promise.all(queues.map((queue) => inspect(queue, site, signal)))).flat()
    },
    async openSpoolers(queues, doors) {
      const settings = (await loadIppQueueSettings(doors.state)) ?? SETTINGS_DEFAULT
      const ippQueue = await open(queues, settings, doors)
      const advertisement = settings.advertise
        ? await startAdvertising(queues, settings, doors)
        : null
      return shareOut(ippQueue, queues, async () => {
        await advertisement?.stop()
        await ippQueue.close()
      })
    },
  }
}

/** Address of a queue for clients. */
export const uriOf = ({ host, port }: IppQueueSettings, queue: string) =>
  `ipp://${host.includes(':') ? `[${host}]` : host}:${port}/ipp/print/${queue}`

/** How each queue is found. */
export async function describeAdvertised(
  queues: readonly ManagedQueue[],
  { host, port }: IppQueueSettings,
  state: string,
  deviceKey: KeyObject,
): Promise<AdvertisedQueue[]> {
  const key = makeSpoolKey(deviceKey)
  const folder = statePaths(state).ippQueueFolder
  return await Promise.all(
    queues.map(async ({ queue, identity }) => ({
      ...{ queue, identity, host, port, location: '' },
      uuid: printerUuidOf(key, queue),
      capabilities: await loadSavedCapabilities(folder, queue),
    })),
  )
}

/** The printer behind the queue may have another key from now on. */
export async function trustPrinter({ deviceUri }: ManagedQueue, state: string): Promise<void> {
  await makePinStore(state).save(new URL(deviceUri).href, null)
}

async function withPrinter(
  uri: string,
  state: string,
  work: (printer: ReturnType<typeof makeIppPrinter>) => Promise<unknown>,
): Promise<void> {
  const connection = openIppConnection({ uri: new URL(uri), pins: makePinStore(state) })
  try {
    await work(makeIppPrinter(uri, connection))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    throw new Problem('spooler-unreachable', `\`${uri}\` does not answer: ${error.detail}`, {
      cause: error,
    })
  } finally {
    connection.close()
  }
}

async function open(
  queues: readonly ManagedQueue[],
  { host, port }: IppQueueSettings,
  { clock, random, log, state, deviceKey, people }: SpoolerDoors,
): Promise<IppQueue> {
  const folder = statePaths(state).ippQueueFolder
  const proved = makeProvedIdentity(makePasswordCheck({ clock, log, ask: people.signIn }))
  const checks = {
    claimed: makeClaimedIdentity(),
    authenticated: proved,
    address: makeAddressIdentity((address) => people.userOfAddress(address), proved),
  }
  return openIppQueue({
    folder,
    key: makeSpoolKey(deviceKey),
    ...{ host, port, clock, random, log },
    queues: queues.map(({ queue, deviceUri, identity }) => ({
      name: queue,
      device: openDevice(deviceUri, { clock, log, stateFolder: state }),
      identity,
      identityCheck: checks[identity],
    })),
  })
}

async function startAdvertising(
  queues: readonly ManagedQueue[],
  settings: IppQueueSettings,
  { log, state, deviceKey }: SpoolerDoors,
) {
  const { advertise } = await import('./spooler/ipp-queue/discovery/advertise.ts')
  return advertise(await describeAdvertised(queues, settings, state, deviceKey), log)
}

/** One spooler for each way of knowing users; the last that closes, closes the port. */
function shareOut(
  ippQueue: IppQueue,
  queues: readonly ManagedQueue[],
  close: () => Promise<void>,
): OpenSpooler[] {
  const groups = Object.entries(Object.groupBy(queues, ({ identity }) => identity))
  let open = groups.length
  return groups.map(([identity, group = []]) => {
    const spooler = ippQueue.spooler(identity as ManagedQueue['identity'])
    return {
      queues: group.map(({ queue }) => queue),
      spooler: {
        ...spooler,
        async close() {
          await spooler.close()
          open--
          if (open === 0) await close()
        },
      },
    }
  })
}
