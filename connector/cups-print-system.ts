/** CUPS as the commands and `run` need it. */
import { userInfo } from 'node:os'
import type { CupsIdentity } from '#shared/contracts/cups-policy.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { ManagedQueue } from './disk/site-state.ts'
import type { Clock } from './doors.ts'
import type { Made, PrintSystem, QueueFlaw } from './print-system.ts'
import { checkQueues } from './spooler/cups/check.ts'
import { makeCupsSpooler } from './spooler/cups/cups-spooler.ts'
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
    const transport = makeTransport(connectionOf(cupsSocket))
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
    addQueue: ({ queue, deviceUri, cupsSocket, ppd }, signal) =>
      withAdmin(cupsSocket, async (admin) => {
        const driver =
          ppd === null ? chooseDriver(deviceUri) : ({ kind: 'ppd', text: ppd } as const)
        try {
          await addQueue(admin, { name: queue, deviceUri, driver }, signal)
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
    async ping(queues, _, signal) {
      for (const cupsSocket of new Set(queues.map((each) => each.cupsSocket))) {
        await withAdmin(cupsSocket, (admin) => listQueues(admin, signal))
      }
    },
    async inspectQueues(queues, _, signal) {
      const flaws: QueueFlaw[] = []
      for (const group of groupBySystem(queues)) {
        const findings = await checkQueues({ ...group, signal })
        flaws.push(...findings.filter(({ ok }) => !ok))
      }
      return flaws
    },
    openSpoolers: async (queues, { log }) =>
      groupBySystem(queues).map((group) => ({
        spooler: makeCupsSpooler({ ...group, clock, log }),
        queues: group.queues,
      })),
  }
}

interface SystemGroup {
  readonly socketPath: string
  readonly user: string
  readonly identity: CupsIdentity
  readonly queues: readonly string[]
}

/** One connection serves all queues of a CUPS that prove names in the same way. */
function groupBySystem(queues: readonly ManagedQueue[]): SystemGroup[] {
  const keyOf = ({ cupsSocket, identity }: ManagedQueue) => `${identity} ${cupsSocket ?? ''}`
  return Object.values(Object.groupBy(queues, keyOf)).flatMap((group) => {
    const [first] = group ?? []
    if (group === undefined || first === undefined) return []
    const names = group.map(({ queue }) => queue)
    const identity = first.identity === 'authenticated' ? 'authenticated' : 'claimed'
    return [{ ...connectionOf(first.cupsSocket), identity, queues: names }]
  })
}

function connectionOf(cupsSocket: string | null): { socketPath: string; user: string } {
  return { socketPath: cupsSocket ?? SYSTEM_SOCKET, user: userInfo().username }
}

function isExisting(error: unknown): boolean {
  return error instanceof Problem && error.code === 'queue-exists'
}
