/**
 * Counts a tenant's jobs into segments and days. A segment is counted anew from its jobs, never added to, so nothing is
 * counted twice however often or by how many at once this runs. Recent segments are counted every time; an older one
 * when `tellLate` named it.
 */
import type { JobRecord } from '../stores/jobs.ts'
import { loadJobRange } from '../stores/jobs.ts'
import { todayIn } from '../stores/quota-runs.ts'
import {
  forgetLateSlot,
  type LateSlot,
  loadDay,
  loadLateSlots,
  loadRollupProgress,
  loadSegment,
  loadSegments,
  type RollupProgress,
  type SegmentRecord,
  saveDay,
  saveLateSlot,
  saveRollupProgress,
  saveSegment,
} from '../stores/rollups.ts'
import { loadUsers } from '../stores/users.ts'
import { packJobs, packNames, packTotal, unpackJobs, unpackNames } from './pack-tally.ts'
import { nextSlot, RECENT_MS, SLOT_MS, type Slot, slotAt, slotOf, slotStartMs } from './slots.ts'
import { addTallies, DIMENSIONS, limitTally, type Tally, tallyGroups, tallyJob } from './tally.ts'

/** Clocks of functions, and reading what was written a moment ago. */
const MARGIN_MS = 60_000
const PAGE_LENGTH = 500
/** What somebody who looks at figures waits for. */
const CATCH_UP_ROWS_LIMIT = 1_000
const TRIES_LIMIT = 5

export interface RollUp {
  readonly tenantId: string
  readonly timeZone: string
  readonly nowMs: number
  /** Jobs read at most, but for those of one whole segment. */
  readonly rowsLimit: number
}

/**
 * Before figures are shown: counts what is new, where that is little. A busy tenant's figures are as old as the last
 * run of the schedule.
 */
export async function catchUp(order: Omit<RollUp, 'rowsLimit'>): Promise<void> {
  const progress = await loadRollupProgress(order.tenantId)
  if (!progress.busy) await rollUp({ ...order, rowsLimit: CATCH_UP_ROWS_LIMIT }, progress)
}

/** False when there is more to count than `rowsLimit`: the next run goes on. */
export async function rollUp(order: RollUp, known?: RollupProgress): Promise<boolean> {
  const { tenantId, nowMs } = order
  const progress = withZone(known ?? (await loadRollupProgress(tenantId)), order)
  const late = await loadLateSlots(tenantId)
  const run: Run = { ...order, zones: progress.zones, late: new Map(), days: new Map(), rows: 0 }
  for (const one of late) run.late.set(one.slot, one)

  const from = progress.throughMs === null ? 0 : progress.throughMs - RECENT_MS - MARGIN_MS
  const stoppedAt = await countFrom(run, slotAt(Math.max(0, from)))
  for (const { slot } of late) {
    if (run.rows >= order.rowsLimit) break
    if (run.late.has(slot)) await countSlot(run, slot)
  }
  await closeDays(run)
  const reachedMs = stoppedAt === null ? nowMs : slotStartMs(stoppedAt) + RECENT_MS + MARGIN_MS
  const throughMs = Math.min(reachedMs, nowMs - MARGIN_MS)
  // Reading the same quiet hour again costs less than writing down that it was read.
  const advanced = throughMs - (progress.throughMs ?? 0) >= SLOT_MS
  const busy = run.rows > CATCH_UP_ROWS_LIMIT
  if (run.rows > 0 && (advanced || busy !== progress.busy)) {
    await saveRollupProgress(tenantId, progress, { throughMs, zones: progress.zones, busy })
  }
  return stoppedAt === null && run.late.size === 0
}

interface Run extends RollUp {
  readonly zones: RollupProgress['zones']
  /** Those that are still to be counted. */
  readonly late: Map<Slot, LateSlot>
  /** Days whose segments changed, each with the late slots that are forgotten when it is counted. */
  readonly days: Map<string, LateSlot[]>
  /** Jobs read so far. */
  rows: number
}

/** A tenant that moves to another time zone does so from its next segment on: what was counted stays on its day. */
function withZone(progress: RollupProgress, { timeZone, nowMs }: RollUp): RollupProgress {
  const { zones, throughMs } = progress
  if (zones.at(-1)?.timeZone === timeZone) return progress
  const from = throughMs === null ? '' : nextSlot(slotAt(nowMs))
  return { ...progress, zones: [...zones, { from, timeZone }] }
}

