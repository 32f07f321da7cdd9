/** A sign of life once a minute; the answer brings the cloud's time and where to wait for orders. */
import type { Doorbell } from '#shared/contracts/order.ts'
import { PRINTERS_TOLD_LIMIT } from '#shared/contracts/site.ts'
import type { Cloud } from '../cloud/client.ts'
import { saveClockOffset } from '../disk/site-state.ts'
import type { Loop } from './runner.ts'

const INTERVAL_MS = 60_000
/** Smaller changes are not worth a write. */
const OFFSET_STEP_MS = 5_000

export interface HelloDoors {
  readonly cloud: Pick<Cloud, 'call' | 'clockOffsetMs'>
  readonly folder: string
  readonly savedOffsetMs: number
  readonly software: { version: string; platform: string; spooler: string }
  /** Jobs seen and not yet reported. */
  jobsOpen(): number
  /** By printer: jobs on their way to paper. */
  jobsWaiting(): ReadonlyMap<string, number>
  onDoorbell(doorbell: Doorbell | null): void
}

export function sayHello(doors: HelloDoors): Loop {
  let savedMs = doors.savedOffsetMs
  const told = new Map<string, number>()
  return {
    name: 'hello',
    intervalMs: INTERVAL_MS,
    jitter: 0.2,
    async round(signal) {
      const jobsWaiting = listChanged(told, doors.jobsWaiting())
      const { doorbell } = await doors.cloud.call('hello', {
        body: {
          ...doors.software,
          jobsOpen: doors.jobsOpen(),
          ...(jobsWaiting.length === 0 ? {} : { jobsWaiting }),
        },
        signal,
      })
      for (const { printerId, jobs } of jobsWaiting) told.set(printerId, jobs)
      doors.onDoorbell(doorbell)
      const offsetMs = doors.cloud.clockOffsetMs
      if (Math.abs(offsetMs - savedMs) < OFFSET_STEP_MS) return
      await saveClockOffset(doors.folder, offsetMs)
      savedMs = offsetMs
    },
  }
}

/** Printers whose number is another than the one that was told last, or was never told. */
function listChanged(told: ReadonlyMap<string, number>, counts: ReadonlyMap<string, number>) {
  return [...counts]
    .map(([printerId, jobs]) => ({ printerId, jobs }))
    .filter(({ printerId, jobs }) => jobs !== told.get(printerId))
    .slice(0, PRINTERS_TOLD_LIMIT)
}
