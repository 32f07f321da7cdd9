/** All print systems of a site as one: each queue goes to its own, and only those that are used are loaded. */
import type { ManagedQueue } from './disk/site-state.ts'
import type { Clock, Log } from './doors.ts'
import type { PrintSystem, SpoolerName } from './print-system.ts'

export function makePrintSystems(clock: Clock, log: Log): PrintSystem {
  const load = async (name: SpoolerName): Promise<PrintSystem> =>
    name === 'cups'
      ? (await import('./cups-print-system.ts')).makeCupsPrintSystem(clock)
      : (await import('./ipp-queue-print-system.ts')).makeIppQueuePrintSystem(clock, log)

  async function ofEach<T>(
    queues: readonly ManagedQueue[],
    work: (system: PrintSystem, queues: readonly ManagedQueue[]) => Promise<readonly T[]>,
  ): Promise<T[]> {
    const results: T[] = []
    for (const name of new Set(queues.map(({ spooler }) => spooler))) {
      const own = queues.filter(({ spooler }) => spooler === name)
      results.push(...(await work(await load(name), own)))
    }
    return results
  }

  return {
    name: 'print system',
    addQueue: async (wish, signal) => (await load(wish.spooler ?? 'cups')).addQueue(wish, signal),
    adoptQueue: async (wish, signal) =>
      (await load(wish.spooler ?? 'cups')).adoptQueue(wish, signal),
    removeQueue: async (queue, signal) => (await load(queue.spooler)).removeQueue(queue, signal),
    async ping(queues, site, signal) {
      await ofEach(queues, async (system, own) => {
        await system.ping(own, site, signal)
        return []
      })
    },
    inspectQueues: (queues, site, signal) =>
      ofEach(queues, (system, own) => system.inspectQueues(own, site, signal)),
    openSpoolers: (queues, doors) =>
      ofEach(queues, (system, own) => system.openSpoolers(own, doors)),
  }
}
