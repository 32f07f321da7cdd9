/** A person's credential: a bearer token, or the cookie of a session; the user behind it is looked at every time. */
import { createHash, createHmac } from 'node:crypto'
import { parseToken, type Role } from '#shared/contracts/credentials.ts'
import { Problem } from '#shared/contracts/problem.ts'
import {
  PORTAL_HEADER,
  parseSessionToken,
  SESSION_COOKIE,
  SESSION_IDLE_MINUTES,
  SESSION_TOUCH_MINUTES,
} from '#shared/contracts/session.ts'
import { ENV } from '#shared/contracts/wiring.ts'
import { loadEnv } from '../stores/doors.ts'
import { loadSession, type SessionRecord, touchSession } from '../stores/sessions.ts'
import { loadToken, markTokenUsed, type TokenRecord } from '../stores/tokens.ts'
import { loadPerson, type UserRecord } from '../stores/users.ts'
import type { OpenCall, PersonCredential } from './call.ts'
import { readCookie } from './cookies.ts'
import { formatTime } from './doors.ts'
import { requireSameOrigin } from './same-origin.ts'

const MINUTE_MS = 60_000

/** A token comes before a cookie: whoever sends one means it. */
export async function authenticatePerson(call: OpenCall): Promise<PersonCredential> {
  const header = call.event.headers.authorization
  if (header !== undefined) return authenticateToken(call, header)
  const cookie = readCookie(call.event, SESSION_COOKIE)
  if (cookie === null || cookie === '') throw new Problem('credential-missing')
  return authenticateSession(call, cookie)
}

/** Hex SHA-256: all that is ever stored of a token or a cookie. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** Neither ended nor idle nor too old. */
export function isLive(session: SessionRecord, nowMs: number): boolean {
  const idleMs = SESSION_IDLE_MINUTES * MINUTE_MS
  return session.endedMs === null && nowMs < session.endsMs && nowMs < session.seenMs + idleMs
}

async function authenticateToken(call: OpenCall, header: string): Promise<PersonCredential> {
  const token = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(header)?.[1] ?? ''
  const parsed = parseToken(token)
  if (parsed === null || parsed.kind === 'enrollment') throw new Problem('credential-invalid')
  const { kind, ownerId } = parsed
  const tokenHash = hashToken(token)
  const record = await loadToken(kind, ownerId, tokenHash)
  if (record === null || record.revokedAt !== null || isOver(record, call.now)) {
    throw new Problem('credential-invalid')
  }
  const user =
    record.username === null ? null : await loadPerson(ownerId, record.username, 'eventual')
  if (user?.disabled === true || isOrphan(record, user)) throw new Problem('credential-invalid')
  const role = roleOf(record, user)
  requireRole(call, role)
  if (record.readOnly && call.route?.method !== 'GET') {
    throw new Problem('role-insufficient', 'this token may only read')
  }
  await markTokenUsed(kind, ownerId, tokenHash, record, call.now.slice(0, 10))
  return {
    kind: 'person',
    role,
    tenantId: kind === 'tenant' ? ownerId : null,
    partnerId: kind === 'partner' ? ownerId : null,
    username: record.username,
    fullName: user?.fullName ?? null,
    tokenName: record.name,
    tokenHash,
    readOnly: record.readOnly,
    id: record.id,
    session: null,
    endsAt: record.endsAt,
    derive: deriveFrom(token),
  }
}

async function authenticateSession(call: OpenCall, cookie: string): Promise<PersonCredential> {
  const parsed = parseSessionToken(cookie)
  if (parsed === null) throw new Problem('session-ended')
  const { tenantId } = parsed
  const session = await loadSession(tenantId, hashToken(cookie))
  if (session === null || !isLive(session, call.nowMs)) throw new Problem('session-ended')
  const user = await loadPerson(tenantId, session.username, 'consistent')
  if (user === null || user.disabled) throw new Problem('session-ended')
  requireSameOrigin(call.event, loadEnv(ENV.publicUrl))
  requireRole(call, user.role)
  await touch(call, tenantId, session)
  return {
    kind: 'person',
    role: user.role,
    tenantId,
    partnerId: null,
    username: user.username,
    fullName: user.fullName,
    tokenName: user.username,
    tokenHash: hashToken(`person ${tenantId} ${user.username}`),
    readOnly: false,
    id: session.id,
    session,
    endsAt: formatTime(session.endsMs),
    derive: deriveFrom(cookie),
  }
}

/** A person's own token may what the person may now; one that was made for less stays less. */
function roleOf(record: TokenRecord, user: UserRecord | null): Role {
  return user === null || record.role === 'user' ? record.role : user.role
}

/** Made by a person who is gone. The operator's tokens do not end, and may be there before their users. */
function isOrphan(record: TokenRecord, user: UserRecord | null): boolean {
  return record.username !== null && record.endsAt !== null && user === null
}

function requireRole(call: OpenCall, role: Role): void {
  if (call.route?.roles.includes(role) !== true) throw new Problem('role-insufficient')
}

function isOver(record: TokenRecord, now: string): boolean {
  return record.endsAt !== null && record.endsAt <= now
}

/** A page that refreshes itself keeps no session alive: idle means that no person was there. */
async function touch(call: OpenCall, tenantId: string, session: SessionRecord): Promise<void> {
  if (call.event.headers[PORTAL_HEADER] === 'background') return
  if (call.nowMs - session.seenMs < SESSION_TOUCH_MINUTES * MINUTE_MS) return
  await touchSession(tenantId, session, call.nowMs)
}

function deriveFrom(secret: string): PersonCredential['derive'] {
  return (purpose) => createHmac('sha256', secret).update(purpose).digest()
}
