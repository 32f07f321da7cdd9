// Waits for something to become true, with a limit: no test sleeps and hopes.
import { setTimeout as sleep } from 'node:timers/promises'

const POLL_MS = 50

/** Resolves to the first value that is neither undefined, null nor false; throws with `what` after `limitMs`. */
export async function eventually<Value>(
  what: string,
  look: () => Promise<Value | undefined | null | false> | Value | undefined | null | false,
  limitMs = 20_000,
): Promise<Value> {
  const deadlineMs = performance.now() + limitMs
  for (;;) {
    const value = await look()
    if (value !== undefined && value !== null && value !== false) return value
    if (performance.now() > deadlineMs) throw new Error(`did not happen in ${limitMs} ms: ${what}`)
    await sleep(POLL_MS)
  }
}