/** Slot by slot to the newest job. Where it had to stop, or null. */
async function countFrom(run: Run, first: Slot): Promise<Slot | null> {
  let after: string | null = null
  let open: { slot: Slot; tallies: Tally[] } | null = null
  do {
    const page = await loadJobRange(run.tenantId, { above: first, limit: PAGE_LENGTH, after })
    run.rows += page.items.length
    for (const job of page.items) {
      const slot = slotOf(job.jobId)
      if (open !== null && open.slot !== slot) {
        await saveCounted(run, open.slot, open.tallies)
        if (run.rows >= run.rowsLimit) return slot
        open = null
      }
      open ??= { slot, tallies: [] }
      gather(open.tallies, job)
    }
    after = page.after
  } while (after !== null)
  if (open !== null) await saveCounted(run, open.slot, open.tallies)
  return null
}

async function countSlot(run: Run, slot: Slot): Promise<void> {
  const tallies: Tally[] = []
  let after: string | null = null
  const below = nextSlot(slot)
  do {
    const range = { above: slot, below, limit: PAGE_LENGTH, after }
    const page = await loadJobRange(run.tenantId, range)
    run.rows += page.items.length
    for (const job of page.items) gather(tallies, job)
    after = page.after
  } while (after !== null)
  await saveCounted(run, slot, tallies)
}

/** Summed up now and then, so that a busy quarter of an hour does not stay in memory job by job. */
function gather(tallies: Tally[], job: JobRecord): void {
  tallies.push(tallyJob(job))
  if (tallies.length >= PAGE_LENGTH) tallies.splice(0, tallies.length, addTallies(tallies))
}

/**
 * The segment now, its day when all of it is there. One slot of a day is named late before its first segment is written
 * and forgotten after the day is, so a run that dies between them is finished by the next one.
 */
async function saveCounted(run: Run, slot: Slot, tallies: readonly Tally[]): Promise<void> {
  const { tenantId, nowMs } = run
  const tally = limitTally(addTallies(tallies))
  const day = dayOf(run, slot)
  if (!run.days.has(day)) await closeDays(run)
  const before = await loadSegment(tenantId, day, slot)
  const jobs = packJobs(tally)
  const known = run.late.get(slot)
  const changed = before === null || (!jobs.equals(before.jobs) && !hasForgotten(before, tally))
  if (known !== undefined) {
    run.late.delete(slot)
    run.days.set(day, [...(run.days.get(day) ?? []), known])
  } else if (changed && !run.days.has(day)) {
    await saveLateSlot(tenantId, slot, nowMs)
    run.days.set(day, [{ slot, stamp: nowMs }])
  }
  if (!changed) return
  const group = await countGroups(run, tally)
  const groups = packNames({ ...tally, by: { ...tally.by, group } }, 'group')
  if (await saveSegment(tenantId, { day, slot }, before, { jobs, groups })) return
  // Somebody else was quicker and may have seen less: the slot stays late, and a later run counts it.
  if (known === undefined) await saveLateSlot(tenantId, slot, nowMs)
  const marks = run.days.get(day) ?? []
  run.days.set(
    day,
    marks.filter((mark) => mark.slot !== slot),
  )
}

/** Fewer jobs than were counted: some are kept no longer. What they came to stays. */
function hasForgotten(before: SegmentRecord, tally: Tally): boolean {
  return tally.total.jobs < unpackJobs(before.jobs).total.jobs
}

/** Days in which others keep counting stay late. */
async function closeDays({ tenantId, days }: Run): Promise<void> {
  for (const [day, marks] of days) {
    if (!(await countDay(tenantId, day))) continue
    for (const mark of marks) await forgetLateSlot(tenantId, mark)
  }
  days.clear()
}

async function countGroups({ tenantId }: Run, { by }: Tally): Promise<Tally['by']['group']> {
  const users = await loadUsers(tenantId, [...by.user.keys()])
  const groupsOf = new Map(users.flatMap((user) => (user ? [[user.username, user.groups]] : [])))
  return tallyGroups(by.user, groupsOf)
}

/** False when others kept changing it: the slot stays late. */
async function countDay(tenantId: string, day: string): Promise<boolean> {
  for (let attempt = 0; attempt < TRIES_LIMIT; attempt++) {
    // In this order: what is written after the segments were read must make our write fail.
    const before = await loadDay(tenantId, day)
    const segments = await loadSegments(tenantId, day)
    const tally = limitTally(
      addTallies(
        segments.flatMap(({ jobs, groups }) => [unpackJobs(jobs), unpackNames(groups, 'group')]),
      ),
    )
    const dimensions = DIMENSIONS.map((name) => ({ name, packed: packNames(tally, name) }))
    if (await saveDay(tenantId, day, before, packTotal(tally), dimensions)) return true
  }
  return false
}

function dayOf({ zones }: Run, slot: Slot): string {
  const zone = zones.findLast(({ from }) => from <= slot) ?? zones[0]
  return todayIn(zone?.timeZone ?? 'UTC', slotStartMs(slot))
}
