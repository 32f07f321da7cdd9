/** Tells of every job that appeared or changed: events pulled from cupsd, and a full look whenever one may be lost. */
import { Problem } from '#shared/contracts/problem.ts'
import { type Clock, errorFields, type Log } from '../../doors.ts'
import { encode } from '../ipp/encode.ts'
import { groupsOf, type IppGroup, numberOf, textOf } from '../ipp/message.ts'
import { GROUP, STATUS } from '../ipp/tables.ts'
import type { SpoolJobRef } from '../spooler.ts'
import {
  cancelSubscription,
  createSubscription,
  fetchJobAttributes,
  fetchUnfinishedJobs,
  makeGetNotifications,
  renewSubscription,
  throwUnlessGood,
} from './operations.ts'
import { PLACE_ATTRIBUTES, parseRef, parseState } from './parse-job.ts'
import type { PollConnection } from './poll-connection.ts'
import type { Transport } from './transport.ts'

export interface WatchContext {
  readonly transport: Transport
  readonly poll: PollConnection
  readonly queues: ReadonlySet<string>
  readonly clock: Clock
  readonly log: Log
  /**
   * Jobs told of that have not ended, by number: what a full look does not show any more has ended unseen. Outlives one
   * watch, so that the next one tells what happened between them.
   */
  readonly active: Map<number, SpoolJobRef>
  /** Before jobs of a look are told: time to learn about the queues anew. */
  onResync(signal: AbortSignal): Promise<void>
}

/** After an event more are to come (a job changes several times); else a compromise of delay and processor time. */
const BUSY_POLL_MS = 20
const IDLE_POLL_MS = 50
const BUSY_FOR_MS = 2_000
/** An event that got lost for whatever reason costs this much delay, no more. */
const RESYNC_EVERY_MS = 30_000
/** Short, so that a killed connector leaves no crowd of subscriptions behind; renewed at half time. */
const LEASE_SECONDS = 600
const AWAY_WAIT_MS = 100
const AWAY_WAIT_LIMIT_MS = 5_000
/** No event tells that the last document has arrived: such a job is looked at again after a quarter of its age. */
const INCOMING_WAIT_MS = 5
const INCOMING_WAIT_LIMIT_MS = 1_000

const JOB_EVENTS = ['job-created', 'job-state-changed', 'job-completed']
/** cupsd threw away what it had not delivered. */
const RESTART_EVENTS = ['server-restarted', 'server-started']

interface Subscription {
  readonly id: number
  nextSequence: number
  renewAtMs: number
  /** The question for the next events, in bytes: the same until one comes. */
  question: Uint8Array
}

interface IncomingJob {
  readonly seenMs: number
  dueMs: number
}

/** Ends when `signal` aborts. While cupsd is away it waits and goes on. */
export async function* watchJobs(
  context: WatchContext,
  signal: AbortSignal,
): AsyncGenerator<SpoolJobRef, void, void> {
  const { clock, log } = context
  const state = new JobWatch(context, signal)
  let awayCount = 0
  try {
    while (!signal.aborted) {
      try {
        const refs = await state.nextRound()
        if (awayCount > 0) log.info('spooler-back', { failures: awayCount })
        awayCount = 0
        yield* refs
      } catch (error) {
        if (signal.aborted) return
        if (!(error instanceof Problem)) throw error
        if (awayCount === 0) log.warn('spooler-away', errorFields(error))
        awayCount += 1
        state.forgetSubscription()
        const waitMs = AWAY_WAIT_MS * 2 ** Math.min(awayCount - 1, 10)
        await clock.sleep(Math.min(waitMs, AWAY_WAIT_LIMIT_MS), signal).catch(() => {})
      }
    }
  } finally {
    await state.cancelSubscription()
  }
}

class JobWatch {
  readonly #context: WatchContext
  readonly #signal: AbortSignal
  #subscription: Subscription | null = null
  #resyncAtMs = 0
  #busyUntilMs = 0
  readonly #incoming = new Map<number, IncomingJob>()

  constructor(context: WatchContext, signal: AbortSignal) {
    this.#context = context
    this.#signal = signal
  }

