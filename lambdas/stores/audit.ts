/** The audit log: what was begun is written first, what was done is chained after; a sweep chains what was left. */
import { createHash } from 'node:crypto'
import { type AuditRow, canonicalText, FIRST_HASH } from '#shared/contracts/audit.ts'
import { numberOrNull, text } from './attributes.ts'
import { awaitJitter } from './doors.ts'
import type { Item } from './expressions.ts'
import { keys, partitions } from './keys.ts'
import { loadItem, loadPage, saveItem, saveTogether } from './table.ts'

/** A row before it has its place in the chain. */
export type AuditIntent = Omit<AuditRow, 'number' | 'previous' | 'hash' | 'result'>

/** Each lost try means that another change of the tenant was chained at that moment. */
const TRIES_LIMIT = 8
const WAIT_MS = 40
const SWEEP_LENGTH = 100

/** Before the work. A repeat of the same operation writes the same. */
export async function saveIntent(tenantId: string, intent: AuditIntent): Promise<void> {
  await saveItem({
    kind: 'put',
    key: keys.auditIntent(tenantId, intent.operation),
    item: { intent },
    when: [],
  })
}

/** The work was refused: nothing changed. */
export async function dropIntent(tenantId: string, operation: string): Promise<void> {
  await saveItem({ kind: 'delete', key: keys.auditIntent(tenantId, operation), when: [] })
}

/**
 * Gives the row its place: row, head and the end of the intent are one transaction. False when others were quicker too
 * often; the intent stays then, and the sweep finds it.
 */
export async function chainIntent(
  tenantId: string,
  intent: AuditIntent,
  result: AuditRow['result'],
): Promise<boolean> {
  for (let attempt = 0; attempt < TRIES_LIMIT; attempt++) {
    const head = await loadItem(keys.auditHead(tenantId), 'consistent')
    const row = makeRow(intent, result, head)
    const { number, hash } = row
    const lost = await saveTogether([
      { kind: 'put', key: keys.audit(tenantId, number), item: { row }, when: [{ is: 'absent' }] },
      {
        kind: 'put',
        key: keys.auditHead(tenantId),
        item: { number, hash },
        when:
          head === null
            ? [{ is: 'absent' }]
            : [{ is: 'equal', attribute: 'number', value: number - 1 }],
      },
      {
        kind: 'delete',
        key: keys.auditIntent(tenantId, intent.operation),
        when: [{ is: 'present' }],
      },
    ])
    // Without its intent it is in the chain already.
    if (lost === null || lost.found[2] === null) return true
    await awaitJitter(WAIT_MS * (attempt + 1))
  }
  return false
}

/** Newest first. */
export async function loadAuditPage(tenantId: string, limit: number, after: string | null) {
  const partition = partitions.audit(tenantId)
  const page = await loadPage({ partition, limit, backwards: true, after })
  return { items: page.items.map((item) => item.row as AuditRow), after: page.after }
}

/** Oldest first: what was begun and is not in the chain. */
export async function loadIntents(tenantId: string): Promise<readonly AuditIntent[]> {
  const partition = partitions.auditIntents(tenantId)
  const page = await loadPage({ partition, limit: SWEEP_LENGTH, backwards: false })
  return page.items.map((item) => item.intent as AuditIntent)
}

function makeRow(intent: AuditIntent, result: AuditRow['result'], head: Item | null): AuditRow {
  const row = {
    ...intent,
    result,
    number: (head === null ? 0 : (numberOrNull(head, 'number') ?? 0)) + 1,
    previous: head === null ? FIRST_HASH : text(head, 'hash'),
  }
  return { ...row, hash: createHash('sha256').update(canonicalText(row)).digest('hex') }
}
