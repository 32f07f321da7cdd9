/** Does the print system of every managed queue answer? */
import { loadQueues } from '../disk/site-state.ts'
import type { Check } from './check.ts'

export const spoolerReachable: Check = {
  name: 'spooler-reachable',
  cure: 'CUPS: start it (`systemctl start cups`), or mend the socket path with `queues remove` and `queues add`. The built-in queue: start `run`, or end the program that has its port.',
  async run({ folder, doors }) {
    const queues = await loadQueues(folder)
    if (queues.length === 0) return { ok: true, detail: 'no queue is managed yet' }
    const printSystem = await doors.loadPrintSystem()
    await printSystem.ping(queues, { state: folder }, doors.signal)
    return { ok: true, detail: `${printSystem.name} answers` }
  },
}
