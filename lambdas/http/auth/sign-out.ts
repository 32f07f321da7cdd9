/** Ends the session that asks, or every session of its person. */
import { SESSION_COOKIE, SIGNED_OUT_COOKIE } from '#shared/contracts/session.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { dropCookie, makeCookie } from '../../middleware/cookies.ts'
import { endSession, endSessionsOf } from '../../stores/sessions.ts'

const REMEMBERED_SECONDS = 30 * 24 * 3600

export const signOut: RouteHandler<'signOut'> = async ({ credential, body, nowMs }) => {
  const { tenantId, username, session } = credential
  let ended = 0
  if (tenantId !== null && session !== null) {
    ended += (await endSession(tenantId, session.hash, nowMs)) ? 1 : 0
  }
  if (tenantId !== null && username !== null && body.everywhere) {
    ended += await endSessionsOf(tenantId, username, nowMs)
  }
  return {
    raw: true,
    status: 200,
    contentType: 'application/json',
    body: JSON.stringify({ ended }),
    cookies: [dropCookie(SESSION_COOKIE), makeCookie(SIGNED_OUT_COOKIE, '1', REMEMBERED_SECONDS)],
  }
}
