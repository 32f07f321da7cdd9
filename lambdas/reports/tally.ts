/** Jobs in, figures out: the same jobs in any order give the same tally, so counting again changes nothing. */
import type { JobAnswer } from '#shared/contracts/decision.ts'
import { splitAmount } from '#shared/contracts/money.ts'
import { isOpen } from '#shared/ledger/settle.ts'
import type { JobRecord } from '../stores/jobs.ts'
import { type Slot, slotOf } from './slots.ts'
import { addUsage, compareUsage, NOTHING_USED, type Usage } from './usage.ts'

/** What jobs are listed by. A job of several accounts stands with each; of several groups too. */
export const DIMENSIONS = ['printer', 'user', 'group', 'account'] as const
export type Dimension = (typeof DIMENSIONS)[number]

/** Names of one dimension in one tally; what is beyond is summed up without a name. */
export const KEYS_LIMIT = 1_000
export const LARGEST_LIMIT = 20

export interface Tally {
  readonly total: Usage
  /** `state:completed`, `language:pdf`, `paper:A4`, `color:color`, `sides:two`, `reason:…`: each job once under each. */
  readonly kinds: ReadonlyMap<string, Usage>
  readonly by: Readonly<Record<Dimension, ReadonlyMap<string, Usage>>>
  /** Those beyond the limit, together. */
  readonly others: Readonly<Record<Dimension, Usage>>
  /** By slot: jobs that were let go and have not ended. */
  readonly released: ReadonlyMap<Slot, number>
  /** Jobs with the most printed sides, most first. */
  readonly largest: readonly { readonly jobId: string; readonly sides: number }[]
}

export const EMPTY_TALLY: Tally = {
  total: NOTHING_USED,
  kinds: new Map(),
  by: { printer: new Map(), user: new Map(), group: new Map(), account: new Map() },
  others: { printer: NOTHING_USED, user: NOTHING_USED, group: NOTHING_USED, account: NOTHING_USED },
  released: new Map(),
  largest: [],
}

/** Of one job, without its groups: those are looked up once a user. */
export function tallyJob(job: JobRecord): Tally {
  const usage = usageOf(job)
  const { decided } = job
  const one = (key: string | null | undefined) => new Map(key ? [[key, usage]] : [])
  return {
    ...EMPTY_TALLY,
    total: usage,
    kinds: new Map(kindsOf(job).map((kind) => [kind, usage])),
    by: {
      printer: one(decided?.printerId),
      user: one(decided?.user),
      group: new Map(),
      account: shareOut(job, usage),
    },
    released: new Map(job.state === 'released' ? [[slotOf(job.jobId), 1]] : []),
    largest: usage.sides > 0 ? [{ jobId: job.jobId, sides: usage.sides }] : [],
  }
}

