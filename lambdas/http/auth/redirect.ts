/** Sends a browser on. */
import type { RawReply } from '../../middleware/call.ts'

/** `location` is written by the URL parser, so nothing in it can end the header. */
export function redirect(location: string, cookies: readonly string[]): RawReply {
  return { raw: true, status: 302, contentType: 'text/plain', body: '', location, cookies }
}
