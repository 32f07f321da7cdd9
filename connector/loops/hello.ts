/** A sign of life once a minute: how the printers are; the answer brings the cloud's time, where to wait for orders, and who is where. */
import type { Doorbell } from '#shared/contracts/order.ts'
import { PRINTERS_TOLD_LIMIT, type PrinterSighting } from '#shared/contracts/site.ts'
import type { Cloud } from '../cloud/client.ts'
import { saveClockOffset } from '../disk/site-state.ts'
import type { Clock } from '../doors.ts'
import type { ToldAddress } from '../job/address-book.ts'
import type { Loop } from './runner.ts'

const INTERVAL_MS = 60_000
/** Smaller changes are not worth a write. */
const OFFSET_STEP_MS = 5_000
/** A printer about which nothing is new is told of so often, so that people see that it is still looked at. */
const TELL_AGAIN_MS = 3_600_000

export interface HelloDoors {
  readonly cloud: Pick<Cloud, 'call' | 'clockOffsetMs'>
  readonly folder: string
  readonly savedOffsetMs: number
  readonly software: { version: string; platform: string; spooler: string }
  readonly clock: Pick<Clock, 'monotonicMs'>
  /** Some queue wants to know whose machine is whose. */
  readonly wantsAddresses: boolean
  /** Jobs seen and not yet reported. */
  jobsOpen(): number
  /** As they are now; those that cannot be seen are left out. */
  sightPrinters(signal: AbortSignal): Promise<readonly PrinterSighting[]>
  onDoorbell(doorbell: Doorbell | null): void
  onAddresses(addresses: readonly ToldAddress[]): void
}

export function sayHello(doors: HelloDoors): Loop {
  const { wantsAddresses } = doors
  let savedMs = doors.savedOffsetMs
  const told = new Map<string, Told>()
  return {
    name: 'hello',
    intervalMs: INTERVAL_MS,
    jitter: 0.2,
    async round(signal) {
      const nowMs = doors.clock.monotonicMs()
      const printers = chooseNews(told, await doors.sightPrinters(signal), nowMs)
      const { doorbell, addresses } = await doors.cloud.call('hello', {
        body: {
          ...doors.software,
          jobsOpen: doors.jobsOpen(),
          ...(printers.length === 0 ? {} : { printers }),
          ...(wantsAddresses ? { wantsAddresses } : {}),
        },
        signal,
      })
      for (const each of printers) told.set(each.printerId, { what: whatOf(each), atMs: nowMs })
      doors.onDoorbell(doorbell)
      if (addresses !== undefined) doors.onAddresses(addresses)
      const offsetMs = doors.cloud.clockOffsetMs
      if (Math.abs(offsetMs - savedMs) < OFFSET_STEP_MS) return
      await saveClockOffset(doors.folder, offsetMs)
      savedMs = offsetMs
    },
  }
}

interface Told {
  readonly what: string
  readonly atMs: number
}

/** Those that are another than they were told, then those that were not told of for longest. */
function chooseNews(
  told: ReadonlyMap<string, Told>,
  sighted: readonly PrinterSighting[],
  nowMs: number,
): PrinterSighting[] {
  const isNews = (each: PrinterSighting) => told.get(each.printerId)?.what !== whatOf(each)
  const isOld = ({ printerId }: PrinterSighting) =>
    nowMs - (told.get(printerId)?.atMs ?? Number.NEGATIVE_INFINITY) >= TELL_AGAIN_MS
  return [
    ...sighted.filter(isNews),
    ...sighted.filter((each) => !isNews(each) && isOld(each)),
  ].slice(0, PRINTERS_TOLD_LIMIT)
}

/** The counter alone is no news: it comes with what is. */
const whatOf = ({ state, stateReasons, jobsWaiting }: PrinterSighting) =>
  `${state} ${stateReasons.join()} ${jobsWaiting}`
