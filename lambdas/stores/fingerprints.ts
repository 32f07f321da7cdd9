/** What was printed last by whom, so that the same job again is known: one short-lived row each, only where a printer asks. */
import { createHash } from 'node:crypto'
import { normalizeUsername } from '#shared/contracts/ids.ts'
import type { JobFacts } from '#shared/contracts/job-facts.ts'
import { numberOrNull, text } from './attributes.ts'
import type { Put } from './expressions.ts'
import { keys } from './keys.ts'
import { loadItem } from './table.ts'

/** Longer than any printer's window: jobs may be asked for late, in any order. */
const KEPT_SECONDS = 24 * 3600

export interface Fingerprint {
  /** Of user, printer, document name, pages, copies and content. */
  readonly hash: string
  /** The job that printed it last; null = none did. */
  readonly last: { readonly jobId: string; readonly createdMs: number } | null
}

export async function loadFingerprint(tenantId: string, facts: JobFacts): Promise<Fingerprint> {
  const hash = hashOf(facts)
  const item = await loadItem(keys.fingerprint(tenantId, hash), 'consistent')
  if (item === null) return { hash, last: null }
  const last = { jobId: text(item, 'jobId'), createdMs: numberOrNull(item, 'createdMs') ?? 0 }
  return { hash, last }
}

/** Written together with the job, unless another job came between. */
export function makeFingerprintRow(
  tenantId: string,
  { hash, last }: Fingerprint,
  facts: JobFacts,
  nowMs: number,
): Put {
  return {
    kind: 'put',
    key: keys.fingerprint(tenantId, hash),
    item: {
      jobId: facts.jobId,
      createdMs: Date.parse(facts.createdAt),
      expiresAt: Math.floor(nowMs / 1000) + KEPT_SECONDS,
    },
    when:
      last === null ? [{ is: 'absent' }] : [{ is: 'equal', attribute: 'jobId', value: last.jobId }],
  }
}

/** The job that this one repeats: by when the jobs were made, so that an outage makes no duplicates. */
export function duplicateOf(
  { last }: Fingerprint,
  facts: JobFacts,
  windowSeconds: number,
): string | null {
  if (last === null || last.jobId === facts.jobId) return null
  const apartMs = Math.abs(Date.parse(facts.createdAt) - last.createdMs)
  return apartMs <= windowSeconds * 1000 ? last.jobId : null
}

function hashOf({ owner, printerId, documentName, document, ticket }: JobFacts): string {
  const parts = [
    normalizeUsername(owner.name),
    printerId,
    documentName,
    document.pages.value,
    ticket.copies,
    document.sha256,
  ]
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}
