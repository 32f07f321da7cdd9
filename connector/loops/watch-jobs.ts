/** Watches one print system: every job that appears or changes is handed to the dispatcher. */
import type { Spooler, SpoolJobRef } from '../spooler/spooler.ts'
import type { Loop } from './runner.ts'

/** Before watching again, should the watch ever end by itself. */
const REOPEN_MS = 1_000

/** `remembered`: jobs that the journal knows and the print system may not mention any more. */
export function watchJobs(
  spooler: Spooler,
  remembered: readonly SpoolJobRef[],
  notice: (ref: SpoolJobRef) => void,
): Loop {
  let waiting = remembered
  return {
    name: 'watch-jobs',
    intervalMs: REOPEN_MS,
    jitter: 0.5,
    async round(signal) {
      for (const ref of waiting) notice(ref)
      waiting = []
      for await (const ref of spooler.watch(signal)) notice(ref)
    },
  }
}
