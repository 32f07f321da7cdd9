/** How far the search for stale reservations got, one item a tenant: an index without index rows. */
import { numberOrNull, textOrNull } from './attributes.ts'
import { keys } from './keys.ts'
import { loadItem, saveItem } from './table.ts'

export interface Sweep {
  /** Every job id up to here is terminal; null = nothing is known yet. */
  readonly watermark: string | null
  /** Where the pass under way goes on; null = at the watermark. */
  readonly cursor: string | null
  /** First job of the pass under way that is still open. */
  readonly firstOpen: string | null
  /** Raised by every write, so a pass that was overtaken does not write its result. */
  readonly version: number
}

const START: Sweep = { watermark: null, cursor: null, firstOpen: null, version: 0 }
const REWIND_TRIES_LIMIT = 10

export async function loadSweep(tenantId: string): Promise<Sweep> {
  const item = await loadItem(keys.sweep(tenantId), 'consistent')
  if (item === null) return START
  return {
    watermark: textOrNull(item, 'watermark'),
    cursor: textOrNull(item, 'cursor'),
    firstOpen: textOrNull(item, 'firstOpen'),
    version: numberOrNull(item, 'version') ?? 0,
  }
}

/** False when somebody else wrote since `sweep` was read. */
export async function saveSweep(
  tenantId: string,
  sweep: Sweep,
  next: Omit<Sweep, 'version'>,
): Promise<boolean> {
  const lost = await saveItem({
    kind: 'put',
    key: keys.sweep(tenantId),
    item: { ...next, version: sweep.version + 1 },
    when:
      sweep.version === 0
        ? [{ is: 'absent' }]
        : [{ is: 'equal', attribute: 'version', value: sweep.version }],
  })
  return lost === null
}

/** Makes the next pass look at `jobId` again: a job older than the watermark was reserved only now. */
export async function rewindSweep(tenantId: string, jobId: string): Promise<void> {
  for (let attempt = 0; attempt < REWIND_TRIES_LIMIT; attempt++) {
    const sweep = await loadSweep(tenantId)
    // Written in any case: a pass under way may be reading past this very id, and then its result must not count.
    const { watermark } = sweep
    const next = {
      watermark: watermark !== null && watermark >= jobId ? beforeId(jobId) : watermark,
      cursor: null,
      firstOpen: null,
    }
    if (await saveSweep(tenantId, sweep, next)) return
  }
}

/** A sort key just below an id, so that "above" includes the id itself. */
export function beforeId(jobId: string): string {
  return `${jobId.slice(0, -1)}!`
}
