/** CUPS as the commands and `run` need it. */
import { userInfo } from 'node:os'
import { Problem } from '#shared/contracts/problem.ts'
import type { Clock } from './doors.ts'
import type { Made, PrintSystem } from './print-system.ts'
import {
  addQueue,
  adoptQueue,
  chooseDriver,
  listQueues,
  type QueueAdmin,
  removeQueue,
} from './spooler/cups/queues.ts'
import { makeTransport } from './spooler/cups/transport.ts'

const SYSTEM_SOCKET = '/run/cups/cups.sock'

export function makeCupsPrintSystem(clock: Clock): PrintSystem {
  async function withAdmin<T>(
    cupsSocket: string | null,
    work: (admin: QueueAdmin) => Promise<T>,
  ): Promise<T> {
    const transport = openTransport(cupsSocket)
    try {
      return await work({ transport, clock })
    } finally {
      transport.close()
    }
  }

  async function describe(admin: QueueAdmin, queue: string, signal: AbortSignal): Promise<Made> {
    const made = (await listQueues(admin, signal)).find(({ name }) => name === queue)
    if (made === undefined) throw new Problem('queue-unknown', `there is no queue \`${queue}\``)
    return { outQueue: made.outQueue, deviceUri: made.deviceUri, color: true }
  }

  return {
    name: 'cups',
    addQueue: ({ queue, deviceUri, cupsSocket }, signal) =>
      withAdmin(cupsSocket, async (admin) => {
        try {
          await addQueue(admin, { name: queue, deviceUri, driver: chooseDriver(deviceUri) }, signal)
        } catch (error) {
          // An earlier try may have come this far and no further.
          const made = isExisting(error)
            ? await describe(admin, queue, signal).catch(() => null)
            : null
          if (made?.deviceUri !== deviceUri) throw error
        }
        return await describe(admin, queue, signal)
      }),
    adoptQueue: ({ queue, cupsSocket }, signal) =>
      withAdmin(cupsSocket, async (admin) => {
        await adoptQueue(admin, queue, signal).catch((error) => {
          // Ours already, from an earlier try: `describe` fails if it is not.
          if (!isExisting(error)) throw error
        })
        return await describe(admin, queue, signal)
      }),
    removeQueue: ({ queue, cupsSocket }, signal) =>
      withAdmin(cupsSocket, (admin) =>
        removeQueue(admin, queue, signal).catch((error) => {
          if (!(error instanceof Problem && error.code === 'queue-unknown')) throw error
        }),
      ),
    inspectQueue: () => Promise.resolve([]),
    openSpoolers: () => Promise.resolve([]),
  }
}

function openTransport(cupsSocket: string | null) {
  return makeTransport({ socketPath: cupsSocket ?? SYSTEM_SOCKET, user: userInfo().username })
}

function isExisting(error: unknown): boolean {
  return error instanceof Problem && error.code === 'queue-exists'
}
