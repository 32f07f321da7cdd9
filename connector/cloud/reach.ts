/** Remembers that the cloud is away, so that a thousand waiting jobs cost one attempt and not a thousand. */
import { Problem } from '#shared/contracts/problem.ts'
import type { Clock, Random } from '../doors.ts'
import type { Cloud, CloudCall, CloudReply, CloudRoute } from './client.ts'
import { backoffMs } from './retry.ts'

/** Longest pause between two attempts while somebody wants something. */
const PROBE_LIMITS = { firstMs: 500, mostMs: 15_000 }

export interface Reach {
  /** null while it answers. */
  readonly awaySinceMs: number | null
  readonly lastAnswerMs: number | null
}

export interface WatchedCloud extends Cloud {
  readonly reach: Reach
}

/** `onBack` is told once when the cloud answers again, `onAway` once when it stops. */
export function watchReach(
  cloud: Cloud,
  doors: { clock: Clock; random: Random },
  told: { onAway(problem: Problem): void; onBack(): void },
): WatchedCloud {
  let failures = 0
  let nextTryMs = 0
  let awaySinceMs: number | null = null
  let lastAnswerMs: number | null = null

  function answered(): void {
    failures = 0
    lastAnswerMs = doors.clock.nowMs()
    if (awaySinceMs === null) return
    awaySinceMs = null
    told.onBack()
  }

  function failed(problem: Problem): void {
    failures++
    nextTryMs =
      doors.clock.monotonicMs() + backoffMs(failures, doors.random.fraction(), PROBE_LIMITS)
    if (awaySinceMs !== null) return
    awaySinceMs = doors.clock.nowMs()
    told.onAway(problem)
  }

  async function call<Name extends CloudRoute>(
    name: Name,
    details: CloudCall<Name>,
  ): Promise<CloudReply<Name>> {
    if (awaySinceMs !== null) {
      if (doors.clock.monotonicMs() < nextTryMs) {
        throw new Problem('cloud-unreachable', 'the cloud did not answer a moment ago')
      }
      // This call is the probe; the others go on waiting until it ends.
      nextTryMs = doors.clock.monotonicMs() + PROBE_LIMITS.mostMs
    }
    try {
      const reply = await cloud.call(name, details)
      answered()
      return reply
    } catch (error) {
      if (error instanceof Problem && error.code === 'cloud-unreachable') failed(error)
      else if (error instanceof Problem && error.code !== 'cloud-answer-unreadable') answered()
      throw error
    }
  }

  return {
    call,
    close: () => cloud.close(),
    get clockOffsetMs() {
      return cloud.clockOffsetMs
    },
    get reach() {
      return { awaySinceMs, lastAnswerMs }
    },
  }
}
