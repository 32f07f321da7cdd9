/** Sessions of people in a browser: the cookie, its limits, and what is shown of a session. */
import * as z from 'zod'
import { tenantId, ulid, username } from './ids.ts'

/** Without a request for this long, a session is over (ASVS 5.0, 7.3.1). */
export const SESSION_IDLE_MINUTES = 30
/** However busy, a session is over then (ASVS 5.0, 7.3.2). */
export const SESSION_HOURS = 12
/** A session's last request is written down at most this often, so reading costs no write. */
export const SESSION_TOUCH_MINUTES = 5
/** From leaving for the identity provider to coming back. */
export const SIGN_IN_MINUTES = 10

/** `__Host-`: sent to this very host only, over TLS (or on the loopback), and no subdomain can set it. */
export const SESSION_COOKIE = '__Host-spoolgate'
export const SIGN_IN_COOKIE = '__Host-spoolgate-sign-in'
/** This browser signed out: its next sign-in asks for the password again. */
export const SIGNED_OUT_COOKIE = '__Host-spoolgate-signed-out'

/**
 * Every write with a cookie must carry this header, which a foreign page cannot set. `background` instead of `1` says
 * that no person is behind a request, as when a page refreshes itself: it does not keep a session alive.
 */
export const PORTAL_HEADER = 'spoolgate-portal'
export const PORTAL_HEADER_VALUES = ['1', 'background'] as const

/** Where the identity provider sends browsers back to; it knows this very address and no other. */
export const CALLBACK_PATH = '/auth/callback'

/** 256 bits in base64url. */
const SESSION_PATTERN = /^([0-7][0-9A-HJKMNP-TV-Z]{25})\.([A-Za-z0-9_-]{43})$/

/** `<tenant>.<secret>`: the owner leads, so that a look-up never leaves the owner's own rows. */
export function formatSessionToken(tenant: string, secret: Uint8Array): string {
  return `${tenantId.parse(tenant)}.${toBase64Url(secret)}`
}

/** null when the text is no session of ours. */
export function parseSessionToken(text: string): { tenantId: string } | null {
  const [, tenant] = SESSION_PATTERN.exec(text) ?? []
  return tenant === undefined ? null : { tenantId: tenant }
}

function toBase64Url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes))
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

const RETURN_LIMIT_CHARACTERS = 1_000
/** A path of our own: never a host, a scheme, or a line break that would end a header. */
export const returnPath = z
  .string()
  .max(RETURN_LIMIT_CHARACTERS)
  .regex(/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/, 'must be a path of this host')
  .refine((path) => !path.startsWith('/auth/'), 'must not be a path of signing in')

export const sessionId = ulid.meta({ description: 'session id' })

export const session = z
  .object({
    id: sessionId,
    username,
    /** What the browser called itself, shortened. */
    browser: z.string(),
    createdAt: z.iso.datetime(),
    /** Up to five minutes old. */
    lastSeenAt: z.iso.datetime(),
    /** Over then at the latest. */
    endsAt: z.iso.datetime(),
    /** The session that asks. */
    current: z.boolean(),
  })
  .meta({ id: 'Session' })
export type Session = z.infer<typeof session>

export const signOut = z
  .object({
    /** Every session of this person in this tenant, not only this one. */
    everywhere: z.boolean().default(false),
  })
  .strict()
export const signedOut = z.object({ ended: z.int() }).meta({ id: 'SignedOut' })
