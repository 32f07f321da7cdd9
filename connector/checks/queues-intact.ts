/** Is every managed queue still built so that nothing prints undecided? */
import { loadQueues, type ManagedQueue } from '../disk/site-state.ts'
import type { Check } from './check.ts'

export const queuesIntact: Check = {
  name: 'queues-intact',
  cure: 'Undo what was changed as said above, or make the queue anew with `queues remove` and `queues add`.',
  async run({ folder, doors }) {
    const queues = await loadQueues(folder)
    if (queues.length === 0) return { ok: true, detail: 'no queue is managed yet' }
    const printSystem = await doors.loadPrintSystem()
    const flaws = await printSystem.inspectQueues(queues, { state: folder }, doors.signal)
    const told = flaws.map(({ name, detail, cure }) => `${name}: ${detail} ${cure}`)
    return {
      ok: flaws.length === 0,
      detail: told.join('; ') || `${queues.length} queues as designed; ${describeIdentity(queues)}`,
    }
  },
}

const HOW = {
  authenticated: 'proved names',
  address: 'names by machine, else proved',
  claimed: 'names as clients say',
} as const

/** How the queues know who prints: what is believed should be known to be believed. */
function describeIdentity(queues: readonly ManagedQueue[]): string {
  const groups = Object.entries(Object.groupBy(queues, ({ identity }) => identity))
  return groups
    .map(([identity, group = []]) => {
      const names = group.map(({ queue }) => queue).join(' ')
      return `${HOW[identity as ManagedQueue['identity']]}: ${names}`
    })
    .join(', ')
}
