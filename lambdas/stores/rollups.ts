/** What jobs came to: segments of a quarter of an hour, days made of them, and how far counting got. */
import { assert } from '#shared/contracts/problem.ts'
import { numberOrNull, text } from './attributes.ts'
import type { Condition, Item, Put } from './expressions.ts'
import { type Key, keys, partitions } from './keys.ts'
import { loadItem, loadPage, saveItem, saveTogether } from './table.ts'

/** Above it a segment or a day would not fit an item of 400 KB; far above what the limits of a tally let through. */
const PACKED_LIMIT_BYTES = 350 * 1024
/** A day has at most 25 hours. */
const SEGMENTS_LIMIT = 100
const LATE_SLOTS_AT_ONCE = 50
const DAYS_PAGE = 100

export interface SegmentRecord {
  /** Everything but the groups, packed. */
  readonly jobs: Uint8Array
  readonly groups: Uint8Array
  /** Raised by every write. */
  readonly version: number
}

export interface DayRecord {
  readonly total: Uint8Array
  readonly version: number
}

export interface RollupProgress {
  /** Jobs that ended before were counted, but for those in late slots; null = counting never began. */
  readonly throughMs: number | null
  /** From which slot on which time zone tells the days. */
  readonly zones: readonly { readonly from: string; readonly timeZone: string }[]
  /** The last run read so much that nobody should wait for the next. */
  readonly busy: boolean
  readonly version: number
}

export interface LateSlot {
  readonly slot: string
  /** Changes when the slot is named again. */
  readonly stamp: number
}

export async function loadRollupProgress(tenantId: string): Promise<RollupProgress> {
  const item = await loadItem(keys.rollupProgress(tenantId), 'consistent')
  if (item === null) return { throughMs: null, zones: [], busy: false, version: 0 }
  return {
    throughMs: numberOrNull(item, 'throughMs'),
    zones: item.zones as RollupProgress['zones'],
    busy: item.busy === true,
    version: numberOrNull(item, 'version') ?? 0,
  }
}

/** False when somebody else wrote since `before` was read. */
export async function saveRollupProgress(
  tenantId: string,
  before: RollupProgress,
  next: Omit<RollupProgress, 'version'>,
): Promise<boolean> {
  const key = keys.rollupProgress(tenantId)
  return (await saveItem(makeVersioned(key, { ...next }, before.version))) === null
}

/** A job of this slot changed after the slot was counted. Repeating it is harmless. */
export async function saveLateSlot(tenantId: string, slot: string, stamp: number): Promise<void> {
  await saveItem({ kind: 'put', key: keys.lateSlot(tenantId, slot), item: { stamp }, when: [] })
}

export async function loadLateSlots(tenantId: string): Promise<readonly LateSlot[]> {
  const page = await loadPage({
    partition: partitions.lateSlots(tenantId),
    limit: LATE_SLOTS_AT_ONCE,
    backwards: false,
    consistent: true,
  })
  return page.items.map((item) => ({
    slot: text(item, 'sk'),
    stamp: numberOrNull(item, 'stamp') ?? 0,
  }))
}

/** Stays when the slot was named again meanwhile. */
export async function forgetLateSlot(tenantId: string, { slot, stamp }: LateSlot): Promise<void> {
  const when = [{ is: 'equal', attribute: 'stamp', value: stamp }] as const
  await saveItem({ kind: 'delete', key: keys.lateSlot(tenantId, slot), when })
}

export async function loadSegment(
  tenantId: string,
  day: string,
  slot: string,
): Promise<SegmentRecord | null> {
  const item = await loadItem(keys.segment(tenantId, day, slot), 'consistent')
  return item === null ? null : readSegment(item)
}

/** False when somebody else wrote since `before` was read. */
export async function saveSegment(
  tenantId: string,
  place: { readonly day: string; readonly slot: string },
  before: SegmentRecord | null,
  next: Omit<SegmentRecord, 'version'>,
): Promise<boolean> {
  const key = keys.segment(tenantId, place.day, place.slot)
  assertFits(next.jobs, next.groups)
  return (await saveItem(makeVersioned(key, { ...next }, before?.version ?? 0))) === null
}

/** All of one day, which are few. */
export async function loadSegments(
  tenantId: string,
  day: string,
): Promise<readonly SegmentRecord[]> {
  const found: SegmentRecord[] = []
  let after: string | null = null
  do {
    const page = await loadPage({
      partition: partitions.segments(tenantId),
      beginning: `${day}#`,
      limit: SEGMENTS_LIMIT,
      backwards: false,
      consistent: true,
      after,
    })
    found.push(...page.items.map(readSegment))
    after = page.after
  } while (after !== null && found.length < SEGMENTS_LIMIT)
  return found
}

export async function loadDay(tenantId: string, day: string): Promise<DayRecord | null> {
  const item = await loadItem(keys.rollup(tenantId, 'total', day), 'consistent')
  return item === null ? null : readDay(item)
}

/** The total and each dimension together; false when somebody else wrote since `before` was read. */
export async function saveDay(
  tenantId: string,
  day: string,
  before: DayRecord | null,
  total: Uint8Array,
  dimensions: readonly { readonly name: string; readonly packed: Uint8Array }[],
): Promise<boolean> {
  assertFits(total, ...dimensions.map(({ packed }) => packed))
  const lost = await saveTogether([
    makeVersioned(keys.rollup(tenantId, 'total', day), { packed: total }, before?.version ?? 0),
    ...dimensions.map(
      ({ name, packed }): Put => ({
        kind: 'put',
        key: keys.rollup(tenantId, name, day),
        item: { packed },
        when: [],
      }),
    ),
  ])
  return lost === null
}

/** Days of one dimension, first and last included, oldest first. One row a day, whatever happened on it. */
export async function loadDays(
  tenantId: string,
  dimension: string,
  first: string,
  last: string,
): Promise<readonly { readonly day: string; readonly packed: Uint8Array }[]> {
  const days: { day: string; packed: Uint8Array }[] = []
  let after: string | null = null
  do {
    const page = await loadPage({
      partition: partitions.rollups(tenantId, dimension),
      above: first,
      below: last,
      limit: DAYS_PAGE,
      backwards: false,
      after,
    })
    days.push(...page.items.map((item) => ({ day: text(item, 'sk'), packed: readBytes(item) })))
    after = page.after
  } while (after !== null)
  return days
}

function readSegment(item: Item): SegmentRecord {
  const { jobs, groups } = item
  assert(jobs instanceof Uint8Array && groups instanceof Uint8Array, 'a segment is packed')
  return { jobs, groups, version: numberOrNull(item, 'version') ?? 0 }
}

function readDay(item: Item): DayRecord {
  return { total: readBytes(item), version: numberOrNull(item, 'version') ?? 0 }
}

function readBytes({ packed }: Item): Uint8Array {
  assert(packed instanceof Uint8Array, 'a day is packed')
  return packed
}

function makeVersioned(key: Key, item: Item, before: number): Put {
  const when: Condition[] =
    before === 0 ? [{ is: 'absent' }] : [{ is: 'equal', attribute: 'version', value: before }]
  return { kind: 'put', key, item: { ...item, version: before + 1 }, when }
}

function assertFits(...parts: readonly Uint8Array[]): void {
  const bytes = parts.reduce((sum, part) => Math.max(sum, part.length), 0)
  assert(bytes <= PACKED_LIMIT_BYTES, 'a tally within its limits fits an item')
}
