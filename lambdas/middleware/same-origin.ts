/** A change that comes by cookie must come from our own pages (ASVS 5.0, 3.5.1–3.5.3): two proofs, each enough. */
import { Problem } from '#shared/contracts/problem.ts'
import { PORTAL_HEADER, PORTAL_HEADER_VALUES } from '#shared/contracts/session.ts'
import type { HttpEvent } from './call.ts'

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/**
 * A foreign page cannot set our header without our leave, and browsers say where a request comes from. Both are asked
 * for, so that a mistake in one is covered. Throws `cross-site-refused`.
 */
export function requireSameOrigin(event: HttpEvent, publicUrl: string): void {
  if (SAFE_METHODS.has(event.requestContext.http.method)) return
  const value = event.headers[PORTAL_HEADER] ?? ''
  if (!(PORTAL_HEADER_VALUES as readonly string[]).includes(value)) {
    throw new Problem('cross-site-refused', `the header \`${PORTAL_HEADER}\` is missing`)
  }
  const site = event.headers['sec-fetch-site']
  const own =
    site === undefined ? event.headers.origin === new URL(publicUrl).origin : site === 'same-origin'
  if (!own) throw new Problem('cross-site-refused')
}
