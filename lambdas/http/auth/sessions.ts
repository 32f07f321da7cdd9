/** Sessions: one's own, and those of a user for whoever looks after the tenant. */
import type { ListQuery } from '#shared/contracts/list.ts'
import type { Session } from '#shared/contracts/session.ts'
import type { Call, PersonCredential, RouteHandler } from '../../middleware/call.ts'
import { formatTime } from '../../middleware/doors.ts'
import { isLive } from '../../middleware/person.ts'
import {
  endSession,
  endSessionsOf,
  loadSessionOf,
  loadSessionPage,
  type SessionRecord,
} from '../../stores/sessions.ts'
import { loadPerson } from '../../stores/users.ts'
import { makeCursor, readCursor } from '../cursor.ts'
import { found } from '../found.ts'
import { ownerOf } from './own.ts'

export const listMySessions: RouteHandler<'listMySessions'> = (call) => {
  const { tenantId, username } = ownerOf(call.credential)
  return listSessions(call, tenantId, username, call.query)
}

export const endMySession: RouteHandler<'endMySession'> = async ({ credential, params, nowMs }) => {
  const { tenantId, username } = ownerOf(credential)
  const session = found(await loadSessionOf(tenantId, username, params.session))
  return { ended: (await endSession(tenantId, session.hash, nowMs)) ? 1 : 0 }
}

export const listUserSessions: RouteHandler<'listUserSessions'> = async (call) => {
  const { tenant, username } = call.params
  found(await loadPerson(tenant, username, 'eventual'))
  return listSessions(call, tenant, username, call.query)
}

export const endUserSessions: RouteHandler<'endUserSessions'> = async ({ params, nowMs }) => {
  found(await loadPerson(params.tenant, params.username, 'eventual'))
  return { ended: await endSessionsOf(params.tenant, params.username, nowMs) }
}

async function listSessions(
  { credential, nowMs }: Pick<Call<'listMySessions'>, 'credential' | 'nowMs'>,
  tenantId: string,
  username: string,
  query: ListQuery,
): Promise<{ items: Session[]; next: string | null }> {
  const list = `${tenantId}.sessions.${username}`
  const after = readCursor(list, query.cursor)
  const page = await loadSessionPage(tenantId, username, query.limit, after)
  const items = page.items
    .filter((session) => isLive(session, nowMs))
    .map((session) => presentSession(session, credential))
  return { items, next: makeCursor(list, page.after) }
}

function presentSession(session: SessionRecord, credential: PersonCredential): Session {
  return {
    id: session.id,
    username: session.username,
    browser: session.browser,
    createdAt: formatTime(session.createdMs),
    lastSeenAt: formatTime(session.seenMs),
    endsAt: formatTime(session.endsMs),
    current: session.id === credential.id,
  }
}
