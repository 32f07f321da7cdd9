/** Turns a one-time token and a device key into a connector; the same key again gets the same reply. */
import { createHash } from 'node:crypto'
import { parseToken } from '#shared/contracts/credentials.ts'
import { makeUlid } from '#shared/contracts/ids.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { EnrollReply, EnrollRequest } from '#shared/contracts/site.ts'
import type { RouteHandler } from '../middleware/call.ts'
import { hashToken } from '../middleware/person.ts'
import {
  type ConnectorRecord,
  type EnrollmentRecord,
  loadConnector,
  loadEnrollment,
  saveEnrolled,
} from '../stores/connectors.ts'
import { loadSite } from '../stores/sites.ts'
import { found } from './found.ts'

export const enroll: RouteHandler<'enroll'> = async ({ body, now, log }) => {
  const tenantId = readTenantId(body.token)
  const enrollment = await loadEnrollment(tenantId, hashToken(body.token))
  if (enrollment === null) throw new Problem('enrollment-token-invalid')
  const connectorId = makeConnectorId(body.publicKey)
  const stored = await loadConnector(tenantId, connectorId)
  if (stored?.state === 'revoked') throw new Problem('connector-revoked')
  if (enrollment.usedBy === connectorId) return reply(tenantId, found(stored), now)
  if (enrollment.usedBy !== null) {
    log.alarm('enrollment-token-reused', { tenantId, enrollmentId: enrollment.id, connectorId })
    throw new Problem('enrollment-token-invalid')
  }
  if (enrollment.expiresAt <= now) throw new Problem('enrollment-token-invalid')
  const connector = await makeConnector(tenantId, enrollment, body, stored, now)
  if (await saveEnrolled(tenantId, enrollment, connector, stored)) {
    return reply(tenantId, connector, now)
  }
  return replyToLostRace(tenantId, body, connectorId, now)
}

/** From the key alone, so the same key always is the same connector; it has no time of its own, hence time 0. */
export function makeConnectorId(publicKey: string): string {
  return makeUlid(0, createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest())
}

function readTenantId(token: string): string {
  const parsed = parseToken(token)
  if (parsed?.kind !== 'enrollment') throw new Problem('enrollment-token-invalid')
  return parsed.ownerId
}

async function makeConnector(
  tenantId: string,
  enrollment: EnrollmentRecord,
  body: EnrollRequest,
  stored: ConnectorRecord | null,
  now: string,
): Promise<ConnectorRecord> {
  const site = found(await loadSite(tenantId, enrollment.siteId))
  const { publicKey, name, version, platform, spooler } = body
  return {
    id: makeConnectorId(publicKey),
    siteId: site.id,
    siteSlug: site.slug,
    publicKey,
    name,
    version,
    platform,
    spooler,
    state: 'active',
    enrolledAt: stored?.enrolledAt ?? now,
    lastSeenAt: now,
    jobsOpen: stored?.jobsOpen ?? null,
  }
}

/** The same request twice at once: the second finds the token used by its own key. */
async function replyToLostRace(
  tenantId: string,
  body: EnrollRequest,
  connectorId: string,
  now: string,
): Promise<EnrollReply> {
  const enrollment = await loadEnrollment(tenantId, hashToken(body.token))
  if (enrollment?.usedBy !== connectorId) throw new Problem('enrollment-token-invalid')
  return reply(tenantId, found(await loadConnector(tenantId, connectorId)), now)
}

function reply(tenantId: string, connector: ConnectorRecord, now: string): EnrollReply {
  const { id: connectorId, siteId, siteSlug } = connector
  return { tenantId, siteId, siteSlug, connectorId, serverTime: now }
}
