/** Repeats what DynamoDB asked us to repeat, a bounded number of times, with full jitter. */
import { Problem } from '#shared/contracts/problem.ts'
import { awaitJitter } from './doors.ts'

/**
 * With two hundred jobs on one account at once, 10 tries sent 111 answers back as too busy, 16 send 27; the longest waits
 * together are 6 s, and the functions that somebody waits for have 10.
 */
const TRIES_LIMIT = 16
const FIRST_WAIT_MS = 20
const LONGEST_WAIT_MS = 500

/** Errors after which the very same request may succeed. */
const PASSING_ERRORS: ReadonlySet<string> = new Set([
  'TransactionConflictException',
  'TransactionInProgressException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'InternalServerError',
  'ServiceUnavailable',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
])

/** Reasons of a canceled transaction that say nothing about its conditions. */
const PASSING_REASONS: ReadonlySet<string> = new Set([
  'None',
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
])

/** Throws `too-busy` after the last try, and at once when the engine did not answer in time; else what was thrown. */
export async function tryRepeatedly<Result>(send: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send()
    } catch (error) {
      const slow = isTimeout(error)
      if (!slow && !passes(error)) throw error
      // What was slow once was repeated by the SDK already; the function must end in time itself.
      if (slow || attempt === TRIES_LIMIT) {
        throw new Problem('too-busy', undefined, { cause: error })
      }
      await awaitJitter(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt))
    }
  }
}

function isTimeout(error: unknown): boolean {
  return (error as { name?: string }).name === 'TimeoutError'
}

function passes(error: unknown): boolean {
  const { name, code } = error as { name?: string; code?: string }
  if (name === 'TransactionCanceledException') {
    const reasons = reasonsOf(error)
    return reasons.length > 0 && reasons.every((reason) => PASSING_REASONS.has(reason))
  }
  return PASSING_ERRORS.has(name ?? '') || PASSING_ERRORS.has(code ?? '')
}

function reasonsOf(error: unknown): readonly string[] {
  const reasons = (error as { CancellationReasons?: { Code?: string }[] }).CancellationReasons
  return reasons?.map((reason) => reason.Code ?? 'None') ?? []
}
