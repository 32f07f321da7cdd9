/** `ETag` for what people look at again and again: a page that refreshes itself gets no body while nothing changed. */
import { createHash } from 'node:crypto'
import type { HttpEvent, OpenCall, RawReply } from './call.ts'

const CHARACTERS = 27

/** Strong (RFC 9110 section 8.8.3), because it is made of the very bytes; null where nobody would ask again. */
export function makeEtag(reply: RawReply, { route, credential }: OpenCall): string | null {
  if (reply.etag !== undefined) return reply.etag
  if (route?.method !== 'GET' || credential.kind !== 'person' || reply.status !== 200) return null
  const sum = createHash('sha256').update(reply.contentType).update('\n').update(reply.body)
  return `"${sum.digest('base64url').slice(0, CHARACTERS)}"`
}

/** `If-None-Match` compares weakly (RFC 9110 section 13.1.2): caches and proxies may have put `W/` before it. */
export function hasEtag({ headers }: HttpEvent, etag: string): boolean {
  const sent = headers['if-none-match']
  if (sent === undefined) return false
  return sent
    .split(',')
    .some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag)
}
