/** How much of what was reserved an outcome costs. */
import type { Outcome } from '#shared/contracts/outcome.ts'

/**
 * Completed: all of it. Never started: nothing. Stopped on the way: in proportion to the sides that the device counted,
 * rounded down, and never more than was reserved. A device that does not count: all of it, because paper came out.
 */
export function chargeFor(
  outcome: Pick<Outcome, 'state' | 'started' | 'sidesDone'>,
  reservedMinor: bigint,
  sidesDecided: number | null,
): bigint {
  if (outcome.state === 'completed') return reservedMinor
  if (!outcome.started) return 0n
  if (outcome.sidesDone === null || sidesDecided === null || sidesDecided <= 0) return reservedMinor
  const done = Math.min(outcome.sidesDone, sidesDecided)
  return (reservedMinor * BigInt(done)) / BigInt(sidesDecided)
}
