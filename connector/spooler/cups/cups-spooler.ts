/** CUPS behind the spooler port: two queues a printer, jobs held and moved before anybody looks at them. */
import type { Readable } from 'node:stream'
import type { CupsIdentity } from '#shared/contracts/cups-policy.ts'
import type { JobChanges } from '#shared/contracts/decision.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { Clock, Log } from '../../doors.ts'
import { type IppAttribute, makeAttribute } from '../ipp/message.ts'
import { TAG } from '../ipp/tables.ts'
import type { Spooler, SpoolJob, SpoolJobRef } from '../spooler.ts'
import { fetchCondition } from './condition.ts'
import {
  cancelJobs,
  fetchJobAttributes,
  fetchPpd,
  holdJob,
  moveJob,
  openSpooledDocument,
  releaseJob,
  setJobAttributes,
} from './operations.ts'
import { goneJob, JOB_ATTRIBUTES, parseJob, parseRef, SEALING_MARK } from './parse-job.ts'
import { makePollConnection } from './poll-connection.ts'
import { NO_PPD, type PpdChoice, type PpdFacts, parsePpd } from './ppd.ts'
import { outQueueOf } from './queues.ts'
import { cleanText, cutBytes } from './text.ts'
import { makeTransport } from './transport.ts'
import { watchJobs } from './watch-jobs.ts'

export interface CupsSpoolerOptions {
  readonly socketPath: string
  /** Unix user of this process. */
  readonly user: string
  /** Managed queues, by the name that users print to. */
  readonly queues: readonly string[]
  readonly identity: CupsIdentity
  readonly clock: Clock
  readonly log: Log
}

/** A job may change between a look and an operation; it cannot do so for ever. */
const TRIES_LIMIT = 4
/** "text(1023)" (RFC 8011 section 5.1.3), in bytes. */
const MESSAGE_BYTES_LIMIT = 1_023
const MESSAGE_LIMIT = 1_023

