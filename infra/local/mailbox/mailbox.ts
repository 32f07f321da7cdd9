/** Queues of this machine: sends, waits for messages, gives them back. Used by the wire and by event sources alike. */
import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Clock, makeId } from '../doors.ts'
import { MailboxError } from './errors.ts'
import type { QueueAttributes } from './queue-settings.ts'
import { type Counts, MailboxStore, type StoredMessage, type StoredQueue } from './store.ts'

export const MESSAGE_LIMIT_BYTES = 1024 * 1024

export interface Sending {
  readonly body: string
  readonly attributes?: Readonly<Record<string, unknown>> | undefined
  readonly groupId?: string | undefined
  readonly deduplicationId?: string | undefined
  readonly delaySeconds?: number | undefined
}

export interface Receiving {
  readonly limit: number
  /** Null = the queue's own. */
  readonly waitMs: number | null
  readonly visibilityTimeoutMs: number | null
  /** Ends a wait early, with nothing. */
  readonly signal?: AbortSignal | undefined
}

export class Mailbox {
  readonly #store: MailboxStore
  readonly #clock: Clock
  /** Called when a queue may have something for those who wait. */
  readonly #waiters = new Map<string, Set<() => void>>()

  /** `folder` null keeps nothing over a restart. */
  constructor(folder: string | null, clock: Clock) {
    if (folder !== null) mkdirSync(folder, { recursive: true })
    this.#store = new MailboxStore(folder === null ? ':memory:' : join(folder, 'mailbox.sqlite'))
    this.#clock = clock
  }

  close(): void {
    this.#store.close()
  }

  queues(): readonly StoredQueue[] {
    return this.#store.queues()
  }

  queue(name: string): StoredQueue {
    return this.#store.queue(name)
  }

  saveQueue(name: string, attributes: QueueAttributes): StoredQueue {
    return this.#store.saveQueue(name, attributes)
  }

  deleteQueue(name: string): void {
    this.#store.deleteQueue(name)
  }

  purge(name: string): void {
    this.#store.purge(this.queue(name).name)
  }

  counts(name: string): Counts {
    return this.#store.counts(this.queue(name).name, this.#clock.now())
  }

  send(name: string, sending: Sending): { id: string; sequence: number } {
    const { settings } = this.queue(name)
    if (sending.body.length === 0) throw invalid('MessageBody must not be empty.')
    if (Buffer.byteLength(sending.body) > MESSAGE_LIMIT_BYTES) {
      throw invalid(`One or more parameters are invalid. Message must be shorter than 1 MiB.`)
    }
    const { groupId = null, delaySeconds } = sending
    if (settings.fifo && groupId === null) {
      throw new MailboxError(
        'MissingRequiredParameterException',
        'The request must contain the parameter MessageGroupId.',
      )
    }
    if (settings.fifo && delaySeconds !== undefined) {
      throw invalid('DelaySeconds of a single message is not valid for a FIFO queue.')
    }
    if (delaySeconds !== undefined && !(delaySeconds >= 0 && delaySeconds <= 900)) {
      throw invalid('DelaySeconds must be from 0 to 900.')
    }
    const sent = this.#store.send(
      name,
      {
        id: makeId(),
        body: sending.body,
        attributes: sending.attributes ?? null,
        groupId,
        deduplicationId: settings.fifo ? deduplicationIdOf(sending, settings) : null,
        delayMs: delaySeconds === undefined ? null : delaySeconds * 1000,
      },
      this.#clock.now(),
    )
    this.#wake(name)
    return sent
  }

  /** Waits up to `waitMs` for the first message. */
  async receive(name: string, receiving: Receiving): Promise<StoredMessage[]> {
    const waitMs = receiving.waitMs ?? this.queue(name).settings.waitMs
    const deadline = this.#clock.now() + waitMs
    for (;;) {
      const now = this.#clock.now()
      const messages = this.#store.receive(name, { ...receiving, makeReceipt: makeId }, now)
      if (messages.length > 0 || now >= deadline || receiving.signal?.aborted) return messages
      const next = this.#store.nextVisibleAt(name, now) ?? deadline
      await this.#awaitChange(name, Math.min(next, deadline) - now, receiving.signal)
    }
  }

  delete(name: string, receipt: string): void {
    this.#store.delete(name, receipt)
    // A FIFO group may be free now.
    if (this.queue(name).settings.fifo) this.#wake(name)
  }

  changeVisibility(name: string, receipt: string, timeoutSeconds: number): void {
    if (!(timeoutSeconds >= 0 && timeoutSeconds <= 43_200)) {
      throw invalid('VisibilityTimeout must be from 0 to 43200.')
    }
    this.#store.changeVisibility(name, receipt, timeoutSeconds * 1000, this.#clock.now())
    this.#wake(name)
  }

  /** How many dead letters went back to the queues they failed in, or to `destination`. */
  moveDeadLetters(name: string, destination: string | null): number {
    this.queue(name)
    if (destination !== null) this.queue(destination)
    const { moved, queues } = this.#store.moveDeadLetters(name, destination, this.#clock.now())
    for (const queue of queues) this.#wake(queue)
    return moved
  }

  #awaitChange(name: string, limitMs: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const waiters = this.#waiters.get(name) ?? new Set()
      this.#waiters.set(name, waiters)
      const done = () => {
        takeBack()
        waiters.delete(done)
        signal?.removeEventListener('abort', done)
        resolve()
      }
      const takeBack = this.#clock.after(limitMs, done)
      waiters.add(done)
      signal?.addEventListener('abort', done)
    })
  }

  #wake(name: string): void {
    for (const waiter of [...(this.#waiters.get(name) ?? [])]) waiter()
  }
}

function deduplicationIdOf(sending: Sending, settings: StoredQueue['settings']): string {
  if (sending.deduplicationId !== undefined) return sending.deduplicationId
  if (settings.contentBasedDeduplication) {
    return createHash('sha256').update(sending.body).digest('hex')
  }
  throw invalid(
    'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  )
}

const invalid = (message: string) => new MailboxError('InvalidParameterValueException', message)
