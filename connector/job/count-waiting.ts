/** How many jobs are on their way to paper at each printer. */
import type { JobProgress } from '../disk/journal-records.ts'

/** Jobs that were let go and have not ended; of `printers` also those that have none. */
export function countWaiting(
  jobs: readonly JobProgress[],
  printers: readonly string[],
): ReadonlyMap<string, number> {
  const counts = new Map(printers.map((id) => [id, 0]))
  for (const { facts, decided } of jobs) {
    const verdict = decided?.answer.verdict
    if (verdict !== 'release' && verdict !== 'redirect') continue
    const id = decided?.answer.redirectTo ?? facts?.printerId
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return counts
}
