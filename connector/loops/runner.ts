/** Runs loops: the one door where a loop's faults end, and the one place that knows how long to wait between two rounds. */
import { backoffMs, planRetry } from '../cloud/retry.ts'
import { type Clock, errorFields, type Log, type Random } from '../doors.ts'

/** What the file of a loop must tell. */
export interface Loop {
  readonly name: string
  readonly intervalMs: number
  /** 0…1: which part of the interval is left to chance, so that a fleet does not march in step. */
  readonly jitter: number
  /** One round. May throw anything; the next round comes anyway. */
  round(signal: AbortSignal): Promise<void>
}

export interface RunningLoop {
  /** The next round starts at once, or right after this one. */
  poke(): void
  readonly done: Promise<void>
}

const FAILURE_LIMITS = { firstMs: 1_000, mostMs: 60_000 }
const NEVER_RETRY_MS = 15 * 60_000

/** Ends soon after `signal` aborts, with the round under way finished or aborted. */
export function runLoop(
  loop: Loop,
  doors: { clock: Clock; random: Random; log: Log },
  signal: AbortSignal,
): RunningLoop {
  let poked = false
  let wake = () => {}
  return {
    poke() {
      poked = true
      wake()
    },
    done: turn(),
  }

  async function turn(): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      poked = false
      let waitMs = loop.intervalMs * (1 - loop.jitter * doors.random.fraction())
      try {
        await loop.round(signal)
        failures = 0
      } catch (error) {
        if (signal.aborted) return
        failures++
        waitMs = waitAfter(error, failures)
        const fields = errorFields(error)
        const level = fields.problem === 'cloud-unreachable' ? 'debug' : 'error'
        doors.log[level]('loop-failed', { loop: loop.name, ...fields, waitMs })
      }
      await pause(waitMs)
    }
  }

  function waitAfter(error: unknown, failures: number): number {
    const plan = planRetry(error)
    if (plan.when === 'never') return NEVER_RETRY_MS
    const usualMs = backoffMs(failures, doors.random.fraction(), FAILURE_LIMITS)
    return plan.when === 'later' ? Math.max(usualMs, plan.afterMs ?? 0) : usualMs
  }

  async function pause(ms: number): Promise<void> {
    if (poked || signal.aborted) return
    const woken = new AbortController()
    wake = () => woken.abort()
    await doors.clock.sleep(ms, AbortSignal.any([signal, woken.signal])).catch(() => {})
    wake = () => {}
  }
}
