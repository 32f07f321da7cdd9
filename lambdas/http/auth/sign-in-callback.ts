/** Back from the identity provider: redeem the code, find the user, begin a session under a new id. */
import { createHash } from 'node:crypto'
import { makeUlid } from '#shared/contracts/ids.ts'
import { Problem } from '#shared/contracts/problem.ts'
import {
  formatSessionToken,
  parseSessionToken,
  SESSION_COOKIE,
  SESSION_HOURS,
  SIGN_IN_COOKIE,
  SIGNED_OUT_COOKIE,
} from '#shared/contracts/session.ts'
import type { Call, RawReply, RouteHandler } from '../../middleware/call.ts'
import { dropCookie, makeCookie, readCookie } from '../../middleware/cookies.ts'
import { hashToken } from '../../middleware/person.ts'
import type { Membership } from '../../stores/identities.ts'
import { createSession, endSession, type SessionRecord } from '../../stores/sessions.ts'
import { loadTenant } from '../../stores/tenants.ts'
import { recordSignIn } from './audit-sign-in.ts'
import { redeemCode } from './identity-provider.ts'
import { linkMemberships } from './memberships.ts'
import { redirect } from './redirect.ts'
import { readSignInCookie } from './sign-in-cookie.ts'
import { makeChoicePage, makeSignInPage } from './sign-in-page.ts'

const SECRET_BYTES = 32
const HOUR_MS = 3_600_000
const BROWSER_LIMIT_CHARACTERS = 200

type CallbackCall = Call<'signInCallback'>

export const signInCallback: RouteHandler<'signInCallback'> = async (call) => {
  const pending = readSignInCookie(call.event, call.nowMs)
  const returnPath = pending?.returnPath ?? '/'
  try {
    if (pending === null) throw new Problem('sign-in-failed')
    const claims = await redeemCode(call.event.rawQueryString, pending, call.nowMs)
    const memberships = await linkMemberships(claims, pending.tenant, call.now)
    const [membership] = memberships
    if (membership === undefined) throw new Problem('sign-in-refused')
    if (memberships.length > 1) return await askWhere(memberships, returnPath)
    return redirect(returnPath, await beginSession(call, membership))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    call.log.info('sign-in', { code: error.code })
    return makeSignInPage(error, returnPath, [])
  }
}

async function askWhere(memberships: readonly Membership[], returnPath: string): Promise<RawReply> {
  const tenants = await Promise.all(memberships.map(({ tenantId }) => loadTenant(tenantId)))
  const byName = tenants.toSorted((one, other) => one.name.localeCompare(other.name))
  return makeChoicePage(byName, returnPath)
}

/** Values of `Set-Cookie`. Whatever session this browser had before is over. */
async function beginSession(call: CallbackCall, membership: Membership): Promise<string[]> {
  await endFormer(call)
  const { tenantId, username } = membership
  const token = formatSessionToken(tenantId, call.doors.makeRandom(SECRET_BYTES))
  const hash = hashToken(token)
  const session: SessionRecord = {
    id: makeUlid(call.nowMs, createHash('sha256').update(`session ${hash}`).digest()),
    hash,
    username,
    browser: (call.event.headers['user-agent'] ?? '').slice(0, BROWSER_LIMIT_CHARACTERS),
    createdMs: call.nowMs,
    seenMs: call.nowMs,
    endsMs: call.nowMs + SESSION_HOURS * HOUR_MS,
    endedMs: null,
  }
  await createSession(tenantId, session)
  await recordSignIn(call, tenantId, session)
  return [
    makeCookie(SESSION_COOKIE, token, SESSION_HOURS * 3600),
    dropCookie(SIGN_IN_COOKIE),
    dropCookie(SIGNED_OUT_COOKIE),
  ]
}

async function endFormer({ event, nowMs }: CallbackCall): Promise<void> {
  const cookie = readCookie(event, SESSION_COOKIE)
  const former = cookie === null ? null : parseSessionToken(cookie)
  if (cookie !== null && former !== null) {
    await endSession(former.tenantId, hashToken(cookie), nowMs)
  }
}
