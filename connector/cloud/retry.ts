/** Decides, alone, what may be tried again and when. Every call to the cloud carries its own id, so a repeat is harmless. */
import { Problem } from '#shared/contracts/problem.ts'
import { CloudProblem } from './cloud-problem.ts'

export type RetryPlan =
  | { readonly when: 'now' }
  /** `afterMs`: what the other side asked for; null = the usual backoff. */
  | { readonly when: 'later'; readonly afterMs: number | null }
  | { readonly when: 'never' }

/**
 * The stories behind the cases:
 * - A clock that is hours off is common on print servers. The 401 brings the cloud's time, so the next try fits: now.
 * - A kept connection may close just while we write to it. Nobody read the request: now.
 * - HTML with status 200 is a proxy or a hotel's sign-in page. The real answer is lost, or was never asked for: later.
 * - 5xx, timeouts, resets, half an answer: nobody knows whether it was done. The id makes asking again safe: later.
 * - 429 and 503 say when to come back; we do as told, within reason: later.
 * - A 4xx in our own words is about this request. It would be refused for ever: never.
 * - A full disk or an absent print system heals by itself or by a hand: later.
 * - What is not a Problem is our own fault. It may depend on the moment, and a job must not be lost to it: later.
 */
export function planRetry(error: unknown): RetryPlan {
  if (error instanceof CloudProblem) {
    if (error.staleConnection) return { when: 'now' }
    if (error.code === 'signature-expired') {
      return error.serverTimeMs === null ? { when: 'later', afterMs: null } : { when: 'now' }
    }
    if (error.retryAfterMs !== null) return { when: 'later', afterMs: error.retryAfterMs }
  }
  if (error instanceof Problem) {
    return error.retry === 'never' ? { when: 'never' } : { when: 'later', afterMs: null }
  }
  return { when: 'later', afterMs: null }
}

export interface BackoffLimits {
  readonly firstMs: number
  readonly mostMs: number
}

export const BACKOFF: BackoffLimits = { firstMs: 500, mostMs: 60_000 }

/** Doubles with every failure (1, 2, …), of which a random half is taken off so that a fleet does not march in step. */
export function backoffMs(failures: number, fraction: number, limits = BACKOFF): number {
  const fullMs = Math.min(limits.firstMs * 2 ** Math.min(failures - 1, 30), limits.mostMs)
  return fullMs * (1 - fraction / 2)
}
