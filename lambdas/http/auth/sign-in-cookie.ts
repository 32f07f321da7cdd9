/** What a browser keeps between leaving for the identity provider and coming back. */
import * as z from 'zod'
import { slug } from '#shared/contracts/ids.ts'
import { returnPath, SIGN_IN_COOKIE, SIGN_IN_MINUTES } from '#shared/contracts/session.ts'
import type { HttpEvent } from '../../middleware/call.ts'
import { makeCookie, readCookie } from '../../middleware/cookies.ts'

const secret = z.string().regex(/^[A-Za-z0-9_-]{43}$/)
const pendingSignIn = z.object({
  state: secret,
  nonce: secret,
  verifier: secret,
  returnPath,
  tenant: slug.nullable(),
  endsMs: z.int(),
})
export type PendingSignIn = z.infer<typeof pendingSignIn>

/**
 * Not sealed: only the browser that it belongs to has it, scripts cannot read it, and what stands in it is of use to
 * nobody without the code that the provider gives to that same browser.
 */
export function makeSignInCookie(pending: PendingSignIn): string {
  const text = Buffer.from(JSON.stringify(pending)).toString('base64url')
  return makeCookie(SIGN_IN_COOKIE, text, SIGN_IN_MINUTES * 60)
}

/** null when there is none, or one that is not ours or too old. */
export function readSignInCookie(event: HttpEvent, nowMs: number): PendingSignIn | null {
  const text = readCookie(event, SIGN_IN_COOKIE)
  if (text === null) return null
  const pending = pendingSignIn.safeParse(readJson(Buffer.from(text, 'base64url').toString()))
  return pending.success && nowMs < pending.data.endsMs ? pending.data : null
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
