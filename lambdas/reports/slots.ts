/** Quarters of an hour: jobs are counted in them by the time in their id, which never changes. */
import { makeUlid, ulidTimeMs } from '#shared/contracts/ids.ts'

/** Every time zone's midnight falls between two of them. */
export const SLOT_MS = 15 * 60_000
/** What happens to a job so soon after its making is counted without a word; later it costs a write to say so. */
export const RECENT_MS = 30 * 60_000
const NO_TAIL = new Uint8Array(10)
const TIME_LENGTH = 10

/** A slot by its name: the beginning of every id of that very millisecond, so it sorts among the ids. */
export type Slot = string

export function slotOf(jobId: string): Slot {
  return slotAt(ulidTimeMs(jobId))
}

export function slotAt(timeMs: number): Slot {
  return idsFrom(Math.floor(timeMs / SLOT_MS) * SLOT_MS)
}

export function slotStartMs(slot: Slot): number {
  return ulidTimeMs(slot)
}

export function nextSlot(slot: Slot): Slot {
  return slotAt(slotStartMs(slot) + SLOT_MS)
}

/** Below every id made at `timeMs` or later, above every earlier one, and no id itself. */
export function idsFrom(timeMs: number): string {
  return makeUlid(Math.max(0, timeMs), NO_TAIL).slice(0, TIME_LENGTH)
}
