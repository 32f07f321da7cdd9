/** Checks shown rows of the audit log against their own hashes, as anybody could (docs/audit.md). */
import type { AuditRow } from '#shared/contracts/audit.ts'
import { canonicalText, FIRST_HASH } from '#shared/contracts/audit-chain.ts'

/** Number of the first row that does not fit, looked at from the oldest; null = all of them do. */
export async function findBreak(newestFirst: readonly AuditRow[]): Promise<number | null> {
  const rows = newestFirst.toReversed()
  for (const [index, { hash, ...row }] of rows.entries()) {
    const before = rows[index - 1]
    const isFirst = row.number === 1
    const expected = before?.hash ?? (isFirst ? FIRST_HASH : row.previous)
    const follows = before === undefined || row.number === before.number + 1
    if (!follows || row.previous !== expected || hash !== (await hashOf(row))) return row.number
  }
  return null
}

async function hashOf(row: object): Promise<string> {
  const bytes = new TextEncoder().encode(canonicalText(row))
  const digest = await crypto.subtle.digest('SHA-256', bytes)
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
