/** Tells the network by multicast DNS that the queues are there, until told to stop. */
import { Bonjour } from 'bonjour-service'
import { errorFields, type Log } from '../../../doors.ts'
import { type AdvertisedQueue, makeServiceRecord } from './service-record.ts'

export interface Advertisement {
  /** Says good-bye, so that clients forget the queues at once. */
  stop(): Promise<void>
}

/** Nobody waits longer for a good-bye. */
const STOP_LIMIT_MS = 1_000

/** A network that takes no multicast is told to the log, once; the queues work without. */
export function advertise(queues: readonly AdvertisedQueue[], log: Log): Advertisement {
  const warn = (error: unknown) => log.warn('not-advertised', errorFields(error))
  const [first] = queues
  if (first === undefined) return { stop: async () => {} }
  const isAny = first.host === '0.0.0.0' || first.host === '::'
  // Handed through to multicast-dns; the types know only what is published. A socket bound to one address would hear
  // nothing that is sent to the group.
  const bind = first.host.includes(':') ? '::' : '0.0.0.0'
  const options = (isAny ? {} : { interface: first.host, bind }) as object
  const bonjour = new Bonjour(options, warn)
  for (const queue of queues) {
    const { name, types, subtypes, text } = makeServiceRecord(queue)
    for (const type of types) {
      const { port } = queue
      const service = bonjour.publish({ name, type, port, subtypes: [...subtypes], txt: text })
      service.on('error', warn)
      if (!isAny) keepAddress(service, queue.host)
      log.info('advertised', { queue: queue.queue, name, type })
    }
  }
  return {
    stop: () =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, STOP_LIMIT_MS)
        bonjour.unpublishAll(() =>
          bonjour.destroy(() => {
            clearTimeout(timer)
            resolve()
          }),
        )
      }),
  }
}

interface Service {
  records(): { type: string; data: unknown }[]
}

/** A machine with several addresses listens at one of them: the others would be tried in vain. */
function keepAddress(service: Service, host: string): void {
  const all = service.records.bind(service)
  service.records = () =>
    all().filter(({ type, data }) => (type !== 'A' && type !== 'AAAA') || data === host)
}
