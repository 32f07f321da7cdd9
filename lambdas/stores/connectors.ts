/** Connectors and the one-time tokens that enroll them. */
import type { Connector, EnrollmentToken } from '#shared/contracts/site.ts'
import { numberOrNull, text, textOrNull } from './attributes.ts'
import type { Item } from './expressions.ts'
import { keys, partitions } from './keys.ts'
import { loadItem, loadPage, saveItem, saveTogether } from './table.ts'

export interface ConnectorRecord extends Connector {
  readonly siteSlug: string
  /** Raw Ed25519 public key, base64url. */
  readonly publicKey: string
}

export interface EnrollmentRecord {
  readonly id: string
  readonly siteId: string
  readonly createdAt: string
  readonly expiresAt: string
  readonly usedBy: string | null
}

/** How long a token stays listed after it expired, before the table forgets it. */
const LISTED_SECONDS = 30 * 24 * 3600

function readConnector(item: Item): ConnectorRecord {
  return {
    id: text(item, 'sk'),
    siteId: text(item, 'siteId'),
    siteSlug: text(item, 'siteSlug'),
    publicKey: text(item, 'publicKey'),
    name: text(item, 'name'),
    version: text(item, 'version'),
    platform: text(item, 'platform'),
    spooler: text(item, 'spooler'),
    state: text(item, 'state') as Connector['state'],
    enrolledAt: text(item, 'enrolledAt'),
    lastSeenAt: textOrNull(item, 'lastSeenAt'),
    jobsOpen: numberOrNull(item, 'jobsOpen'),
  }
}

export async function loadConnector(
  tenantId: string,
  id: string,
  reading: 'consistent' | 'eventual' = 'consistent',
): Promise<ConnectorRecord | null> {
  const item = await loadItem(keys.connector(tenantId, id), reading)
  return item === null ? null : readConnector(item)
}

export async function loadConnectorPage(tenantId: string, limit: number, after: string | null) {
  const partition = partitions.connectors(tenantId)
  const page = await loadPage({ partition, limit, backwards: true, after })
  return { items: page.items.map(readConnector), after: page.after }
}

/** For good: nothing makes a revoked connector active again. False when there is none. */
export async function revokeConnector(tenantId: string, id: string): Promise<boolean> {
  const lost = await saveItem({
    kind: 'update',
    key: keys.connector(tenantId, id),
    set: { state: 'revoked' },
    when: [{ is: 'present' }],
  })
  return lost === null
}

export async function saveSignOfLife(
  tenantId: string,
  id: string,
  seen: Pick<Connector, 'version' | 'platform' | 'spooler' | 'lastSeenAt' | 'jobsOpen'>,
): Promise<void> {
  await saveItem({
    kind: 'update',
    key: keys.connector(tenantId, id),
    set: seen,
    when: [{ is: 'present' }],
  })
}

function readEnrollment(item: Item): EnrollmentRecord {
  return {
    id: text(item, 'sk'),
    siteId: text(item, 'siteId'),
    createdAt: text(item, 'createdAt'),
    expiresAt: text(item, 'expires'),
    usedBy: textOrNull(item, 'usedBy'),
  }
}

export function presentEnrollment(record: EnrollmentRecord, now: string): EnrollmentToken {
  const state = record.usedBy !== null ? 'used' : record.expiresAt > now ? 'open' : 'expired'
  return { ...record, state }
}

export async function loadEnrollmentPage(tenantId: string, limit: number, after: string | null) {
  const partition = partitions.enrollments(tenantId)
  const page = await loadPage({ partition, limit, backwards: true, after })
  return { items: page.items.map(readEnrollment), after: page.after }
}

export async function loadEnrollment(
  tenantId: string,
  tokenHash: string,
): Promise<EnrollmentRecord | null> {
  const pointer = await loadItem(keys.enrollmentToken(tenantId, tokenHash), 'consistent')
  if (pointer === null) return null
  const item = await loadItem(
    keys.enrollment(tenantId, text(pointer, 'enrollmentId')),
    'consistent',
  )
  return item === null ? null : readEnrollment(item)
}

/** Repeating it with the same id and hash changes nothing. */
export async function createEnrollment(
  tenantId: string,
  record: EnrollmentRecord,
  tokenHash: string,
): Promise<void> {
  const expiresAt = Math.floor(Date.parse(record.expiresAt) / 1000) + LISTED_SECONDS
  const { siteId, createdAt, expiresAt: expires } = record
  await saveTogether([
    {
      kind: 'put',
      key: keys.enrollment(tenantId, record.id),
      item: { siteId, createdAt, expires, expiresAt },
      when: [{ is: 'absent' }],
    },
    {
      kind: 'put',
      key: keys.enrollmentToken(tenantId, tokenHash),
      item: { enrollmentId: record.id, expiresAt },
      when: [{ is: 'absent' }],
    },
  ])
}

/**
 * Uses up the token and makes the connector, both or neither. False when the token was used or the connector revoked
 * since they were read.
 */
export async function saveEnrolled(
  tenantId: string,
  enrollment: EnrollmentRecord,
  connector: ConnectorRecord,
  stored: ConnectorRecord | null,
): Promise<boolean> {
  const { id, ...item } = connector
  const lost = await saveTogether([
    {
      kind: 'update',
      key: keys.enrollment(tenantId, enrollment.id),
      set: { usedBy: id },
      when: [{ is: 'present' }, { is: 'unset', attribute: 'usedBy' }],
    },
    {
      kind: 'put',
      key: keys.connector(tenantId, id),
      item,
      when:
        stored === null
          ? [{ is: 'absent' }]
          : [{ is: 'equal', attribute: 'state', value: 'active' }],
    },
  ])
  return lost === null
}