  /** Waits until there is something to look at; returns the jobs to tell of. */
  async nextRound(): Promise<readonly SpoolJobRef[]> {
    const subscription = await this.#subscribe()
    if (this.#now() >= this.#resyncAtMs) return this.#resync()
    const numbers = await this.#awaitEvents(subscription)
    for (const [number, job] of this.#incoming) {
      if (job.dueMs <= this.#now()) numbers.add(number)
    }
    const refs: SpoolJobRef[] = []
    for (const number of numbers) refs.push(...(await this.#lookAt(number)))
    return refs
  }

  forgetSubscription(): void {
    this.#subscription = null
  }

  /** The lease would end it too; this is courtesy, so it never fails. */
  async cancelSubscription(): Promise<void> {
    if (this.#subscription === null) return
    const { id } = this.#subscription
    this.#subscription = null
    await cancelSubscription(this.#context.transport, id, AbortSignal.timeout(1_000)).catch(
      () => {},
    )
  }

  #now(): number {
    return this.#context.clock.monotonicMs()
  }

  /** Always followed by a full look, because nobody collected events before. */
  async #subscribe(): Promise<Subscription> {
    const { transport } = this.#context
    const renewAtMs = this.#now() + (LEASE_SECONDS * 1_000) / 2
    const current = this.#subscription
    if (current !== null && this.#now() < current.renewAtMs) return current
    if (current !== null) {
      const verdict = await renewSubscription(transport, current.id, LEASE_SECONDS, this.#signal)
      if (verdict === 'done') {
        current.renewAtMs = renewAtMs
        return current
      }
    }
    const events = [...JOB_EVENTS, ...RESTART_EVENTS]
    const id = await createSubscription(transport, events, LEASE_SECONDS, this.#signal)
    const question = encode(makeGetNotifications(id, 1))
    this.#subscription = { id, nextSequence: 1, renewAtMs, question }
    this.#resyncAtMs = 0
    return this.#subscription
  }

  async #resync(): Promise<readonly SpoolJobRef[]> {
    const { transport, queues, onResync, active } = this.#context
    await onResync(this.#signal)
    const jobs = await fetchUnfinishedJobs(transport, PLACE_ATTRIBUTES, this.#signal)
    const before = [...active.values()]
    active.clear()
    this.#incoming.clear()
    const refs = jobs.flatMap((job) => this.#note(job, parseRef(job, queues)))
    this.#resyncAtMs = this.#now() + RESYNC_EVERY_MS
    return [...refs, ...before.filter((ref) => active.get(ref.number)?.uuid !== ref.uuid)]
  }

  /** Numbers of the jobs that changed. A gap, a restart or a lost subscription brings the next full look forward. */
  async #awaitEvents(subscription: Subscription): Promise<Set<number>> {
    const numbers = new Set<number>()
    const now = this.#now()
    const isBusy = now < this.#busyUntilMs
    const dues = [this.#resyncAtMs, ...[...this.#incoming.values()].map((job) => job.dueMs)]
    if (isBusy) dues.push(this.#busyUntilMs)
    const reply = await this.#context.poll.awaitNews(
      subscription.question,
      isBusy ? BUSY_POLL_MS : IDLE_POLL_MS,
      Math.max(Math.min(...dues) - now, 0),
    )
    if (reply === null) return numbers
    if (reply.code === STATUS.notFound) {
      this.#subscription = null
      return numbers
    }
    throwUnlessGood('Get-Notifications', reply)
    const first = subscription.nextSequence
    for (const event of groupsOf(reply, GROUP.event)) {
      const sequence = numberOf(event, 'notify-sequence-number') ?? subscription.nextSequence
      const isRestart = RESTART_EVENTS.includes(textOf(event, 'notify-subscribed-event') ?? '')
      if (sequence > subscription.nextSequence || isRestart) this.#resyncAtMs = 0
      subscription.nextSequence = Math.max(subscription.nextSequence, sequence + 1)
      const number = numberOf(event, 'notify-job-id')
      if (number !== undefined) numbers.add(number)
    }
    if (subscription.nextSequence > first) {
      this.#busyUntilMs = this.#now() + BUSY_FOR_MS
      subscription.question = encode(
        makeGetNotifications(subscription.id, subscription.nextSequence),
      )
    }
    return numbers
  }

  async #lookAt(number: number): Promise<readonly SpoolJobRef[]> {
    const { transport, queues, active } = this.#context
    const job = await fetchJobAttributes(transport, number, PLACE_ATTRIBUTES, this.#signal)
    const ref = job === null ? null : parseRef(job, queues)
    const known = active.get(number)
    // Forgotten by cupsd, or its number belongs to another job now.
    const lost = known !== undefined && known.uuid !== ref?.uuid ? [known] : []
    if (lost.length > 0) active.delete(number)
    if (job === null) this.#incoming.delete(number)
    return [...lost, ...(job === null ? [] : this.#note(job, ref))]
  }

  /**
   * Keeps the books on one job. Tells of it unless its documents are still arriving, or it ended before they had arrived:
   * such a job was never complete, so there was nothing to decide.
   */
  #note(job: IppGroup, ref: SpoolJobRef | null): readonly SpoolJobRef[] {
    if (ref === null) return []
    const { active } = this.#context
    const state = parseState(job)
    if (state === 'incoming') {
      const seenMs = this.#incoming.get(ref.number)?.seenMs ?? this.#now()
      const age = this.#now() - seenMs
      const waitMs = Math.min(Math.max(age / 4, INCOMING_WAIT_MS), INCOMING_WAIT_LIMIT_MS)
      this.#incoming.set(ref.number, { seenMs, dueMs: this.#now() + waitMs })
      return []
    }
    this.#incoming.delete(ref.number)
    const hasEnded = state === 'completed' || state === 'canceled' || state === 'aborted'
    if (hasEnded) return active.delete(ref.number) ? [ref] : []
    active.set(ref.number, ref)
    return [ref]
  }
}