/** Groups get what their users used. */
export function tallyGroups(
  users: ReadonlyMap<string, Usage>,
  groupsOf: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, Usage> {
  const groups = new Map<string, Usage>()
  for (const [user, usage] of users) {
    for (const group of groupsOf.get(user) ?? []) {
      groups.set(group, addUsage(groups.get(group) ?? NOTHING_USED, usage))
    }
  }
  return groups
}

export function addTallies(tallies: Iterable<Tally>): Tally {
  let total = NOTHING_USED
  const kinds = new Map<string, Usage>()
  const by = { printer: new Map(), user: new Map(), group: new Map(), account: new Map() }
  const others = { ...EMPTY_TALLY.others }
  const released = new Map<Slot, number>()
  const largest: { jobId: string; sides: number }[] = []
  for (const tally of tallies) {
    for (const [slot, count] of tally.released) {
      released.set(slot, (released.get(slot) ?? 0) + count)
    }
    total = addUsage(total, tally.total)
    addAll(kinds, tally.kinds)
    for (const dimension of DIMENSIONS) {
      addAll(by[dimension], tally.by[dimension])
      others[dimension] = addUsage(others[dimension], tally.others[dimension])
    }
    largest.push(...tally.largest)
    if (largest.length > 50 * LARGEST_LIMIT) keepLargest(largest)
  }
  keepLargest(largest)
  return { total, kinds, by, others, released, largest }
}

/** Keeps the names with the most printed sides; the rest goes to `others`. */
export function limitTally(tally: Tally, limit = KEYS_LIMIT): Tally {
  const by = { ...tally.by }
  const others = { ...tally.others }
  for (const dimension of DIMENSIONS) {
    if (by[dimension].size <= limit) continue
    const ranked = [...by[dimension]].sort(compareUsage)
    by[dimension] = new Map(ranked.slice(0, limit))
    for (const [, usage] of ranked.slice(limit)) {
      others[dimension] = addUsage(others[dimension], usage)
    }
  }
  return { ...tally, by, others }
}

function usageOf(job: JobRecord): Usage {
  const { decided } = job
  const backMinor = (job.refunds ?? []).reduce((sum, { amountMinor }) => sum + amountMinor, 0n)
  const chargedMinor = job.chargedMinor - backMinor
  const cameOut = job.state === 'completed' || job.chargedMinor > 0n
  const refunded = job.chargedMinor > 0n && chargedMinor === 0n
  const base = { ...NOTHING_USED, jobs: 1, chargedMinor }
  if (!cameOut || refunded || decided === null) return base
  const { sides, sheets, colorSides, duplex } = decided
  if (sides === null) return { ...base, printed: 1, uncounted: 1 }
  const part = (count: number) => partOf(job, count)
  return {
    ...base,
    printed: 1,
    sides: part(sides),
    sheets: part(sheets ?? sides),
    colorSides: part(colorSides ?? estimateColor(decided, sides)),
    duplexSides: duplex ? part(sides) : 0,
  }
}

/** A job that was stopped half-way printed as large a part as was charged of what was reserved. */
function partOf({ state, chargedMinor, reservedMinor }: JobRecord, count: number): number {
  if (state === 'completed' || reservedMinor === 0n || chargedMinor >= reservedMinor) return count
  return Number((BigInt(count) * chargedMinor) / reservedMinor)
}

/** For jobs that were stored before color sides were. */
function estimateColor(decided: NonNullable<JobRecord['decided']>, sides: number): number {
  return Math.min(sides, (decided.colorPages ?? 0) * decided.copies)
}

function kindsOf(job: JobRecord): readonly string[] {
  const { decided, state, chargedMinor } = job
  const back = (job.refunds ?? []).length > 0 && chargedMinor > 0n
  const common = [`state:${state}`, ...(back ? ['refund:refunded'] : [])]
  if (decided === null) return common
  const { language, paper, duplex, colorSides, colorPages } = decided
  const answer = JSON.parse(decided.answer) as JobAnswer
  const codes = new Set(answer.verdict === 'refuse' ? answer.reasons.map(({ code }) => code) : [])
  return [
    ...common,
    `verdict:${answer.verdict}`,
    `language:${language}`,
    `paper:${paper ?? 'other'}`,
    `sides:${duplex ? 'two' : 'one'}`,
    `color:${(colorSides ?? colorPages ?? 0) > 0 ? 'color' : 'gray'}`,
    ...[...codes].map((code) => `reason:${code}`),
  ]
}

/** The first account stands for the paper, each for the money that it paid. */
function shareOut(job: JobRecord, usage: Usage): ReadonlyMap<string, Usage> {
  const main = job.decided?.accountId
  const paid = new Map<string, Usage>(main ? [[main, { ...usage, chargedMinor: 0n }]] : [])
  const weights = job.charges.map(({ amountMinor }) => amountMinor)
  if (isOpen(job.state) || !weights.some((weight) => weight > 0n)) return paid
  const parts = splitAmount(job.chargedMinor, weights)
  const give = (accountId: string, chargedMinor: bigint) => {
    const before = paid.get(accountId) ?? NOTHING_USED
    paid.set(accountId, addUsage(before, { ...NOTHING_USED, chargedMinor }))
  }
  for (const [index, { accountId }] of job.charges.entries()) give(accountId, parts[index] ?? 0n)
  for (const { accountId, amountMinor } of job.refunds ?? []) give(accountId, -amountMinor)
  return paid
}

function addAll(sums: Map<string, Usage>, added: ReadonlyMap<string, Usage>): void {
  for (const [key, usage] of added) sums.set(key, addUsage(sums.get(key) ?? NOTHING_USED, usage))
}

function keepLargest(largest: { jobId: string; sides: number }[]): void {
  largest.sort((one, other) => other.sides - one.sides || (one.jobId < other.jobId ? -1 : 1))
  largest.splice(LARGEST_LIMIT)
}
