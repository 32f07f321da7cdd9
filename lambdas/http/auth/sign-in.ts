/** Sends a browser to the identity provider, and gives it what it needs to come back. */
import { Problem } from '#shared/contracts/problem.ts'
import { SIGN_IN_MINUTES, SIGNED_OUT_COOKIE } from '#shared/contracts/session.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { readCookie } from '../../middleware/cookies.ts'
import { makeAuthorizationUrl } from './identity-provider.ts'
import { redirect } from './redirect.ts'
import { makeSignInCookie } from './sign-in-cookie.ts'
import { makeSignInPage } from './sign-in-page.ts'

const SECRET_BYTES = 32

export const signIn: RouteHandler<'signIn'> = async ({ query, doors, event, nowMs, log }) => {
  const draw = () => Buffer.from(doors.makeRandom(SECRET_BYTES)).toString('base64url')
  const secrets = { state: draw(), nonce: draw(), verifier: draw() }
  const pending = {
    ...secrets,
    returnPath: query.return,
    tenant: query.tenant ?? null,
    endsMs: nowMs + SIGN_IN_MINUTES * 60_000,
  }
  // Who signed out here wants the next one to prove who it is, though the provider may still know the browser.
  const asksAgain = readCookie(event, SIGNED_OUT_COOKIE) !== null
  try {
    const url = await makeAuthorizationUrl(secrets, asksAgain, nowMs)
    return redirect(url, [makeSignInCookie(pending)])
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    log.error('sign-in', { code: error.code })
    return makeSignInPage(error, query.return, [])
  }
}
