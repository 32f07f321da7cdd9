/** A replay as the API shows it. */
import type { Replay, ReplaySummary } from '#shared/contracts/replay.ts'
import { loadSlices, type ReplayRecord } from '../../stores/replays.ts'
import { presentFindings, type ReplayFindings } from './findings.ts'

export function presentSummary(record: ReplayRecord): ReplaySummary {
  const { id, from, to, createdAt, by, jobs, slices, slicesDone, rules, against } = record
  const done = slicesDone >= slices
  return {
    id,
    state: done ? 'done' : record.canceled ? 'canceled' : 'running',
    from,
    to,
    version: rules.version,
    against: against === null ? 'history' : { version: against.version },
    createdAt,
    by,
    progress: { jobs, slices, slicesDone },
  }
}

export async function loadReplayResult(tenantId: string, record: ReplayRecord): Promise<Replay> {
  const slices = await loadSlices<ReplayFindings>(tenantId, record)
  return {
    ...presentSummary(record),
    currency: record.currency,
    ...presentFindings(slices.map(({ found }) => found)),
  }
}
