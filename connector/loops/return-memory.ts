/** Gives memory back after work: without allocations V8 sees no reason to, and a connector mostly waits. */
import type { Loop } from './runner.ts'

const INTERVAL_MS = 20_000

/** `workCount` grows with every job's end. Collects once, in the first round in which nothing ended and nothing runs. */
export function returnMemory(ports: {
  readonly workCount: () => number
  readonly isIdle: () => boolean
  readonly collect: () => void
}): Loop {
  let seen = ports.workCount()
  let due = false
  return {
    name: 'return-memory',
    intervalMs: INTERVAL_MS,
    jitter: 0.2,
    async round() {
      const count = ports.workCount()
      if (count !== seen) due = true
      else if (due && ports.isIdle()) {
        ports.collect()
        due = false
      }
      seen = count
    },
  }
}