export function makeCupsSpooler(options: CupsSpoolerOptions): Spooler {
  const { clock, log } = options
  const queues: ReadonlySet<string> = new Set(options.queues)
  const transport = makeTransport(options)
  /** What each out queue's PPD says; read at the start and at every full look. */
  const ppds = new Map<string, PpdFacts>()
  const active = new Map<number, SpoolJobRef>()

  async function loadPpds(signal: AbortSignal): Promise<void> {
    for (const queue of queues) await loadPpd(queue, signal)
  }

  async function loadPpd(queue: string, signal: AbortSignal): Promise<PpdFacts> {
    const text = await fetchPpd(transport, outQueueOf(queue), signal)
    const facts = text === null ? NO_PPD : parsePpd(text)
    ppds.set(queue, facts)
    return facts
  }

  async function fetchJob(ref: SpoolJobRef, signal: AbortSignal): Promise<SpoolJob> {
    const job = await fetchJobAttributes(transport, ref.number, JOB_ATTRIBUTES, signal)
    const found = job === null ? null : parseRef(job, queues)
    // After a crash of cupsd the number may belong to another job.
    if (job === null || found?.uuid !== ref.uuid) return goneJob(ref)
    return parseJob(found, job)
  }

  /** Mark, hold, move: after a crash at any point the same three lead to the same end. */
  async function seal(ref: SpoolJobRef, signal: AbortSignal): Promise<void> {
    for (let tries = 0; tries < TRIES_LIMIT; tries += 1) {
      const { state } = await fetchJob(ref, signal)
      if (state === 'sealed' || state === 'printing') {
        if (!ppds.has(ref.queue)) await loadPpd(ref.queue, signal)
        return
      }
      if (state === 'gone') throw missing(ref)
      if (state !== 'waiting') {
        throw new Problem('spooler-refused', `job ${ref.number} cannot be sealed: it is ${state}`)
      }
      await moveToOutQueue(ref, signal)
    }
    throw new Problem('spooler-refused', `job ${ref.number} does not stay on its out queue`)
  }

  /** Held first: a pending job that is moved to a running queue starts at once. */
  async function moveToOutQueue(ref: SpoolJobRef, signal: AbortSignal): Promise<void> {
    const mark = { name: SEALING_MARK.name, tag: TAG.keyword, values: [SEALING_MARK.value] }
    const marked = await setJobAttributes(transport, ref.number, [mark], signal)
    if (marked !== 'done') return
    const held = await holdJob(transport, ref.number, signal)
    if (held !== 'done') return
    await moveJob(transport, ref.number, outQueueOf(ref.queue), { signal })
  }

  async function openDocument(
    ref: SpoolJobRef,
    number: number,
    signal: AbortSignal,
  ): Promise<Readable> {
    if ((await fetchJob(ref, signal)).state === 'gone') throw missing(ref)
    const document = await openSpooledDocument(transport, ref.number, number, { signal })
    if (document !== null) return document
    throw new Problem('spooler-refused', `job ${ref.number} has no document ${number}`)
  }

  async function release(
    ref: SpoolJobRef,
    changes: JobChanges,
    message: string,
    signal: AbortSignal,
    queue: string = ref.queue,
  ): Promise<void> {
    if (!queues.has(queue)) throw new Problem('queue-unknown', `\`${queue}\` is not managed here`)
    for (let tries = 0; tries < TRIES_LIMIT; tries += 1) {
      const job = await fetchJob(ref, signal)
      if (job.state === 'gone') throw missing(ref)
      if (job.state === 'waiting' || job.state === 'incoming') {
        throw new Problem('spooler-refused', `job ${ref.number} is not sealed: it is ${job.state}`)
      }
      // Released before, perhaps by us before a crash: what it does now is for the watcher to see.
      if (job.state !== 'sealed') return
      // A held job stays held when it is moved.
      if (job.ref.queue !== queue) {
        await moveJob(transport, ref.number, outQueueOf(queue), { signal })
        continue
      }
      const attributes = [...(await makeChanges(job, changes, signal)), ...makeMessage(message)]
      if (attributes.length > 0) {
        const changed = await setJobAttributes(transport, ref.number, attributes, signal)
        if (changed !== 'done') continue
      }
      if ((await releaseJob(transport, ref.number, { signal })) === 'done') return
    }
    throw new Problem('spooler-refused', `job ${ref.number} cannot be released`)
  }

  /** IPP names for the device and for CUPS, PPD names because a user's PPD option would win over them. */
  async function makeChanges(
    job: SpoolJob,
    changes: JobChanges,
    signal: AbortSignal,
  ): Promise<readonly IppAttribute[]> {
    const ppd = ppds.get(job.ref.queue) ?? (await loadPpd(job.ref.queue, signal))
    const attributes: IppAttribute[] = []
    if (changes.grayscale) {
      attributes.push(
        makeAttribute('print-color-mode', 'monochrome'),
        ...ppd.gray.map(ppdAttribute),
      )
    }
    if (changes.copies !== undefined) {
      attributes.push({ name: 'copies', tag: TAG.integer, values: [changes.copies] })
    }
    if (changes.simplex === true) {
      attributes.push(makeAttribute('sides', 'one-sided'), ...ppd.simplex.map(ppdAttribute))
    }
    // A job that is duplex already keeps the edge that its user chose.
    if (changes.duplex && !job.ticket.duplex) {
      attributes.push(
        makeAttribute('sides', 'two-sided-long-edge'),
        ...ppd.duplex.map(ppdAttribute),
      )
    }
    return attributes
  }

  async function cancel(ref: SpoolJobRef, message: string, signal: AbortSignal): Promise<void> {
    for (let tries = 0; tries < TRIES_LIMIT; tries += 1) {
      const { state } = await fetchJob(ref, signal)
      if (hasEnded(state)) return
      const words = makeMessage(message)
      // A job that prints already takes no message, but it can still be stopped.
      if (words.length > 0) await setJobAttributes(transport, ref.number, words, signal)
      // cupsd wants the queue that the job is on just now.
      const isOnIntake = state === 'incoming' || state === 'waiting'
      const queue = isOnIntake ? ref.queue : outQueueOf(ref.queue)
      if ((await cancelJobs(transport, queue, [ref.number], { signal })) === 'done') return
    }
    throw new Problem('spooler-refused', `job ${ref.number} cannot be canceled`)
  }

  return {
    identity: options.identity,
    async *watch(signal) {
      const poll = makePollConnection(options.socketPath, options.user, clock)
      const closePoll = () => poll.close()
      signal.addEventListener('abort', closePoll, { once: true })
      try {
        yield* watchJobs(
          { transport, poll, queues, clock, log, active, onResync: loadPpds },
          signal,
        )
      } finally {
        signal.removeEventListener('abort', closePoll)
        poll.close()
      }
    },
    fetchJob,
    seal,
    openDocument,
    printsSeveralDocuments: (queue) => ppds.get(queue)?.printsSeveralDocuments ?? false,
    printsWatermarks: false,
    release,
    cancel,
    fetchPrinters: (signal) =>
      Promise.all([...queues].map((queue) => fetchCondition(transport, queue, signal))),
    async close() {
      transport.close()
    },
  }
}

/** "job-printer-state-message" is the one text of a job that `lpstat -l -o` shows. */
function makeMessage(message: string): readonly IppAttribute[] {
  const text = cutBytes(cleanText(message, MESSAGE_LIMIT), MESSAGE_BYTES_LIMIT)
  return text === '' ? [] : [makeAttribute('job-printer-state-message', text)]
}

const ppdAttribute = ({ option, choice }: PpdChoice): IppAttribute => ({
  name: option,
  tag: TAG.name,
  values: [choice],
})

const hasEnded = (state: SpoolJob['state']) =>
  state === 'completed' || state === 'canceled' || state === 'aborted' || state === 'gone'

const missing = (ref: SpoolJobRef) =>
  new Problem('spooler-job-missing', `the print system no longer has job ${ref.number}`)
