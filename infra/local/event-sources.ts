/** Brings messages of a queue to a function, as Lambda's event source mapping does, with partial batch failures. */
import { assert } from '#shared/contracts/problem.ts'
import { type Log, pause } from './doors.ts'
import { MailboxError } from './mailbox/errors.ts'
import type { Mailbox } from './mailbox/mailbox.ts'
import { toEventRecord } from './mailbox/operations.ts'
import type { StoredMessage } from './mailbox/store.ts'

/** One long poll of SQS. */
const WAIT_MS = 20_000
const BATCH_LIMIT = 10
const PAUSE_AFTER_FAILURE_MS = 1_000

export interface EventSourceSpec {
  readonly queue: string
  readonly functionName: string
  readonly batchSize: number
  readonly reportsBatchItemFailures: boolean
  /** Batches at once. */
  readonly concurrency: number
}

export interface EventSource {
  /** Takes no new batch and waits for those that run, at most `limitMs`. */
  stop(limitMs: number): Promise<void>
}

export function startEventSource(
  spec: EventSourceSpec,
  mailbox: Mailbox,
  invoke: (functionName: string, event: unknown) => Promise<unknown>,
  log: Log,
): EventSource {
  assert(spec.batchSize <= BATCH_LIMIT, 'a batch fits one receive')
  const stopping = new AbortController()
  const poll = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        const messages = await mailbox.receive(spec.queue, {
          limit: spec.batchSize,
          waitMs: WAIT_MS,
          visibilityTimeoutMs: null,
          signal: stopping.signal,
        })
        if (messages.length > 0) await deliver(messages)
      } catch (error) {
        log(`event source of \`${spec.queue}\`: ${String(error)}`)
        if (error instanceof MailboxError) return
        await pause(PAUSE_AFTER_FAILURE_MS)
      }
    }
  }
  /** What failed stays hidden until its visibility timeout is over, then comes again or goes to the dead letters. */
  const deliver = async (messages: readonly StoredMessage[]): Promise<void> => {
    let result: unknown
    try {
      const Records = messages.map((message) => toEventRecord(spec.queue, message))
      result = await invoke(spec.functionName, { Records })
    } catch (error) {
      log(`${spec.functionName} failed a batch of ${messages.length}: ${String(error)}`)
      return
    }
    const failed = spec.reportsBatchItemFailures ? parseFailures(result, messages) : new Set()
    for (const { id, receipt } of messages) {
      if (!failed.has(id)) mailbox.delete(spec.queue, receipt)
    }
    if (failed.size > 0) log(`${spec.functionName} failed ${failed.size} of ${messages.length}`)
  }
  const polls = Array.from({ length: spec.concurrency }, poll)
  return {
    stop: async (limitMs) => {
      stopping.abort()
      await Promise.race([Promise.all(polls), pause(limitMs)])
    },
  }
}

/** No list means that nothing failed; a list that is not one, or names a stranger, fails the whole batch, as Lambda does. */
function parseFailures(result: unknown, messages: readonly StoredMessage[]): Set<string> {
  const all = new Set(messages.map(({ id }) => id))
  const list = (result as { batchItemFailures?: unknown } | null | undefined)?.batchItemFailures
  if (list === undefined || list === null) return new Set()
  if (!Array.isArray(list)) return all
  const failed = list.map((each) => (each as { itemIdentifier?: unknown })?.itemIdentifier)
  return failed.every((id) => typeof id === 'string' && all.has(id))
    ? new Set(failed as string[])
    : all
}
